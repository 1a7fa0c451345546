import { covers } from '../communities/pause-scope';
import { openPauses } from '../communities/pauses';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import { accountClaims } from '../ledger/claimable';
import { limitationsOf } from './limitation';
import { type Reach, reachesOf } from './reach';
import { graveDoubts } from './wave-by-hand';

export type WaveOfLines = { id: string; communityId: string; importId: string | null; onDay: string };

export type LinePause = { id: string; origin: string; reason: string; toOn: CivilDay };

/** What the lines of a wave rest on beside their snapshots, read for many accounts at once. */
export type LineFacts = {
  claims: Awaited<ReturnType<typeof accountClaims>>;
  limitations: Map<string, CivilDay>;
  reaches: Map<string, Reach>;
  pauses: Map<string, LinePause>;
  beforeFen: Map<string, number>;
  lastContactOn: Map<string, CivilDay>;
  paidToday: Set<string>;
  samePhone: Map<string, string[]>;
  takeOvers: Map<string, { doubts: number; grave: boolean; looked: boolean }>;
};

type Line = {
  accountId: string;
  account: { building: string | null; partyId: string; party: { kind: string }; objects: { id: string }[] };
};

export async function readLineFacts(
  tx: Tx,
  wave: WaveOfLines,
  lines: readonly Line[],
  { today, zone }: { today: CivilDay; zone: string },
): Promise<LineFacts> {
  const accountIds = lines.map(({ accountId }) => accountId);
  const claims = await accountClaims(tx, accountIds, today);
  return {
    claims,
    limitations: await limitationsOf(tx, claims),
    reaches: await reachesOf(
      tx,
      lines.map(({ accountId, account }) => ({ id: accountId, partyId: account.partyId })),
      today,
    ),
    pauses: await pausesOf(tx, wave.communityId, lines, today),
    beforeFen: await amountsBefore(tx, wave, accountIds, zone),
    lastContactOn: await lastContacts(tx, accountIds),
    paidToday: await paidOn(tx, accountIds, today, zone),
    samePhone: await samePhones(tx, wave.communityId, accountIds),
    takeOvers: await takeOversOf(tx, accountIds),
  };
}

/** Of several the one that ends last. */
async function pausesOf(
  tx: Tx,
  communityId: string,
  lines: readonly Line[],
  today: CivilDay,
): Promise<Map<string, LinePause>> {
  const pauses = (await openPauses(tx, communityId, today))
    .filter(({ fromOn }) => fromOn <= today)
    .sort((a, b) => (a.toOn < b.toOn ? 1 : -1));
  return new Map(
    lines.flatMap(({ accountId, account }) => {
      const { building, party, objects } = account;
      const objectIds = objects.map(({ id }) => id);
      const seen = { id: accountId, building, partyKind: party.kind, objectIds };
      const pause = pauses.find((one) => covers(one, seen));
      if (!pause) return [];
      const { id, origin, reason, toOn } = pause;
      return [[accountId, { id, origin, reason, toOn: civilDay(toOn) }] as const];
    }),
  );
}

/** What was claimable before this wave's import, or before its day. */
async function amountsBefore(
  tx: Tx,
  { importId, onDay }: WaveOfLines,
  accountIds: string[],
  zone: string,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ accountId: string; fen: number }[]>`
    select before."accountId", before."claimableFen" as fen
    from (
      select e."accountId", min(e.version) as first from ledger_event e
      where e."accountId" = any(${accountIds}::uuid[])
        and (e."refId" = ${importId}::uuid
          or (${importId}::uuid is null and to_char(e.at at time zone ${zone}, 'YYYY-MM-DD') >= ${onDay}))
      group by e."accountId"
    ) since
    join ledger_event before on before."accountId" = since."accountId" and before.version = since.first - 1`;
  return new Map(rows.map(({ accountId, fen }) => [accountId, fen]));
}

/** By us, or as a take-over declared. */
async function lastContacts(tx: Tx, accountIds: string[]): Promise<Map<string, CivilDay>> {
  const rows = await tx.$queryRaw<{ id: string; day: string | null }[]>`
    select a.id, greatest(a.declared ->> 'lastContactOn', (
      select max(c."claimedOn") from contact c where c."accountId" = a.id and c.outcome not in ('not_called', 'refused', 'failed')
    )) as day
    from account a where a.id = any(${accountIds}::uuid[])`;
  return new Map(rows.flatMap(({ id, day }) => (day === null ? [] : [[id, civilDay(day)] as const])));
}

async function paidOn(tx: Tx, accountIds: string[], today: CivilDay, zone: string): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    select distinct e."accountId" from ledger_event e
    where e."accountId" = any(${accountIds}::uuid[]) and e.kind = 'payment'
      and to_char(e.at at time zone ${zone}, 'YYYY-MM-DD') = ${today}`;
  return new Set(rows.map(({ accountId }) => accountId));
}

const SHOWN_LABELS = 5;

/** Labels of other accounts that are reached under the same number. */
async function samePhones(tx: Tx, communityId: string, accountIds: string[]): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ id: string; labels: string[] }[]>`
    select a.id, array_agg(distinct other.label order by other.label) as labels
    from account a
    join contact_point p on p."partyId" = a."partyId" and p.kind = 'phone'
    join contact_point q on q."communityId" = ${communityId}::uuid and q.kind = 'phone' and q."valueIndex" = p."valueIndex"
      and q."partyId" <> p."partyId"
    join account other on other."partyId" = q."partyId" and other."mergedIntoId" is null
    where a.id = any(${accountIds}::uuid[])
    group by a.id`;
  return new Map(rows.map(({ id, labels }) => [id, labels.slice(0, SHOWN_LABELS)]));
}

async function takeOversOf(tx: Tx, accountIds: string[]): Promise<LineFacts['takeOvers']> {
  const rows = await tx.takeOver.findMany({
    where: { accountId: { in: accountIds } },
    select: { accountId: true, doubts: true, lookedAt: true },
  });
  const grave = await graveDoubts(tx, accountIds);
  const seen = rows.map(({ accountId, doubts, lookedAt }) => ({
    accountId,
    doubts,
    looked: lookedAt !== null,
  }));
  return new Map(
    // one that an account with doubts was joined to may have declared nothing itself
    [...seen, ...[...grave].map((accountId) => ({ accountId, doubts: 1, looked: false }))].map(
      ({ accountId, doubts, looked }) => [accountId, { doubts, looked, grave: grave.has(accountId) }],
    ),
  );
}
