import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Radio, Spin } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api } from '../api/client';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { useDesk } from './card';
import { Section } from './section';
import { TimelineEntry } from './timeline-entry';

const GROUPS = ['main', 'contacts', 'decisions', 'money', 'files', 'data', 'steps'] as const;
type Group = (typeof GROUPS)[number];
const PAGE = 30;

/** 时间线, the newest first; which kind one looks at is in the address. */
export function Timeline() {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [search, setSearch] = useSearchParams();
  const group = GROUPS.find((one) => one === search.get('timeline')) ?? 'main';
  const pages = useInfiniteQuery({
    queryKey: ['timeline', communityId, card.id, group],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const { data } = await api.GET('/api/communities/{communityId}/accounts/{accountId}/timeline', {
        params: {
          path: { communityId, accountId: card.id },
          query: {
            limit: PAGE,
            ...(group === 'main' ? {} : { group }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
      });
      return data ?? { items: [], next: null };
    },
    getNextPageParam: ({ next }) => next,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const corrected = new Map(
    items.flatMap((item) => {
      const id = item.content?.outcomeId;
      return typeof id === 'string' ? [[id, item] as const] : [];
    }),
  );
  const replaced = new Set<unknown>(items.flatMap(({ content }) => content?.correctsId ?? []));
  return (
    <Section title={t('account.timeline.title')}>
      <Radio.Group
        className="choices"
        optionType="button"
        aria-label={t('account.timeline.filter')}
        value={group}
        onChange={(event) => {
          const chosen: Group = event.target.value;
          setSearch(chosen === 'main' ? {} : { timeline: chosen }, { replace: true });
        }}
        options={GROUPS.map((value) => ({ value, label: t(`account.timeline.${value}`) }))}
      />
      <RefusalNote error={pages.error} />
      {pages.isPending && <Spin />}
      {!pages.isPending && items.length === 0 && <p className="quiet">{t('account.timeline.none')}</p>}
      <ol className="timeline">
        {items.map((item) => (
          <TimelineEntry
            key={item.id}
            item={item}
            corrected={corrected}
            isCorrected={replaced.has(item.content?.outcomeId)}
          />
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('account.timeline.earlier')}
        </Button>
      )}
    </Section>
  );
}
