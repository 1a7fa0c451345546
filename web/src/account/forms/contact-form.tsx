import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { paths } from '../../api/schema';
import { useCommunityId } from '../../session';
import { type Card, useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, NoteField } from './fields';

type Change =
  paths['/api/communities/{communityId}/accounts/{accountId}/contact-points']['post']['requestBody']['content']['application/json']['change'];
export type Point = Card['contactPoints'][number];
export type ContactDialog =
  | { kind: 'add' }
  | { kind: 'authorise' }
  | { kind: 'wrong' | 'opt_out' | 'opt_in'; point: Point };

type Fields = {
  addressKind: 'phone' | 'email' | 'postal';
  value: string;
  relation?: string;
  authorised?: boolean;
  channels?: ('sms' | 'call' | 'wechat' | 'email' | 'mail')[];
  text?: string;
};

const CHANNELS_OF = { phone: ['sms', 'call', 'wechat'], email: ['email'], postal: ['mail'] } as const;

/** 改电话, 授权联系人, 号码不对, 拒收: what changes works at once. */
export function ContactForm({ onClose, dialog }: FormProps & { dialog: ContactDialog }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { card } = useDesk();
  return (
    <ActForm<Fields>
      title={t(`account.act.contact_${dialog.kind}`)}
      follows={t(`account.follows.contact_${dialog.kind}`)}
      submit={t('account.form.record')}
      onClose={onClose}
      initial={{
        addressKind: 'phone',
        authorised: false,
        ...('point' in dialog ? { channels: CHANNELS_OF[dialog.point.kind].slice(0, 1) } : {}),
      }}
      onSubmit={async (fields, commandId) => {
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/contact-points', {
          params: { path: { communityId, accountId: card.id } },
          body: { commandId, change: changeOf(dialog, fields), reason: fields.text?.trim() || null },
        });
        return t(`account.done.contact_${dialog.kind}`);
      }}
    >
      {'point' in dialog ? (
        <>
          <p>
            <strong>{dialog.point.masked}</strong>（{dialog.point.relation ?? t('account.who.self')}）
          </p>
          {dialog.kind !== 'wrong' && (
            <Form.Item
              name="channels"
              label={t('account.form.channels')}
              rules={[{ required: true, message: t('account.form.choose') }]}
            >
              <Checkbox.Group
                options={CHANNELS_OF[dialog.point.kind].map((value) => ({
                  value,
                  label: t(`account.channel.${value}`),
                }))}
              />
            </Form.Item>
          )}
        </>
      ) : (
        <>
          {dialog.kind === 'add' && (
            <ChoiceField
              name="addressKind"
              label={t('account.form.addressKind')}
              options={(['phone', 'email', 'postal'] as const).map((value) => ({
                value,
                label: t(`account.who.${value}`),
              }))}
            />
          )}
          {dialog.kind === 'authorise' && (
            <Form.Item
              name="relation"
              label={t('account.form.relation')}
              rules={[{ required: true, whitespace: true, message: t('account.form.textWanted') }]}
            >
              <Input maxLength={20} placeholder={t('account.form.relationHint')} autoComplete="off" />
            </Form.Item>
          )}
          <Form.Item
            name="value"
            label={t('account.form.address')}
            rules={[{ required: true, whitespace: true, message: t('account.form.textWanted') }]}
          >
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          {dialog.kind === 'authorise' && (
            <Form.Item
              name="authorised"
              valuePropName="checked"
              rules={[
                {
                  validator: (_, given?: boolean) =>
                    given ? Promise.resolve() : Promise.reject(new Error(t('account.form.authorisedWanted'))),
                },
              ]}
            >
              <Checkbox>{t('account.form.authorised')}</Checkbox>
            </Form.Item>
          )}
        </>
      )}
      <NoteField label={t('account.form.note')} />
    </ActForm>
  );
}

function changeOf(dialog: ContactDialog, { addressKind, value, relation, channels }: Fields): Change {
  switch (dialog.kind) {
    case 'add':
      return { kind: 'add', addressKind, value, relation: null, authorised: true };
    case 'authorise':
      return { kind: 'add', addressKind: 'phone', value, relation: relation ?? '', authorised: true };
    case 'wrong':
      return { kind: 'wrong', contactPointId: dialog.point.id };
    case 'opt_out':
    case 'opt_in':
      return { kind: dialog.kind, contactPointId: dialog.point.id, channels: channels ?? [] };
    default: {
      const never: never = dialog;
      throw new Error(`unknown dialog: ${JSON.stringify(never)}`);
    }
  }
}
