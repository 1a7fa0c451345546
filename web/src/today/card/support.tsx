import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { useCommunityId } from '../../session';
import { RefusalNote } from '../../ui/refusal-note';

/** 「需支援」: the manager has it as a piece of work at once. */
export function Support({ taskId }: { taskId: string }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const communityId = useCommunityId();
  const [commandId] = useState(newCommandId);
  const ask = $api.useMutation('post', '/api/communities/{communityId}/tasks/{taskId}/support');
  if (ask.data) return <p role="status">{t('today.card.supportAsked', { name: ask.data.toName })}</p>;
  return (
    <div className="work-support">
      <RefusalNote error={ask.error} />
      <Button
        danger
        loading={ask.isPending}
        onClick={() =>
          modal.confirm({
            title: t('today.card.supportAsk'),
            content: t('today.card.supportHint'),
            okText: t('today.card.support'),
            onOk: () => ask.mutate({ params: { path: { communityId, taskId } }, body: { commandId } }),
          })
        }
      >
        {t('today.card.support')}
      </Button>
    </div>
  );
}
