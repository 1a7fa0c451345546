import { rolesIn } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import type { Channel } from '../domain/channel';
import { addDays, type CivilDay } from '../domain/civil-day';
import { accountsPerDay, mayRelease } from '../domain/release';
import { ATTENTION, type Attention, LEFT_OUT, type LeftOut, STAYS_IN_WAVE } from '../domain/wave';
import { UserError } from '../errors';
import { hasText } from '../messaging/texts';
import { currentPolicy } from '../policy/versions';
import { activeTextsOf } from '../texts/active';
import { type Capacity, capacityOf } from './wave-capacity';
import { markOfWave } from './wave-choice';
import { inWalkingOrder, readWaveLines, type TextCheck, type WaveLine } from './wave-lines';
import { stopsOf, type WaveStop } from './wave-stops';
import { type ReleaseActor, waveFacts } from './waves';

type Sum = { accounts: number; amountFen: number };

export type WavePreview = Sum & {
  waveId: string;
  status: string;
  origin: string;
  onDay: string;
  dueOn: string;
  ownerId: string | null;
  importId: string | null;
  /** that wait for consent, approached or not */
  waiting: number;
  /** that are being opened: what is shown says too little */
  beginning: number;
  /** of what was seen; a release that is given it is refused when the wave is another meanwhile */
  mark: string;
  byChannel: (Sum & { channel: Channel })[];
  leftOut: (Sum & { reason: LeftOut; staysInWave: boolean })[];
  attention: (Sum & { flag: Attention })[];
  buildings: (Sum & { building: string })[];
  capacity: Capacity[];
  stops: WaveStop[];
  takeOver: { of: number; looked: number; openDoubts: number; grave: number };
  release: {
    may: boolean;
    firstImport: boolean;
    perDayMost: number | null;
    earliestOn: CivilDay;
    latestOn: CivilDay;
  };
};

export type LinesWanted = {
  channel?: Channel;
  leftOut?: LeftOut;
  /** `any`: whatever it is */
  attention?: Attention | 'any';
  building?: string;
  /** true: will be approached; false: left out */
  approached?: boolean;
  after?: { walkingOrder: string; caseId: string };
  limit: number;
};

const PATIENCE = { timeoutMs: 60_000 };

/**
 * 放行单: what a release would set going — numbers by channel, the amount, what is left out and why, what deserves a look.
 *
 * @throws {UserError} WAVE_UNKNOWN
 */
export function previewWave(
  context: Context,
  actor: ReleaseActor,
  { communityId, waveId }: { communityId: string; waveId: string },
): Promise<WavePreview> {
  return withScope(
    context,
    communityId,
    async (tx) => {
      const wave = await waveOf(tx, communityId, waveId);
      const mark = await markOfWave(tx, waveId);
      const lines = await linesOf(tx, context, wave);
      const { today } = await communityTime(tx, communityId, context.now());
      const { rules } = (await currentPolicy(tx, communityId)).policy;
      const facts = await waveFacts(tx, communityId, wave, wave.community);
      const roles = rolesIn(actor, communityId);
      const { status, origin, onDay, dueOn, ownerId, importId } = wave;
      const beginning = await tx.dunningCase.count({
        where: { waveId, status: 'open', releasedFromOn: null, turn: 0 },
      });
      return {
        ...{ waveId, status, origin, onDay, dueOn, ownerId, importId, beginning, mark },
        ...summed(lines),
        waiting: lines.length,
        capacity: await capacityOf(tx, communityId, lines, rules.capacity),
        stops: await stopsOf(tx, communityId, context.now()),
        takeOver: await takeOverOf(tx, communityId),
        release: {
          may: roles.some((role) => mayRelease(role, facts, rules.release)),
          firstImport: facts.firstImport,
          perDayMost: accountsPerDay(facts, rules.release),
          earliestOn: today,
          latestOn: addDays(today, rules.release.mostDaysAhead),
        },
      };
    },
    PATIENCE,
  );
}

/**
 * Its accounts in walking order, so many as are wanted.
 *
 * @returns one more than `limit` when there are more
 */
