import { communityTime } from '../communities/time';
import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import { type CivilDay, civilDayOf, daysBetween } from '../domain/civil-day';
import type { Ladder } from '../domain/ladder';
import type { HoldKind } from '../domain/vocabulary';
import { type Attention, attentionOn, type LeftOut, leftOutByHolds, STAYS_IN_WAVE } from '../domain/wave';
import { ladderPending } from '../machine/change';
import type { Next } from '../machine/context';
import { planNext } from '../machine/plan-next';
import type { CaseSnapshot } from '../machine/run';
import type { TaskKind } from '../machine/vocabulary';
import type { PolicyRules } from '../policy/schema';
import { currentPolicy, policyInForce } from '../policy/versions';
import { readPlanningFacts } from './facts';
import { snapshotOf } from './snapshot';
import { channelOfTask, ladderStep, stepName } from './step-plan';
import { byHand } from './wave-by-hand';
import { type LineFacts, type LinePause, readLineFacts, type WaveOfLines } from './wave-line-facts';

export type WaveLine = {
  caseId: string;
  accountId: string;
  label: string;
  building: string | null;
  walkingOrder: string;
  level: number;
  claimableFen: number;
  /** before this wave's import, or its day; null: nothing to compare with */
  beforeFen: number | null;
  channel: Channel | null;
  /** the day that its plan has for it; null: not known, or when what stops it is over */
  nextOn: CivilDay | null;
  leftOut: LeftOut | null;
  /** not released with all the others */
  staysInWave: boolean;
  holdKinds: HoldKind[];
  pause: LinePause | null;
  attention: Attention[];
  /** other accounts under the same number */
  samePhone: string[];
  limitationOn: CivilDay | null;
  lastContactOn: CivilDay | null;
};

/** Whether an approved text exists for the step through the channel. */
export type TextCheck = (channel: Channel, code: string | null) => boolean;

type WaveToShow = WaveOfLines & { demonstration: boolean };

const PAGE = 300;

/** Every case that waits in the wave, in walking order: what its plan has for it now, and what somebody should know of it. */
export async function readWaveLines(
  tx: Tx,
  wave: WaveToShow,
  realNow: number,
  hasText: TextCheck,
): Promise<WaveLine[]> {
  const { now, today, zone } = await communityTime(tx, wave.communityId, realNow);
  const current = await currentPolicy(tx, wave.communityId);
  const shared = { now, today, zone, rules: current.policy.rules, hasText };
  const lines: WaveLine[] = [];
  let afterId: string | null = null;
  do {
    const rows: WaitingRow[] = await waitingRows(tx, wave.id, afterId);
    const facts = await readLineFacts(tx, wave, rows, { today, zone });
    for (const row of rows) {
      const { ladder } = await policyInForce(tx, row.policyVersionId, current.id);
      lines.push(await lineOf(tx, row, facts, { ...shared, ladder, demonstration: wave.demonstration }));
    }
    afterId = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
  } while (afterId !== null);
  return lines.sort(inWalkingOrder);
}

type WaitingRow = Awaited<ReturnType<typeof waitingRows>>[number];

function waitingRows(tx: Tx, waveId: string, afterId: string | null) {
  return tx.dunningCase.findMany({
    where: {
      waveId,
      status: 'open',
      releasedFromOn: null,
      ...(afterId === null ? {} : { id: { gt: afterId } }),
    },
    orderBy: { id: 'asc' },
    take: PAGE,
    select: {
      id: true,
      accountId: true,
      level: true,
      claimableFen: true,
      snapshot: true,
      policyVersionId: true,
      account: {
        select: {
          label: true,
          building: true,
          walkingOrder: true,
          careMark: true,
          partyId: true,
          party: { select: { kind: true } },
          objects: { select: { id: true } },
        },
      },
    },
  });
}

/** By key, so that a page goes on where the last one ended. */
export function inWalkingOrder(a: WaveLine, b: WaveLine): number {
  if (a.walkingOrder !== b.walkingOrder) return a.walkingOrder < b.walkingOrder ? -1 : 1;
  if (a.caseId === b.caseId) return 0;
  return a.caseId < b.caseId ? -1 : 1;
}

type Shared = {
  now: number;
  today: CivilDay;
  zone: string;
  rules: PolicyRules;
  ladder: Ladder;
  hasText: TextCheck;
  demonstration: boolean;
};

