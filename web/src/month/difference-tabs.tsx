import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Yuan } from '../ui/yuan';
import { DifferenceList } from './difference-list';
import type { Import } from './files';
import type { Decisions } from './read-files';

export type DifferenceTab = keyof Import['summary']['differences'];

const OF_LEDGER: readonly DifferenceTab[] = ['added', 'changed', 'gone', 'owners', 'phones', 'prepaid'];
const OF_PAYMENTS: readonly DifferenceTab[] = ['payments', 'parked', 'reversals', 'known'];

type Props = { batch: Import; decisions: Decisions; decide: ((decisions: Decisions) => void) | null };

/** The differences by what they are, each with its number of accounts and its amount; open at the first that has any. */
export function DifferenceTabs({ batch, decisions, decide }: Props) {
  const { t } = useTranslation();
  const tabs = batch.kind === 'payments' ? OF_PAYMENTS : OF_LEDGER;
  const { differences } = batch.summary;
  const first = tabs.find((tab) => differences[tab].rows > 0);
  return (
    <Tabs
      {...(first ? { defaultActiveKey: first } : {})}
      items={tabs.map((tab) => {
        const { accounts, fen, rows } = differences[tab];
        return {
          key: tab,
          disabled: rows === 0,
          label: (
            <span className="month-tab">
              {t(`month.differences.tabs.${tab}`)}
              <small>
                {rows === 0 ? (
                  t('month.differences.none')
                ) : (
                  <>
                    {accounts > 0
                      ? t('month.differences.accounts', { count: accounts })
                      : t('month.differences.rows', { count: rows })}{' '}
                    {tab !== 'owners' && tab !== 'phones' && <Yuan fen={fen} />}
                  </>
                )}
              </small>
            </span>
          ),
          children:
            rows > 0 ? (
              <DifferenceList batch={batch} tab={tab} decisions={decisions} decide={decide} />
            ) : null,
        };
      })}
    />
  );
}
