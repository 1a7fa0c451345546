import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Progress, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type Schemas } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { Loaded } from '../ui/loading';
import { Rows } from '../ui/rows';
import { Yuan } from '../ui/yuan';
import { TakeOverForm } from './take-over-form';

type Row = Schemas['TakeOver'];
const VIEWS = ['grave', 'doubts', 'open', 'looked'] as const;
type View = (typeof VIEWS)[number];
const PAGE = 50;

const QUERY: Record<View, { grave?: string; doubts?: string; looked?: string }> = {
  grave: { grave: 'true', looked: 'false' },
  doubts: { doubts: 'true', looked: 'false' },
  open: { looked: 'false' },
  looked: { looked: 'true' },
};

/** 存量接管: what the ledger declared of each account, unproven, what follows from it, and a person's word on it. */
export function TakeOverTab() {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const mayDecide = useMay()('wave.release');
  const [view, show] = useState<View>('doubts');
  const [chosen, choose] = useState<string[]>([]);
  const [looking, lookAt] = useState<Row[]>([]);
  const rows = useInfiniteQuery({
    queryKey: ['take-over', communityId, view],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { data } = await api.GET('/api/communities/{communityId}/take-over', {
        params: {
          path: { communityId },
          query: { ...QUERY[view], limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
        },
      });
      if (!data) throw new Error('no answer and no refusal');
      return data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });

  return (
    <Loaded of={rows}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        const progress = pages[0]?.progress;
        return (
          <>
            <p className="month-hint">{t('takeOver.hint')}</p>
            {progress && <Standing progress={progress} />}
            <Segmented<View>
              className="month-card"
              value={view}
              onChange={(next) => {
                choose([]);
                show(next);
              }}
              options={VIEWS.map((value) => ({ value, label: t(`takeOver.views.${value}`) }))}
            />
            {mayDecide && view !== 'looked' && (
              <Button
                className="month-card"
                disabled={chosen.length === 0}
                onClick={() => lookAt(items.filter(({ id }) => chosen.includes(id)))}
              >
                {t('takeOver.confirmChosen', { count: chosen.length })}
              </Button>
            )}
            <Rows<Row>
              rows={items}
              keyOf={({ id }) => id}
              empty={t(`takeOver.empty.${view}`)}
              {...(mayDecide && view !== 'looked' ? { selection: { chosen, onChange: choose } } : {})}
              columns={[
                {
                  key: 'label',
                  title: t('release.room'),
                  cell: ({ label, accountId }) => <Link to={`../accounts/${accountId}`}>{label}</Link>,
                },
                { key: 'declared', title: t('takeOver.declared'), cell: (row) => <Declared of={row} /> },
                { key: 'follows', title: t('takeOver.follows'), cell: (row) => <Follows of={row} /> },
                {
                  key: 'amount',
                  title: t('release.amount'),
                  align: 'right',
                  cell: ({ case: one }) => one && <Yuan fen={one.claimableFen} />,
                },
                {
                  key: 'look',
                  title: '',
                  cell: (row) =>
                    row.verdict ? (
                      <Tag color="success">{t(`takeOver.verdicts.${row.verdict}`)}</Tag>
                    ) : (
                      mayDecide && <Button onClick={() => lookAt([row])}>{t('takeOver.look')}</Button>
                    ),
                },
              ]}
            />
            {rows.hasNextPage && (
              <div className="month-next">
                <Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
                  {t('release.more')}
                </Button>
              </div>
            )}
            {looking.length > 0 && (
              <TakeOverForm
                rows={looking}
                onClose={() => lookAt([])}
                onDone={async () => {
                  lookAt([]);
                  choose([]);
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

type StandingProps = {
  progress: {
    zh: string;
    of: number;
    looked: number;
    byState: { state: string; zh: string; accounts: number }[];
  };
};

function Standing({ progress }: StandingProps) {
  return (
    <Card size="small" className="month-card">
      {progress.zh}
      <Progress percent={progress.of === 0 ? 100 : Math.round((100 * progress.looked) / progress.of)} />
      {progress.byState.map(({ state, zh, accounts }) => (
        <Tag key={state}>
          {zh} {accounts}
        </Tag>
      ))}
    </Card>
  );
}

function Declared({ of: { declaredZh, doubts } }: { of: Row }) {
  return (
    <>
      {declaredZh}
      {doubts.map(({ code, zh, word }) => (
        <div key={code + word}>
          <Tag color="gold">{zh}</Tag>
          {word && <span className="month-hint">「{word}」</span>}
        </div>
      ))}
    </>
  );
}

function Follows({ of: { follows, tasks } }: { of: Row }) {
  return (
    <>
      {follows.zh}
      {tasks.map(({ kind, zh, roleZh, dueOn }) => (
        <div key={kind} className="month-hint">
          {roleZh}：{zh}（{dueOn}）
        </div>
      ))}
    </>
  );
}