async function lineOf(tx: Tx, row: WaitingRow, facts: LineFacts, shared: Shared): Promise<WaveLine> {
  const { accountId, account } = row;
  const { today, rules } = shared;
  const snapshot = snapshotOf(row.snapshot);
  const claim = facts.claims.get(accountId);
  const claimableFen = claim?.claimableFen ?? row.claimableFen;
  const limitationOn = facts.limitations.get(accountId) ?? null;
  const takeOver = facts.takeOvers.get(accountId);
  const pause = facts.pauses.get(accountId) ?? null;
  const reach = facts.reaches.get(accountId) ?? { channels: [], phones: [] };
  const graveDoubt = takeOver?.grave === true;
  const alone = shared.demonstration
    ? null
    : byHand({ partyKind: account.party.kind, graveDoubt, level: row.level, limitationOn }, rules, today);
  const found = { row, snapshot, claimableFen, pause, channels: reach.channels };
  const disputed = (claim?.openDisputes.length ?? 0) > 0;
  const first = alone ? without(alone) : await firstContact(tx, { ...found, disputed }, shared);
  const lastContactOn = facts.lastContactOn.get(accountId) ?? null;
  const beforeFen = facts.beforeFen.get(accountId) ?? null;
  const samePhone = facts.samePhone.get(accountId) ?? [];
  const since = lastContactOn ?? claim?.oldestDueOn ?? null;
  const attention = attentionOn(
    {
      claimableFen,
      beforeFen,
      daysToLimitation: limitationOn === null ? null : daysBetween(today, limitationOn),
      silentDays: since === null ? null : daysBetween(since, today),
      sharesPhone: samePhone.length > 0,
      paidToday: facts.paidToday.has(accountId),
      hasPhone: reach.phones.length > 0,
      takeOverDoubt: (takeOver?.doubts ?? 0) > 0 && takeOver?.looked === false,
      careMark: account.careMark !== null && first.leftOut === null,
    },
    { ...rules.release.attention, limitationDays: rules.limitation.alarmDays[0] ?? 0 },
  );
  return {
    caseId: row.id,
    accountId,
    label: account.label,
    building: account.building,
    walkingOrder: account.walkingOrder,
    level: row.level,
    claimableFen,
    beforeFen,
    ...first,
    staysInWave: first.leftOut !== null && STAYS_IN_WAVE.has(first.leftOut),
    holdKinds: snapshot?.context.holds.map(({ kind }) => kind) ?? [],
    ...{ pause, attention, samePhone, limitationOn, lastContactOn },
  };
}

type First = { channel: Channel | null; nextOn: CivilDay | null; leftOut: LeftOut | null };

function without(leftOut: LeftOut): First {
  return { channel: null, nextOn: null, leftOut };
}

type Found = {
  row: WaitingRow;
  snapshot: CaseSnapshot | null;
  claimableFen: number;
  disputed: boolean;
  pause: LinePause | null;
  channels: readonly Channel[];
};

/** Which way its next approach takes, or why there is none. Asks the plan that its record kept. */
async function firstContact(tx: Tx, found: Found, shared: Shared): Promise<First> {
  const { row, snapshot, claimableFen, pause } = found;
  if (!snapshot) return without('NOT_PLANNED_YET');
  const held = leftOutByHolds(snapshot.context.holds.map(({ kind }) => kind));
  if (held !== null) return without(held);
  if (snapshot.context.level === 4) return without('LEGAL');
  if (pause !== null) return without(pause.origin === 'staff' ? 'PAUSED' : 'EXCLUDED');
  if (claimableFen <= shared.ladder.settlement.toleranceFen) {
    if (claimableFen > 0) return without('BELOW_MINIMUM');
    return without(found.disputed ? 'DISPUTE' : 'NOTHING_OWED');
  }
  const first = await firstStep(tx, found, snapshot, shared);
  const goesInPerson = first.channel === null || GOES_IN_PERSON.has(first.channel);
  return row.account.careMark !== null && !goesInPerson ? without('CARE') : first;
}

/** 关怀: nothing leaves by itself, and the supervisor calls; what a person brings or goes for is planned as for anybody. */
const GOES_IN_PERSON: ReadonlySet<Channel> = new Set<Channel>(['post', 'mail', 'visit']);

async function firstStep(tx: Tx, found: Found, snapshot: CaseSnapshot, shared: Shared): Promise<First> {
  const [pending] = ladderPending(snapshot.context);
  if (pending) {
    const [, { step, task, notBefore, plannedAt }] = pending;
    return byStep({ step, channel: task && channelOfTask(task), at: notBefore ?? plannedAt }, found, shared);
  }
  const next = snapshot.context.next ?? (await planned(tx, snapshot, shared.now));
  if (next?.kind !== 'step') return without(next === null ? 'NOT_PLANNED_YET' : byReason(next.reason));
  const channel = next.task === null ? next.channel : channelOf(next.task, next.channel);
  return byStep({ step: next.step, channel, at: next.at }, found, shared);
}

function channelOf(task: TaskKind, channel: Channel | null): Channel | null {
  return task === 'care_call' ? 'call' : channel;
}

/** Rare: a case whose first record has no plan yet. */
async function planned(tx: Tx, snapshot: CaseSnapshot, now: number): Promise<Next | null> {
  const { facts } = await readPlanningFacts(tx, snapshot.context, now);
  return planNext(snapshot, facts, now).next;
}

function byReason(reason: string): LeftOut {
  return reason === 'BELOW_MINIMUM' || reason === 'LONG_FOLLOW_UP' ? 'BELOW_MINIMUM' : 'NOT_PLANNED_YET';
}

function byStep(
  { step, channel, at }: { step: string; channel: Channel | null; at: number },
  { claimableFen, channels }: Found,
  { ladder, zone, hasText }: Shared,
): First {
  const inLadder = ladderStep(ladder, stepName(step));
  if (inLadder && claimableFen < inLadder.minimumFen) return without('BELOW_MINIMUM');
  const usable =
    channel === null ? (inLadder?.channels.filter((one) => channels.includes(one)) ?? []) : [channel];
  if (usable.length === 0) return without('NO_CHANNEL');
  const said = usable.find((one) => hasText(one, inLadder?.text ?? null));
  return said === undefined
    ? without('NO_TEXT')
    : { channel: said, nextOn: civilDayOf(at, zone), leftOut: null };
}
