import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, api } from '../../api/client';
import { useCommunityId } from '../../session';
import { useWhen } from '../../ui/when';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, DayField, NoteField } from './fields';
import { Will } from './will';

type Fields = {
  objectIds?: string[];
  cause?: 'wrong_join' | 'sale';
  soldOn?: string;
  name?: string;
  phone?: string;
  text?: string;
};

/** 拆户: rooms that are another person's, by sale or because they were joined wrongly, go to a new account of his. */
export function SplitForm({ onClose }: FormProps) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [form] = Form.useForm<Fields>();
  const typed = (Form.useWatch([], form) as Fields | undefined) ?? {};
  const asked = askedOf(typed);
  const params = { path: { communityId, accountId: card.id } };
  const preview = $api.useQuery(
    'post',
    '/api/communities/{communityId}/accounts/{accountId}/split/preview',
    { params, body: asked ?? NOTHING },
    { enabled: asked !== null },
  );
  return (
    <ActForm<Fields>
      title={t('account.joining.splitTitle', { label: card.label })}
      follows={t('account.joining.splitFollows')}
      submit={t('account.joining.splitConfirm')}
      form={form}
      initial={{
        cause: 'sale',
        soldOn: today ?? '',
        objectIds: card.objects.length === 1 ? [card.objects[0]?.id ?? ''] : [],
      }}
      blocked={asked === null || !preview.data?.allowed}
      onClose={onClose}
      onSubmit={async (fields, commandId) => {
        const body = askedOf(fields);
        if (!body) return null;
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/split', {
          params,
          body: { commandId, ...body, reason: fields.text ?? '' },
        });
        return t('account.joining.splitDone');
      }}
    >
      <Form.Item name="objectIds" label={t('account.joining.which')}>
        <Checkbox.Group
          className="charge-choice"
          options={card.objects.map(({ id, code }) => ({ value: id, label: code }))}
        />
      </Form.Item>
      <ChoiceField
        name="cause"
        label={t('account.joining.why')}
        options={[
          { value: 'sale', label: t('account.joining.sale') },
          { value: 'wrong_join', label: t('account.joining.wrongJoin') },
        ]}
      />
      {typed.cause === 'sale' && <DayField name="soldOn" label={t('account.joining.soldOn')} />}
      <div className="two-fields">
        <Form.Item
          name="name"
          label={t('account.joining.newName')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="phone" label={t('account.joining.newPhone')}>
          <Input maxLength={30} inputMode="tel" autoComplete="off" />
        </Form.Item>
      </div>
      {asked === null ? <p className="quiet">{t('account.joining.fillFirst')}</p> : <Will of={preview} />}
      <NoteField label={t('account.joining.reason')} required />
    </ActForm>
  );
}

const NOTHING = { objectIds: [], cause: { kind: 'wrong_join' as const }, into: { name: '' } };

/** Null until enough is said to be asked about. */
function askedOf({ objectIds = [], cause, soldOn, name, phone }: Fields) {
  const owner = name?.trim();
  if (objectIds.length === 0 || !owner || (cause === 'sale' && !soldOn)) return null;
  return {
    objectIds,
    cause:
      cause === 'sale' ? { kind: 'sale' as const, soldOn: soldOn ?? '' } : { kind: 'wrong_join' as const },
    into: { name: owner, phone: phone?.trim() || null, kind: 'owner' as const },
  };
}
