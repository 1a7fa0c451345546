import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { RefusalNote } from '../ui/refusal-note';
import { Rows } from '../ui/rows';
import { useWhen } from '../ui/when';
import { Yuan } from '../ui/yuan';
import { ClaimPayment } from './claim-payment';

type Row = Schemas['ParkedPayment'];
const PAGE = 20;

/** 认领台: receipts that fit no account by themselves, the oldest first, each with whose it may be and why. */
export function ParkedTab() {
  const { t } = useTranslation();
  const { day } = useWhen();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const [claiming, claim] = useState<Row | null>(null);
  const rows = useInfiniteQuery({
    queryKey: ['parked', communityId],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { data } = await api.GET('/api/communities/{communityId}/payments/parked', {
        params: { path: { communityId }, query: { limit: PAGE, ...(pageParam ? { after: pageParam } : {}) } },
      });
      if (!data) throw new Error('no answer and no refusal');
      return data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const acceptCertain = $api.useMutation(
    'post',
    '/api/communities/{communityId}/payments/parked/accept-certain',
    { onSuccess: () => queries.invalidateQueries() },
  );
  const acceptBest = useMutation({
    mutationFn: async ({ id, best }: Row) => {
      if (!best) return;
      await api.POST('/api/communities/{communityId}/payments/{paymentId}/assign', {
        params: { path: { communityId, paymentId: id } },
        body: { shares: best.shares.map(toShare) },
      });
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Loaded of={rows}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        const certain = items.filter(({ best }) => best?.certain).length;
        return (
          <>
            <p className="month-hint">{t('parked.hint')}</p>
            {acceptCertain.data && (
              <Alert
                type="success"
                showIcon
                className="month-card"
                title={t('parked.accepted', { count: acceptCertain.data.accepted.length })}
              />
            )}
            <RefusalNote error={acceptCertain.error ?? acceptBest.error} />
            {certain > 0 && (
              <Button
                type="primary"
                className="month-card"
                loading={acceptCertain.isPending}
                onClick={() =>
                  acceptCertain.mutate({ params: { path: { communityId } }, body: { paymentIds: null } })
                }
              >
                {t('parked.acceptCertain', { count: certain })}
              </Button>
            )}
            <Rows<Row>
              rows={items}
              keyOf={({ id }) => id}
              empty={t('parked.none')}
              columns={[
                {
                  key: 'amount',
                  title: t('parked.amount'),
                  cell: ({ payment }) => (
                    <strong>
                      <Yuan fen={payment.parkedFen} />
                    </strong>
                  ),
                },
                { key: 'when', title: t('parked.received'), cell: ({ payment }) => day(payment.receivedOn) },
                {
                  key: 'who',
                  title: t('parked.payer'),
                  cell: ({ payment }) => (
                    <>
                      {payment.payer ?? '—'}
                      <div className="month-hint">
                        {payment.channel} {payment.memo}
                      </div>
                    </>
                  ),
                },
                {
                  key: 'days',
                  title: t('parked.days'),
                  cell: ({ parkedDays }) => t('parked.daysOf', { count: parkedDays }),
                },
                { key: 'best', title: t('parked.best'), cell: (row) => <Best of={row} /> },
                {
                  key: 'claim',
                  title: '',
                  cell: (row) => (
                    <span className="month-buttons">
                      {row.best && (
                        <Button
                          loading={acceptBest.isPending && acceptBest.variables?.id === row.id}
                          onClick={() => acceptBest.mutate(row)}
                        >
                          {t('parked.accept')}
                        </Button>
                      )}
                      <Button onClick={() => claim(row)}>
                        {t(row.best ? 'parked.other' : 'parked.claimIt')}
                      </Button>
                    </span>
                  ),
                },
              ]}
            />
            {rows.hasNextPage && (
              <div className="month-next">
                <Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
                  {t('parked.more', { count: PAGE })}
                </Button>
              </div>
            )}
            {claiming && (
              <ClaimPayment
                row={claiming}
                onClose={() => claim(null)}
                onDone={async () => {
                  claim(null);
                  await queries.invalidateQueries();
                }}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

export function toShare({ accountId, amountFen, chargeIds }: Schemas['PaymentProposal']['shares'][number]) {
  return { accountId, amountFen, ...(chargeIds.length > 0 ? { chargeIds } : {}) };
}

function Best({ of: { best, reasons, candidates } }: { of: Row }) {
  const { t } = useTranslation();
  if (!best) return <span className="month-hint">{t('parked.nobody')}</span>;
  return (
    <>
      {best.zh}{' '}
      <Tag color={best.certain ? 'success' : 'default'}>
        {best.certain ? t('parked.certain') : t('parked.degree', { degree: best.degree })}
      </Tag>
      <div className="month-hint">
        {reasons.map(({ zh }) => zh).join('；')}
        {candidates > 1 && `　${t('parked.candidates', { count: candidates })}`}
      </div>
      {best.noteZh && <div className="month-hint">{best.noteZh}</div>}
    </>
  );
}
