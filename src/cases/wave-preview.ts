import { openPauses } from '../communities/pauses';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import type { Channel } from '../domain/channel';
import type { HoldKind } from '../domain/vocabulary';
import { UserError } from '../errors';
import { ladderPending } from '../machine/change';
import type { Facts } from '../machine/facts';
import { planNext } from '../machine/plan-next';
import type { CaseSnapshot } from '../machine/run';
import { readPlanningFacts } from './facts';
import { snapshotOf } from './snapshot';
import { channelOfTask, ladderStep, stepName } from './step-plan';

/** Why an account of the wave is not approached first of all. */
export type LeftOut =
  | 'HELD'
  | 'LEGAL'
  | 'PAUSED'
  | 'BELOW_MINIMUM'
  | 'NO_CHANNEL'
  | 'NOTHING_OWED'
  | 'NOT_PLANNED_YET';

/** What somebody should look at before he releases. */
export type Attention = 'LARGE_AMOUNT' | 'LIMITATION_NEAR' | 'NO_PHONE';

export type WaveLine = {
  caseId: string;
  accountId: string;
  label: string;
  level: number;
  claimableFen: number;
  channel: Channel | null;
  leftOut: LeftOut | null;
  holdKinds: HoldKind[];
  attention: Attention[];
};

export type WavePreview = {
  waveId: string;
  /** of those that are approached */
  accounts: number;
  amountFen: number;
  byChannel: { channel: Channel; accounts: number; amountFen: number }[];
  leftOut: { reason: LeftOut; accounts: number; amountFen: number }[];
  lines: WaveLine[];
};

const LARGE_FEN = 1_000_000;
const LIMITATION_NEAR_DAYS = 180;
const PAGE = 50;

/**
 * What a release would set going: numbers by channel, the amount, what is left out and why. Asks `planNext`, as the driver does.
 *
 * @throws {UserError} WAVE_UNKNOWN
 */
export async function previewWave(
  context: Context,
  communityId: string,
  waveId: string,
): Promise<WavePreview> {
  const lines: WaveLine[] = [];
  let afterId: string | null = null;
  do {
    const page: WaveLine[] = await withScope(context, communityId, async (tx) => {
      const wave = await tx.wave.findFirst({ where: { id: waveId, communityId }, select: { id: true } });
      if (!wave) throw new UserError('WAVE_UNKNOWN', '没有这张放行单', 'there is no such wave', 404);
      const { now, today } = await communityTime(tx, communityId, context.now());
      const pauses = (await openPauses(tx, communityId, today)).filter(({ fromOn }) => fromOn <= today);
      const rows = await tx.dunningCase.findMany({
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
          account: { select: { label: true, building: true } },
        },
      });
      const found: WaveLine[] = [];
      for (const { id, accountId, level, claimableFen, snapshot: column, account } of rows) {
        const snapshot = snapshotOf(column);
        const facts = snapshot && (await readPlanningFacts(tx, snapshot.context, now)).facts;
        const isPaused = pauses.some(
          (pause) =>
            (pause.building === null || pause.building === account.building) &&
            (pause.accountId === null || pause.accountId === accountId),
        );
        const first = snapshot && facts ? firstContact(snapshot, facts, now, isPaused) : NOT_PLANNED;
        found.push({
          caseId: id,
          accountId,
          label: account.label,
          level,
          claimableFen: facts?.claimableFen ?? claimableFen,
          ...first,
          holdKinds: snapshot?.context.holds.map(({ kind }) => kind) ?? [],
          attention: facts ? attentionOn(facts, now) : [],
        });
      }
      return found;
    });
    lines.push(...page);
    afterId = page.length < PAGE ? null : (page.at(-1)?.caseId ?? null);
  } while (afterId !== null);
  return summed(waveId, lines);
}

type First = { channel: Channel | null; leftOut: LeftOut | null };
const NOT_PLANNED: First = { channel: null, leftOut: 'NOT_PLANNED_YET' };

function firstContact(snapshot: CaseSnapshot, facts: Facts, now: number, isPaused: boolean): First {
  const without = (leftOut: LeftOut): First => ({ channel: null, leftOut });
  if (snapshot.context.holds.length > 0) return without('HELD');
  if (snapshot.context.level === 4) return without('LEGAL');
  if (isPaused) return without('PAUSED');
  if (facts.claimableFen <= facts.ladder.settlement.toleranceFen) return without('NOTHING_OWED');
  const [pending] = ladderPending(snapshot.context);
  if (pending) return byStep(pending[1].step, pending[1].task && channelOfTask(pending[1].task), facts);
  const next = snapshot.context.next ?? planNext(snapshot, facts, now).next;
  if (next?.kind !== 'step')
    return next === null ? NOT_PLANNED : without(belowOr(next.reason, 'NOT_PLANNED_YET'));
  return byStep(next.step, next.task === 'care_call' ? 'call' : next.channel, facts);
}

function belowOr(reason: string, otherwise: LeftOut): LeftOut {
  return reason === 'BELOW_MINIMUM' || reason === 'LONG_FOLLOW_UP' ? 'BELOW_MINIMUM' : otherwise;
}

function byStep(step: string, channel: Channel | null, facts: Facts): First {
  const planned = ladderStep(facts.ladder, stepName(step));
  if (planned && facts.claimableFen < planned.minimumFen) return { channel: null, leftOut: 'BELOW_MINIMUM' };
  const usable = channel ?? planned?.channels.find((one) => facts.usableChannels.includes(one)) ?? null;
  return usable === null ? { channel: null, leftOut: 'NO_CHANNEL' } : { channel: usable, leftOut: null };
}

function attentionOn(facts: Facts, now: number): Attention[] {
  const near =
    facts.limitationOn !== null && Date.parse(facts.limitationOn) - now < LIMITATION_NEAR_DAYS * 86_400_000;
  return [
    ...(facts.claimableFen > LARGE_FEN ? (['LARGE_AMOUNT'] as const) : []),
    ...(near ? (['LIMITATION_NEAR'] as const) : []),
    ...(facts.usableChannels.includes('call') ? [] : (['NO_PHONE'] as const)),
  ];
}

function summed(waveId: string, lines: WaveLine[]): WavePreview {
  const approached = lines.filter(({ leftOut }) => leftOut === null);
  const sum = (some: WaveLine[]) => some.reduce((total, { claimableFen }) => total + claimableFen, 0);
  const channels = [...new Set(approached.flatMap(({ channel }) => (channel ? [channel] : [])))];
  const reasons = [...new Set(lines.flatMap(({ leftOut }) => (leftOut ? [leftOut] : [])))];
  return {
    waveId,
    accounts: approached.length,
    amountFen: sum(approached),
    byChannel: channels.map((channel) => {
      const own = approached.filter((line) => line.channel === channel);
      return { channel, accounts: own.length, amountFen: sum(own) };
    }),
    leftOut: reasons.map((reason) => {
      const own = lines.filter((line) => line.leftOut === reason);
      return { reason, accounts: own.length, amountFen: sum(own) };
    }),
    lines,
  };
}
