import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { useCommunityId } from '../../session';
import { useTakeBack } from '../take-back';
import { useReadAgain, type WorkCard } from '../today-data';

/** One number was tried in vain and another is left: it is tried at once, or it is enough for today. */
export function MoreNumbers({ card, onDone }: { card: WorkCard; onDone: () => void }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const shelf = useTakeBack();
  const readAgain = useReadAgain();
  const [commandId] = useState(newCommandId);
  const { numbers, row, task } = card;
  const enough = $api.useMutation('post', '/api/communities/{communityId}/tasks/{taskId}/finish', {
    onSuccess: (answer) => {
      shelf.record({ taskId: task.id, label: row.label ?? '', what: t('today.card.noMore') }, answer);
      onDone();
      void readAgain();
    },
  });
  const isLeft = numbers.some(({ usable, triedToday }) => usable && !triedToday);
  if (!isLeft || row.group === 'callback' || !numbers.some(({ triedToday }) => triedToday)) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={t('today.card.nextNumber')}
      action={
        <Button
          loading={enough.isPending}
          onClick={() =>
            enough.mutate({
              params: { path: { communityId, taskId: task.id } },
              body: { commandId, outcome: 'no_answer', noMoreNumbers: true },
            })
          }
        >
          {t('today.card.noMore')}
        </Button>
      }
    />
  );
}
