import { useQueryClient } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { $api } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { Loaded } from '../ui/loading';
import { RefusalNote } from '../ui/refusal-note';
import { Rows } from '../ui/rows';
import { Yuan } from '../ui/yuan';

const ANSWERS = ['paid', 'waived', 'cancelled', 'stands'] as const;

/** 存疑账单: gone from a later ledger, unknown whether paid; not claimed until finance says what became of them. */
export function DoubtsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const [chosen, choose] = useState<string[]>([]);
  const doubts = $api.useQuery('get', '/api/communities/{communityId}/doubts', {
    params: { path: { communityId }, query: { limit: 200 } },
  });
  const answer = $api.useMutation('post', '/api/communities/{communityId}/doubts/answer', {
    onSuccess: async () => {
      choose([]);
      await queries.invalidateQueries();
    },
  });
  const mayAnswer = may('payment.record');
  return (
    <>
      <p className="month-hint">{t('doubts.hint')}</p>
      <RefusalNote error={answer.error} />
      {mayAnswer && (
        <Space wrap className="month-card">
          {ANSWERS.map((one) => (
            <Button
              key={one}
              disabled={chosen.length === 0}
              loading={answer.isPending}
              onClick={() =>
                answer.mutate({ params: { path: { communityId } }, body: { chargeIds: chosen, answer: one } })
              }
            >
              {t(`doubts.${one}`)}
            </Button>
          ))}
        </Space>
      )}
      <Loaded of={doubts}>
        {({ items }) => (
          <Rows
            rows={items}
            keyOf={({ id }) => id}
            empty={t('doubts.none')}
            {...(mayAnswer ? { selection: { chosen, onChange: choose } } : {})}
            columns={[
              {
                key: 'label',
                title: t('release.room'),
                cell: ({ label, accountId }) => <Link to={`../accounts/${accountId}`}>{label}</Link>,
              },
              {
                key: 'what',
                title: t('month.differences.what'),
                cell: ({ item, periodFrom, periodTo }) => `${item} ${periodFrom}–${periodTo}`,
              },
              {
                key: 'amount',
                title: t('release.amount'),
                align: 'right',
                cell: ({ amountFen }) => <Yuan fen={amountFen} />,
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
