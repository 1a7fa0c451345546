import { EyeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { useCommunityId } from '../../session';
import { RefusalNote } from '../../ui/refusal-note';
import { Dial } from './dial';

/** Work that is no planned contact: the numbers are shown by a look that is recorded. */
export function RevealNumbers({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const [commandId] = useState(newCommandId);
  const reveal = $api.useMutation('post', '/api/communities/{communityId}/cases/{caseId}/reveal');
  const phones = (reveal.data?.contactPoints ?? []).filter(({ kind }) => kind === 'phone');
  return (
    <section className="work-part">
      <RefusalNote error={reveal.error} />
      {reveal.data ? (
        <>
          <b>{reveal.data.name}</b>
          {phones.map(({ id, value, relation }) => (
            <Dial key={id} number={value} relation={relation} />
          ))}
          <div className="today-quiet">{t('today.card.revealed')}</div>
        </>
      ) : (
        <Button
          icon={<EyeOutlined />}
          loading={reveal.isPending}
          onClick={() =>
            reveal.mutate({
              params: { path: { communityId, caseId } },
              body: { commandId, purpose: t('today.card.revealPurpose') },
            })
          }
        >
          {t('today.card.reveal')}
        </Button>
      )}
    </section>
  );
}
