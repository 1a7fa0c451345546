import { useTranslation } from 'react-i18next';
import { LawHint } from '../rules/law-hint';
import { useWhen } from '../ui/when';
import { Yuan } from '../ui/yuan';
import { useDesk } from './card';
import { Section } from './section';

/** 今日应付: what he may be asked for today and what it is made of; what is set apart from it stands apart. */
export function Owed() {
  const { t } = useTranslation();
  const { day } = useWhen();
  const { owed } = useDesk().card;
  const parts = [
    ['principal', owed.principalFen, ''],
    ['lateFee', owed.lateFeeFen, ''],
    ['prepaid', owed.prepaidFen, '−'],
  ] as const;
  const apart = [
    ['disputed', owed.disputedFen],
    ['fresh', owed.freshFen],
  ] as const;
  return (
    <Section title={t('account.owed.title')} extra={<span className="quiet">{day(owed.onDay)}</span>}>
      <div className="owed-sum">
        <Yuan fen={owed.claimableFen} />
      </div>
      <dl className="owed-parts">
        {parts.map(([name, amount, sign]) => (
          <div key={name}>
            <dt>
              {t(`account.owed.${name}`)}
              {name === 'lateFee' && amount > 0 && <LawHint id="late_fee" />}
            </dt>
            <dd>
              {amount > 0 && sign}
              <Yuan fen={amount} />
            </dd>
          </div>
        ))}
      </dl>
      {apart.map(
        ([name, amount]) =>
          amount > 0 && (
            <p key={name} className="owed-apart">
              {t(`account.owed.${name}`)} <Yuan fen={amount} />
              <span className="quiet"> {t(`account.owed.${name}Note`)}</span>
            </p>
          ),
      )}
    </Section>
  );
}
