import { useTranslation } from 'react-i18next';
import { type CivilDay, daysBetween } from '../../../src/domain/civil-day';
import { Yuan } from '../ui/yuan';
import { useDesk } from './card';
import { Section } from './section';

/** Days after the due date at which the next band begins: the bands of the monthly report. */
const BANDS = [0, 31, 61, 91, 181, 366, 731, 1096] as const;

/** 账龄 What is owed by how long: a glance, where one would rather look than read. */
export function Ageing() {
  const { t } = useTranslation();
  const { owed } = useDesk().card;
  const bands = BANDS.map((from, index) => ({
    from,
    to: (BANDS[index + 1] ?? null) as number | null,
    fen: 0,
  }));
  for (const { leftFen, dueOn } of owed.lines) {
    const age = Math.max(0, daysBetween(dueOn as CivilDay, owed.onDay as CivilDay));
    const band = bands.filter(({ from }) => age >= from).pop();
    if (band) band.fen += leftFen;
  }
  const shown = bands.filter(({ fen }) => fen > 0);
  if (shown.length === 0) return null;
  const most = Math.max(...shown.map(({ fen }) => fen));
  return (
    <Section title={t('account.ageing.title')}>
      <ul className="ageing">
        {shown.map(({ from, to, fen }) => (
          <li key={from}>
            <span className="ageing-band">{t(`account.ageing.from${from}`)}</span>
            <span className="ageing-bar" aria-hidden>
              <span
                style={{ width: `${Math.max(2, (fen / most) * 100)}%` }}
                className={to === null ? 'old' : undefined}
              />
            </span>
            <Yuan fen={fen} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
