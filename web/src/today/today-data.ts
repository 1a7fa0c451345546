import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { $api, api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import type { View } from './use-view';

export type DayRow = Schemas['DayRow'];
export type WorkCard = Schemas['WorkCard'];
export type Today = Schemas['Today'];
export type Group = DayRow['group'];

const PAGE_ROWS = 50;
/** Colleagues work on the same lists. */
const FRESH_MS = 60_000;

export function useToday(whose: string) {
  const communityId = useCommunityId();
  return $api.useQuery(
    'get',
    '/api/communities/{communityId}/today',
    { params: { path: { communityId }, query: { whose } } },
    { refetchInterval: FRESH_MS, placeholderData: keepPreviousData },
  );
}

/** The list page by page; 2,000 rows are never asked for at once. */
export function useDayRows({
  whose,
  group,
  sort,
  building,
}: Pick<View, 'whose' | 'group' | 'sort' | 'building'>) {
  const communityId = useCommunityId();
  const query = {
    whose,
    sort,
    limit: PAGE_ROWS,
    ...(group ? { group } : {}),
    ...(building ? { building } : {}),
  };
  return useInfiniteQuery({
    queryKey: ['get', '/api/communities/{communityId}/today/rows', { communityId, ...query }],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam }) => {
      const { data } = await api.GET('/api/communities/{communityId}/today/rows', {
        params: { path: { communityId }, query: { ...query, ...(pageParam ? { after: pageParam } : {}) } },
      });
      if (!data) throw new Error('an answer without a page');
      return data;
    },
    getNextPageParam: ({ next }) => next,
    refetchInterval: FRESH_MS,
    placeholderData: keepPreviousData,
  });
}

function workQuery(communityId: string, taskId: string) {
  return $api.queryOptions('get', '/api/communities/{communityId}/tasks/{taskId}/work', {
    params: { path: { communityId, taskId } },
  });
}

export function useWorkCard(taskId: string) {
  const communityId = useCommunityId();
  return $api.useQuery('get', '/api/communities/{communityId}/tasks/{taskId}/work', {
    params: { path: { communityId, taskId } },
  });
}

/** The next household is there when the thumb is. */
export function usePrefetchWork() {
  const client = useQueryClient();
  const communityId = useCommunityId();
  return useCallback(
    (taskId: string) => void client.prefetchQuery(workQuery(communityId, taskId)),
    [client, communityId],
  );
}

/** After something was done: counts, lists and cards are read again. */
export function useReadAgain() {
  const client = useQueryClient();
  return useCallback(
    () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [, path] }) => typeof path === 'string' && /\/(today|tasks|paper)/.test(path),
      }),
    [client],
  );
}
