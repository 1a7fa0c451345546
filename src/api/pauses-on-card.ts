import type { z } from 'zod';
import {
  type PauseColumns,
  type PausedAccount,
  type PauseScopeKind,
  scopeOf,
} from '../communities/pause-scope';
import type { pauseOnCardSchema } from './schemas/pause';
import { type WhatNext, whatNext } from './what-next';

const OF: Record<PauseScopeKind, string> = {
  community: '整个小区',
  building: '本楼栋',
  account: '本户',
  object: '本户的收费对象',
  party_kind: '这类责任主体',
};

type Pause = PauseColumns & { id: string; reason: string; fromOn: string; toOn: string };

export function pauseOnCard(pause: Pause, byName: string | null): z.infer<typeof pauseOnCardSchema> {
  const { id, reason, fromOn, toOn } = pause;
  const { kind } = scopeOf(pause);
  return { id, kind, zh: `${OF[kind]}暂停联系至 ${toOn}`, reason, fromOn, toOn, byName };
}

export function pausedAccount(account: {
  id: string;
  building: string | null;
  party: { kind: string };
  objects: readonly { id: string }[];
}): PausedAccount {
  const objectIds = account.objects.map(({ id }) => id);
  return { id: account.id, building: account.building, partyKind: account.party.kind, objectIds };
}

/** What comes next, with what keeps it from leaving: nothing is sent until the last of today's pauses is over. */
export function withPauses<Row extends { next: WhatNext }>(
  row: Row,
  stored: Parameters<typeof whatNext>[0],
  zone: string,
  pauses: readonly Pause[],
  today: string,
): Row {
  const standing = pauses.filter(({ fromOn }) => fromOn <= today);
  if (standing.length === 0 || row.next.kind === 'nothing') return row;
  return {
    ...row,
    next: whatNext(
      stored,
      zone,
      standing.map((pause) => pauseOnCard(pause, null)),
    ),
  };
}
