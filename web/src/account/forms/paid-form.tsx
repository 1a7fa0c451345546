import { Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileChoice } from '../../ui/file-choice';
import { useWhen } from '../../ui/when';
import { PAY_WAYS } from '../pay-ways';
import { ActForm, type FormProps } from './act-form';
import { AmountField, ChoiceField, DayField, fenOf, NoteField } from './fields';
import { useSay } from './say';

type Fields = { paidOn: string; amount?: string; channel: string; text?: string };

/** 业主称已缴: contacts stop at once, finance looks. */
export function PaidForm({ onClose }: FormProps) {
  const { t } = useTranslation();
  const say = useSay();
  const { today } = useWhen();
  const [shot, setShot] = useState<File | null>(null);
  return (
    <ActForm<Fields>
      title={t('account.act.payment_claimed')}
      follows={t('account.follows.payment_claimed')}
      submit={t('account.form.record')}
      onClose={onClose}
      initial={{ channel: 'wechat_pay', paidOn: today ?? '' }}
      onSubmit={async ({ paidOn, amount, channel, text }, commandId) => {
        // the hold first: a picture that will not go up must not let a message go out
        await say.command(
          { kind: 'payment_claimed', paidOn, amountFen: fenOf(amount), channel },
          text,
          commandId,
        );
        if (!shot) return t('account.done.payment_claimed');
        const sent = await say.file(shot, 'receipt').then(
          () => true,
          () => false,
        );
        return sent ? t('account.done.payment_claimed') : t('account.done.paidWithoutPicture');
      }}
    >
      <DayField name="paidOn" label={t('account.form.paidOn')} max={today ?? ''} />
      <ChoiceField
        name="channel"
        label={t('account.form.paidBy')}
        options={PAY_WAYS.map((value) => ({ value, label: t(`account.pay.${value}`) }))}
      />
      <AmountField name="amount" label={t('account.form.amountMaybe')} required={false} />
      <Form.Item label={t('account.form.picture')}>
        <FileChoice
          label={t('account.form.pictureChoose')}
          accept="image/*,application/pdf"
          file={shot}
          onChoose={setShot}
        />
      </Form.Item>
      <NoteField label={t('account.form.ownerSaid')} />
    </ActForm>
  );
}
