import { useMutation } from '@tanstack/react-query';
import type { Dayjs } from 'dayjs';
import { api } from '../api/client';

/** What a person entered for those who are not to be contacted. */
export type ExclusionEntered = {
  kind: 'rooms' | 'building' | 'party_kind';
  rooms?: string;
  building?: string;
  partyKind?: 'developer' | 'organisation';
  reason: string;
  toOn: Dayjs;
};

/** From today to the day that was entered. A list of rooms is taken whole or refused with the row that is wrong. */
export function useSaveExclusion(communityId: string) {
  return useMutation({
    mutationFn: async ({ today, entered }: { today: string; entered: ExclusionEntered }) => {
      const params = { path: { communityId } };
      const span = { fromOn: today, toOn: entered.toOn.format('YYYY-MM-DD'), reason: entered.reason };
      if (entered.kind === 'rooms') {
        const rooms = (entered.rooms ?? '').split(/[\n,，;；、]/).map((room) => room.trim());
        await api.POST('/api/communities/{communityId}/pauses/list', {
          params,
          body: { rooms: rooms.filter(Boolean), ...span },
        });
        return;
      }
      const of =
        entered.kind === 'building'
          ? ({ kind: 'building', building: entered.building ?? '' } as const)
          : ({ kind: 'party_kind', partyKind: entered.partyKind ?? 'developer' } as const);
      await api.POST('/api/communities/{communityId}/pauses', { params, body: { of, ...span } });
    },
  });
}
