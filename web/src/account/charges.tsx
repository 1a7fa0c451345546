import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, Rows } from '../ui/rows';
import { Yuan } from '../ui/yuan';
import { type Charge, useDesk } from './card';
import { Section } from './section';

const SOON_DAYS = 90;

/** 账单逐笔, each with the day on which its claim lapses. */
export function Charges() {
  const { t } = useTranslation();
  const { owed } = useDesk().card;
  const [all, setAll] = useState(false);
  const open = owed.lines.filter(({ leftFen }) => leftFen > 0);
  const paid = owed.lines.length - open.length;
  const columns: Column<Charge>[] = [
    {
      key: 'period',
      title: t('account.charges.period'),
      cell: (line) => (
        <>
          <div>
            {line.periodFrom} – {line.periodTo}
          </div>
          <div className="quiet">
            {line.object} · {line.item} <Marks line={line} />
          </div>
        </>
      ),
    },
    {
      key: 'due',
      title: t('account.charges.due'),
      cell: ({ dueOn }) => <span className="yuan">{dueOn}</span>,
    },
    {
      key: 'charged',
      title: t('account.charges.charged'),
      align: 'right',
      cell: ({ chargedFen, lateFeeFen }) => (
        <>
          <Yuan fen={chargedFen} />
          {lateFeeFen > 0 && (
            <div className="quiet">
              {t('account.charges.withLateFee')} <Yuan fen={lateFeeFen} />
            </div>
          )}
        </>
      ),
    },
    {
      key: 'paid',
      title: t('account.charges.paid'),
      align: 'right',
      cell: (line) => <Yuan fen={line.allocatedFen} />,
    },
    {
      key: 'waived',
      title: t('account.charges.waived'),
      align: 'right',
      cell: (line) => <Yuan fen={line.waivedFen} />,
    },
    {
      key: 'left',
      title: t('account.charges.left'),
      align: 'right',
      cell: (line) => (
        <strong>
          <Yuan fen={line.leftFen} />
        </strong>
      ),
    },
    { key: 'lapses', title: t('account.charges.lapses'), cell: (line) => <Lapses line={line} /> },
  ];
  return (
    <Section
      title={t('account.charges.title')}
      extra={
        paid > 0 && (
          <Button type="link" onClick={() => setAll(!all)}>
            {all ? t('account.charges.onlyOpen') : t('account.charges.all', { count: paid })}
          </Button>
        )
      }
    >
      <Rows<Charge>
        columns={columns}
        rows={all ? owed.lines : open}
        keyOf={({ chargeId }) => chargeId}
        empty={t('account.charges.none')}
      />
    </Section>
  );
}

function Marks({ line }: { line: Charge }) {
  const { t } = useTranslation();
  return (
    <>
      {line.disputed && <Tag color="gold">{t('account.charges.disputed')}</Tag>}
      {line.fresh && <Tag color="blue">{t('account.charges.fresh')}</Tag>}
    </>
  );
}

function Lapses({ line: { lapsesOn, lapsesInDays } }: { line: Charge }) {
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
