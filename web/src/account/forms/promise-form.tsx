import { useTranslation } from 'react-i18next';
import { fen, plainYuan } from '../../../../src/domain/money';
import { useWhen } from '../../ui/when';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { AmountField, DayField, fenOf, NoteField } from './fields';
import { useSay } from './say';

type Fields = { promisedOn: string; amount: string; text?: string };

/** 承诺缴费: silence until the day, one reminder before it. */
export function PromiseForm({ onClose }: FormProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { today, day } = useWhen();
  const { card } = useDesk();
  return (
    <ActForm<Fields>
      title={t('account.act.promise')}
      follows={t('account.follows.promise')}
      submit={t('account.form.record')}
      onClose={onClose}
      initial={{ amount: plainYuan(fen(card.owed.claimableFen)) }}
      onSubmit={async ({ promisedOn, amount, text }, commandId) => {
        const amountFen = fenOf(amount) ?? 0;
        await say.command({ kind: 'promise', promisedOn, amountFen }, text, commandId);
        return t('account.done.promise', { day: day(promisedOn) });
      }}
    >
      <DayField name="promisedOn" label={t('account.form.promisedOn')} min={today ?? ''} />
      <AmountField name="amount" label={t('account.form.promisedAmount')} required />
      <NoteField label={t('account.form.note')} />
    </ActForm>
  );
}
