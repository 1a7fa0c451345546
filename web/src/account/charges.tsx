import { Button, Grid } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LawHint } from '../rules/law-hint';
import { type Column, Rows } from '../ui/rows';
import { Yuan } from '../ui/yuan';
import { type Charge, useDesk } from './card';
import { ChargeCards } from './charge-cards';
import { Lapses, Marks } from './charge-marks';
import { Section } from './section';

/** 账单逐笔, each with the day on which its claim lapses. */
export function Charges() {
  const { t } = useTranslation();
  const { owed } = useDesk().card;
  const [all, setAll] = useState(false);
  const wide = Grid.useBreakpoint().md ?? true;
  const open = owed.lines.filter(({ leftFen }) => leftFen > 0);
  const paid = owed.lines.length - open.length;
  const shown = all ? owed.lines : open;
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
    {
      key: 'lapses',
      title: (
        <>
          {t('account.charges.lapses')}
          <LawHint id="three_years" />
        </>
      ),
      cell: (line) => <Lapses line={line} />,
    },
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
      {shown.length > 0 && !wide ? (
        <ChargeCards charges={shown} />
      ) : (
        <Rows<Charge>
          columns={columns}
          rows={shown}
          keyOf={({ chargeId }) => chargeId}
          empty={t('account.charges.none')}
        />
      )}
    </Section>
  );
}
