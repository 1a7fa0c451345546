import { useTranslation } from 'react-i18next';
import { $api, api } from '../../api/client';
import { useCommunityId } from '../../session';
import type { Move } from '../joining';
import { ActForm, type FormProps } from './act-form';
import { NoteField } from './fields';
import { Will } from './will';

/** 撤销并户: what went in goes back to where it was. */
export function UndoForm({ move, onClose }: FormProps & { move: Move }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const params = { path: { communityId, moveId: move.id } };
  const preview = $api.useQuery('get', '/api/communities/{communityId}/account-moves/{moveId}/undo', {
    params,
  });
  return (
    <ActForm<{ text: string }>
      title={t('account.joining.undoTitle', { label: move.fromLabel })}
      follows={t('account.joining.undoFollows')}
      submit={t('account.joining.undoConfirm')}
      blocked={!preview.data?.allowed}
      onClose={onClose}
      onSubmit={async ({ text }, commandId) => {
        await api.POST('/api/communities/{communityId}/account-moves/{moveId}/undo', {
          params,
          body: { commandId, reason: text },
        });
        return t('account.joining.undone', { label: move.fromLabel });
      }}
    >
      <Will of={preview} />
      <NoteField label={t('account.joining.reason')} required />
    </ActForm>
  );
}
