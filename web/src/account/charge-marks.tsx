import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Charge } from './card';

const SOON_DAYS = 90;

/** 异议中, 本期新账单 */
export function Marks({ line }: { line: Charge }) {
  const { t } = useTranslation();
  return (
    <>
      {line.disputed && <Tag color="gold">{t('account.charges.disputed')}</Tag>}
      {line.fresh && <Tag color="blue">{t('account.charges.fresh')}</Tag>}
    </>
  );
}

/** The day on which the claim lapses; red where the law is near. */
export function Lapses({ line: { lapsesOn, lapsesInDays } }: { line: Charge }) {
  const { t } = useTranslation();
  if (lapsesOn === null || lapsesInDays === null) return <>—</>;
  const soon = lapsesInDays <= SOON_DAYS;
  return (
    <span className={soon ? 'law-near' : undefined}>
      <span className="yuan">{lapsesOn}</span>
      {soon && (
        <div>
          {lapsesInDays < 0
            ? t('account.charges.lapsed')
            : t('account.charges.lapsesIn', { count: lapsesInDays })}
        </div>
      )}
    </span>
  );
}
