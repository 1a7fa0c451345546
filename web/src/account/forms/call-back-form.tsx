import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useCommunityId } from '../../session';
import { useWhen } from '../../ui/when';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, DayField, NoteField } from './fields';

type Fields = { onDay: string; from: string; to: string; contactPointId: string; text?: string };

/** 约回电 at the owner's own time. */
export function CallBackForm({ onClose }: FormProps) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const { today, day } = useWhen();
  const phones = card.contactPoints.filter(({ kind, status }) => kind === 'phone' && status === 'usable');
  return (
    <ActForm<Fields>
      title={t('account.act.callBack')}
      follows={t('account.follows.callBack')}
      submit={t('account.form.record')}
      onClose={onClose}
      initial={{
        onDay: today ?? '',
        from: '18:00',
        to: '19:00',
        ...(phones[0] ? { contactPointId: phones[0].id } : {}),
      }}
      onSubmit={async ({ onDay, from, to, contactPointId, text }, commandId) => {
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/call-backs', {
          params: { path: { communityId, accountId: card.id } },
          body: { commandId, onDay, from, to, contactPointId, note: text?.trim() || null },
        });
        return t('account.done.callBack', { when: `${day(onDay)} ${from}–${to}` });
      }}
    >
      <DayField name="onDay" label={t('account.form.callOn')} min={today ?? ''} />
      <div className="two-fields">
        <Form.Item name="from" label={t('account.form.from')} rules={[{ required: true }]}>
          <Input type="time" min="08:00" max="21:30" />
        </Form.Item>
        <Form.Item name="to" label={t('account.form.to')} rules={[{ required: true }]}>
          <Input type="time" min="08:00" max="21:30" />
        </Form.Item>
      </div>
      <ChoiceField
        name="contactPointId"
        label={t('account.form.whichNumber')}
        options={phones.map(({ id, masked, relation }) => ({
          value: id,
          label: `${masked}（${relation ?? t('account.who.self')}）`,
        }))}
      />
      <NoteField label={t('account.form.note')} />
    </ActForm>
  );
}
