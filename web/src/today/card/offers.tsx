import { CheckCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { fen, formatYuan } from '../../../../src/domain/money';
import { useWhen } from '../../ui/when';
import { inLanguage } from '../../words/i18n';
import type { WorkCard } from '../today-data';

/** What is open at other desks, and what may be offered. */
export function Offers({ card }: { card: WorkCard }) {
  const { t } = useTranslation();
  const { day } = useWhen();
  const { disputes, plan } = card;
  return (
    <>
      {disputes.length > 0 && (
        <section className="work-part">
          <h3>{t('today.card.orders')}</h3>
          {disputes.map(({ id, matter, answerDueOn, answered }) => (
            <p key={id}>
              {t(answered ? 'today.card.orderAnswered' : 'today.card.orderOpen', {
                matter: t(`today.form.matters.${matter as 'repairs'}`),
                day: day(answerDueOn),
              })}
            </p>
          ))}
        </section>
      )}
      {plan && card.owed && (
        <section className="work-part">
          <h3>{t('today.card.plan')}</h3>
          <p>{t('today.card.planPromise', { days: plan.promiseWithinDays })}</p>
          <p>
            {t('today.card.planMost', { most: plan.most, share: `${Math.round(plan.firstShare * 100)}%` })}
          </p>
          {plan.approve ? (
            <p>
              {t('today.card.planMine', {
                most: plan.approve.instalments,
                amount: `¥${formatYuan(fen(plan.approve.fen))}`,
              })}
            </p>
          ) : (
            <p>{t('today.card.planAsk')}</p>
          )}
        </section>
      )}
    </>
  );
}

/** 出发前核对 */
export function Checks({ checks }: { checks: WorkCard['checks'] }) {
  const { t } = useTranslation();
  if (checks.length === 0) return null;
  return (
    <section className="work-part work-checks">
      <h3>{t('today.card.checks')}</h3>
      {checks.map((check) => (
        <p key={check.code} className={check.ok ? 'ok' : 'not-ok'}>
          {check.ok ? <CheckCircleOutlined /> : <ExclamationCircleOutlined />} {inLanguage(check)}
        </p>
      ))}
    </section>
  );
}
