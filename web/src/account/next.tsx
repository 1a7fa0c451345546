import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fen, formatYuan } from '../../../src/domain/money';
import { LawHint } from '../rules/law-hint';
import { usePlainWords } from '../ui/plain-words';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { type Action, type Card, useActions, useDesk } from './card';
import { CommandForm } from './forms/command-form';
import { PAY_WAYS } from './pay-ways';
import { Section } from './section';

/** What a hold rests on, where it is a rule of law and not the policy alone. */
const LAW_OF_HOLD: Readonly<Record<string, string>> = {
  complaint: 'service_duty',
  amount_dispute: 'service_duty',
  bereavement: 'estate',
  liability_unclear: 'transfer',
};

type Claimed = NonNullable<Card['holds'][number]['claimed']>;

/** 下一步: what happens next, when and why, and what stands in the way. */
export function Next() {
  const { t, i18n } = useTranslation();
  const { moment, until, from, day, inText } = useWhen();
  const actions = useActions(useDesk().card.case?.id ?? null);
  const [ending, setEnding] = useState<Action | null>(null);
  const endOf = (holdId: string) =>
    actions.data?.items.find(
      ({ action, choice, allowed }) => action === 'clear_hold' && choice === holdId && allowed,
    );
  const words = usePlainWords();
  const { card } = useDesk();
  const next = card.case?.next;
  // the sentence names what stands in the way again at its end; here that has lines of its own
  const sentence = next && inLanguage(next).split(i18n.language === 'en' ? '; ' : '；')[0];
  const inTheWay =
    next?.blocks.filter(({ ref }) => ![...card.holds, ...card.pauses].some(({ id }) => id === ref)) ?? [];
  function claimedSaid({ paidOn, channel, amountFen }: Claimed): string {
    const way = PAY_WAYS.find((one) => one === channel);
    return [
      t('account.next.saysPaid'),
      paidOn && day(paidOn),
      way && t(`account.pay.${way}`),
      amountFen && `¥${formatYuan(fen(amountFen))}`,
    ]
      .filter(Boolean)
      .join(' ');
  }
  return (
    <Section title={t('account.next.title')}>
      <p className="next-sentence">{sentence ? inText(sentence) : t('account.next.noCase')}</p>
      {(card.holds.length > 0 || card.pauses.length > 0 || inTheWay.length > 0) && (
        <>
          <h3>{t('account.next.blocked')}</h3>
          <ul className="next-blocks">
            {card.holds.map((hold) => (
              <li key={hold.id}>
                <strong>{words(hold.kindZh, hold.kind)}</strong>{' '}
                {LAW_OF_HOLD[hold.kind] && <LawHint id={LAW_OF_HOLD[hold.kind] ?? ''} />}{' '}
                {t('account.next.until', { when: until(hold.endsAt) })}
                {hold.claimed && <div>{claimedSaid(hold.claimed)}</div>}
                <div className="quiet">
                  {[hold.reason, hold.byName && t('account.by', { name: hold.byName }), moment(hold.beganAt)]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
                <EndButton action={endOf(hold.id)} kind={hold.kind} onChoose={setEnding} />
              </li>
            ))}
            {card.pauses.map((pause) => (
              <li key={pause.id}>
                <strong>{t('account.next.pause')}</strong>{' '}
                {t('account.next.fromTo', { from: pause.fromOn, to: pause.toOn })}
                <div className="quiet">
                  {[pause.reason, pause.byName && t('account.by', { name: pause.byName })]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </li>
            ))}
            {inTheWay.map((block) => (
              <li key={`${block.code}/${block.ref}`}>
                <strong>{inText(inLanguage(block))}</strong>
                {block.until && <span> {t('account.next.again', { when: from(block.until) })}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {ending && <CommandForm action={ending} onClose={() => setEnding(null)} />}
    </Section>
  );
}

type EndProps = { action: Action | undefined; kind: string; onChoose: (action: Action) => void };

/** For whoever may end this hold: finance says what it found, a supervisor lifts a pause. */
function EndButton({ action, kind, onChoose }: EndProps) {
  const { t } = useTranslation();
  if (!action) return null;
  return (
    <Button onClick={() => onChoose(action)}>
      {t(kind === 'payment_claimed' ? 'account.next.verify' : 'account.next.end')}
    </Button>
  );
}