export function waveLines(
  context: Context,
  { communityId, waveId }: { communityId: string; waveId: string },
  wanted: LinesWanted,
): Promise<WaveLine[]> {
  return withScope(
    context,
    communityId,
    async (tx) => {
      const lines = await linesOf(tx, context, await waveOf(tx, communityId, waveId));
      const { after } = wanted;
      const later = after ? lines.filter((line) => inWalkingOrder(line, { ...line, ...after }) > 0) : lines;
      return later.filter((line) => isWanted(line, wanted)).slice(0, wanted.limit + 1);
    },
    PATIENCE,
  );
}

function isWanted(
  line: WaveLine,
  { channel, leftOut, attention, building, approached }: LinesWanted,
): boolean {
  return (
    (channel === undefined || line.channel === channel) &&
    (leftOut === undefined || line.leftOut === leftOut) &&
    (attention === undefined ||
      (attention === 'any' ? line.attention.length > 0 : line.attention.includes(attention))) &&
    (building === undefined || (line.building ?? '') === building) &&
    (approached === undefined || (line.leftOut === null) === approached)
  );
}

async function waveOf(tx: Tx, communityId: string, waveId: string) {
  const wave = await tx.wave.findFirst({ where: { id: waveId, communityId } });
  if (!wave) throw new UserError('WAVE_UNKNOWN', '没有这张放行单', 'there is no such wave', 404);
  const community = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { demonstration: true, firstReleasedAt: true },
  });
  return { ...wave, community, demonstration: community.demonstration };
}

async function linesOf(
  tx: Tx,
  context: Context,
  wave: Awaited<ReturnType<typeof waveOf>>,
): Promise<WaveLine[]> {
  const active = await activeTextsOf(tx, wave.communityId);
  const isWritten: TextCheck = (channel, code) => hasText(channel, code, { active });
  return readWaveLines(tx, wave, context.now(), isWritten);
}

async function takeOverOf(tx: Tx, communityId: string): Promise<WavePreview['takeOver']> {
  const open = { communityId, lookedAt: null };
  return {
    of: await tx.takeOver.count({ where: { communityId } }),
    looked: await tx.takeOver.count({ where: { communityId, lookedAt: { not: null } } }),
    openDoubts: await tx.takeOver.count({ where: { ...open, doubts: { gt: 0 } } }),
    grave: await tx.takeOver.count({ where: { ...open, grave: true } }),
  };
}

function sumOf(lines: readonly WaveLine[]): Sum {
  const amountFen = lines.reduce((total, { claimableFen }) => total + claimableFen, 0);
  return { accounts: lines.length, amountFen };
}

type Summed = Pick<
  WavePreview,
  'accounts' | 'amountFen' | 'byChannel' | 'leftOut' | 'attention' | 'buildings'
>;

function summed(lines: readonly WaveLine[]): Summed {
  const approached = lines.filter(({ leftOut }) => leftOut === null);
  const channels = [...new Set(approached.flatMap(({ channel }) => (channel ? [channel] : [])))];
  const reasons = LEFT_OUT.filter((reason) => lines.some(({ leftOut }) => leftOut === reason));
  const flags = ATTENTION.filter((flag) => lines.some(({ attention }) => attention.includes(flag)));
  const buildings = [...new Set(lines.map(({ building }) => building ?? ''))];
  return {
    ...sumOf(approached),
    byChannel: channels.map((channel) => ({
      channel,
      ...sumOf(approached.filter((line) => line.channel === channel)),
    })),
    leftOut: reasons.map((reason) => ({
      reason,
      staysInWave: STAYS_IN_WAVE.has(reason),
      ...sumOf(lines.filter(({ leftOut }) => leftOut === reason)),
    })),
    attention: flags.map((flag) => ({
      flag,
      ...sumOf(lines.filter(({ attention }) => attention.includes(flag))),
    })),
    buildings: buildings.map((building) => ({
      building,
      ...sumOf(lines.filter((line) => (line.building ?? '') === building)),
    })),
  };
}
