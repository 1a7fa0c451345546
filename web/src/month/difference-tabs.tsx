import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Yuan } from '../ui/yuan';
import type { Import } from './files';

export type DifferenceTab = keyof Import['summary']['differences'];

const OF_LEDGER: readonly DifferenceTab[] = ['added', 'changed', 'gone', 'owners', 'phones', 'prepaid'];
const OF_PAYMENTS: readonly DifferenceTab[] = ['payments', 'parked', 'reversals', 'known'];

/** The differences by what they are, each with its number of accounts and its amount. */
export function DifferenceTabs({ batch }: { batch: Import }) {
  const { t } = useTranslation();
  const tabs = batch.kind === 'payments' ? OF_PAYMENTS : OF_LEDGER;
  const { differences } = batch.summary;
  return (
    <Tabs
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
                    <Yuan fen={fen} />
                  </>
                )}
              </small>
            </span>
          ),
          children: null,
        };
      })}
    />
  );
}
