import { useQuery } from '@tanstack/react-query';
import { api, RefusedError, type Schemas } from '../../api/client';
import { useCommunityId } from '../../session';
import { keepList, keptList } from './queue-store';

export type Letter = Pick<
  Schemas['PaperItem'],
  'number' | 'batchId' | 'label' | 'nameMasked' | 'position' | 'state' | 'stateZh'
> & { building: string; outdated: { zh: string; en: string } | null };

export type Walk = {
  letters: Letter[];
  /** Which photos of the batch are there already, by batch */
  photos: Record<string, string[]>;
};

const MOST_BATCHES = 50;

/** Letters for posting that are still to go out, in walking order; from this phone's own copy where there is no network. */
export function useWalk() {
  const communityId = useCommunityId();
  const key = `walk/${communityId}`;
  return useQuery({
    queryKey: ['get', `/paper/walk/${communityId}`],
    // a phone without network says so at once: the copy is what counts then
    networkMode: 'always' as const,
    retry: false,
    queryFn: async (): Promise<Walk & { offline: boolean }> => {
      try {
        const walk = await readWalk(communityId);
        await keepList(key, walk);
        return { ...walk, offline: false };
      } catch (error) {
        const kept =
          error instanceof RefusedError && error.refusal.code === 'NO_ANSWER'
            ? await keptList<Walk>(key)
            : undefined;
        if (!kept) throw error;
        return { ...kept, offline: true };
      }
    },
  });
}

async function readWalk(communityId: string): Promise<Walk> {
  const path = { communityId };
  const { data } = await api.GET('/api/communities/{communityId}/paper/batches', {
    params: { path, query: { kind: 'posting', limit: MOST_BATCHES } },
  });
  const open = (data?.items ?? []).filter(({ state }) => state !== 'done' && state !== 'printing');
  const cards = await Promise.all(
    open.map(({ id }) =>
      api.GET('/api/communities/{communityId}/paper/batches/{batchId}', {
        params: { path: { communityId, batchId: id } },
      }),
    ),
  );
  const batches = cards.flatMap(({ data: card }) => card ?? []);
  return {
    letters: batches.flatMap(({ items }) =>
      items
        .filter(({ state }) => state !== 'void')
        .map(({ number, batchId, label, nameMasked, position, state, stateZh, outdated }) => ({
          ...{ number, batchId, label, nameMasked, position, state, stateZh },
          building: label.split('-')[0] ?? '',
          outdated: outdated && { zh: outdated.zh, en: outdated.en },
        })),
    ),
    photos: Object.fromEntries(batches.map(({ id, photos }) => [id, photos.map(({ shows }) => shows)])),
  };
}
