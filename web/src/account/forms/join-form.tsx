import { Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, api, type Schemas } from '../../api/client';
import { useCommunityId } from '../../session';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { NoteField } from './fields';
import { Will } from './will';

/** 并户: the other account goes into this one. */
export function JoinForm({ other, onClose }: FormProps & { other: Schemas['AccountBrief'] }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [level, setLevel] = useState<'lower' | 'keep'>('lower');
  const params = { path: { communityId, accountId: other.accountId } };
  const asked = { intoId: card.id, level };
  const preview = $api.useQuery('post', '/api/communities/{communityId}/accounts/{accountId}/join/preview', {
    params,
    body: asked,
  });
  return (
    <ActForm<{ text: string }>
      title={t('account.joining.joinTitle', { from: other.label, into: card.label })}
      follows={t('account.joining.follows')}
      submit={t('account.joining.confirm')}
      blocked={!preview.data?.allowed}
      onClose={onClose}
      onSubmit={async ({ text }, commandId) => {
        const { data } = await api.POST('/api/communities/{communityId}/accounts/{accountId}/join', {
          params,
          body: { commandId, ...asked, reason: text },
        });
        return t(data?.state === 'telling' ? 'account.joining.telling' : 'account.joining.joined', {
          label: other.label,
        });
      }}
    >
      <Will of={preview} />
      {preview.data?.levelChoice && (
        <Form.Item label={t('account.joining.level')}>
          <Radio.Group
            className="choices"
            optionType="button"
            value={level}
            onChange={(event) => setLevel(event.target.value === 'keep' ? 'keep' : 'lower')}
            options={[
              { value: 'lower', label: t('account.joining.lower') },
              { value: 'keep', label: t('account.joining.keep') },
            ]}
          />
        </Form.Item>
      )}
      <NoteField label={t('account.joining.reason')} required />
    </ActForm>
  );
}
