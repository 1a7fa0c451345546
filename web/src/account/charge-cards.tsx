import { useTranslation } from 'react-i18next';
import { Yuan } from '../ui/yuan';
import type { Charge } from './card';
import { Lapses, Marks } from './charge-marks';

/** The charges under a thumb: two lines each, and what is nothing is left out. */
export function ChargeCards({ charges }: { charges: readonly Charge[] }) {
  const { t } = useTranslation();
  return (
    <ul className="charge-cards">
      {charges.map((line) => (
        <li key={line.chargeId}>
          <div className="charge-top">
            <span>
              {line.periodFrom} – {line.periodTo}
            </span>
            <strong>
              <Yuan fen={line.leftFen} />
            </strong>
          </div>
          <div className="quiet">
            {line.object} · {line.item} <Marks line={line} />
          </div>
          <dl className="charge-parts">
            {(
              [
                ['charged', line.chargedFen],
                ['withLateFee', line.lateFeeFen],
                ['paid', line.allocatedFen],
                ['waived', line.waivedFen],
              ] as const
            ).map(
              ([name, amount]) =>
                (amount > 0 || name === 'charged') && (
                  <div key={name}>
                    <dt>{t(`account.charges.${name}`)}</dt>
                    <dd>
                      <Yuan fen={amount} />
                    </dd>
                  </div>
                ),
            )}
            <div>
              <dt>{t('account.charges.lapses')}</dt>
              <dd>
                <Lapses line={line} />
              </dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  );
}
