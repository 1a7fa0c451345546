import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { useDesk, useReadAgain } from './card';

/** 撤回: what one recorded oneself less than ten minutes ago. */
export function TakeBacks() {
  const { t } = useTranslation();
  const { moment } = useWhen();
  const communityId = useCommunityId();
  const { card, tell } = useDesk();
  const readAgain = useReadAgain();
  const takeBack = $api.useMutation('post', '/api/communities/{communityId}/outcomes/{outcomeId}/take-back', {
    onSuccess: () => tell(t('account.takeBack.done')),
    onSettled: readAgain,
  });
  return (
    <>
      <RefusalNote error={takeBack.error} />
      {card.takeBacks.map((one) => (
        <Alert
          key={one.outcomeId}
          type="info"
          role="note"
          title={t('account.takeBack.until', { what: inLanguage(one), when: moment(one.settlesAt) })}
          action={
            <Button
              loading={takeBack.isPending}
              onClick={() => takeBack.mutate({ params: { path: { communityId, outcomeId: one.outcomeId } } })}
            >
              {t('account.takeBack.button')}
            </Button>
          }
        />
      ))}
    </>
  );
}
