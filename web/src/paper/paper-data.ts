import { useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { $api, RefusedError, type Schemas } from '../api/client';
import { useCommunityId } from '../session';

export type Batch = Schemas['PaperBatch'];
export type BatchCard = Schemas['PaperBatchCard'];
export type Item = BatchCard['items'][number];

export function useBatchCard(batchId: string) {
  const communityId = useCommunityId();
  return $api.useQuery('get', '/api/communities/{communityId}/paper/batches/{batchId}', {
    params: { path: { communityId, batchId } },
  });
}

/** Whatever was printed, sealed or came back changes lists, cards and the day's work. */
export function useReadAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

/** The batch that is open, in the address: a link to it can be sent to whoever approves. */
export function usePaperView() {
  const [params, setParams] = useSearchParams();
  const tab = params.get('tab') === 'returns' ? ('returns' as const) : ('batches' as const);
  return {
    tab,
    batchId: params.get('batch'),
    showTab: (next: 'batches' | 'returns') => setParams(next === 'returns' ? { tab: next } : {}),
    showBatch: (id: string | null) => setParams(id === null ? {} : { batch: id }),
  };
}

/** What is wrong with one row of what was sent. */
export type Problem = { row: number; field: string; value: string; zh: string };

/** The rows that a refusal names; none where it is about something else. */
export function problemsOf(error: unknown): Problem[] {
  if (!(error instanceof RefusedError)) return [];
  const rows = (error.refusal.details as { rows?: Problem[] } | undefined)?.rows;
  return Array.isArray(rows) ? rows : [];
}
