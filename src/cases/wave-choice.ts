import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import type { PolicyRules } from '../policy/schema';
import { type ByHand, byHandOf } from './wave-by-hand';

/** Which cases of a wave a release takes. */
export type Choice = {
  /** only these; null: all that are not decided about one by one */
  caseIds: readonly string[] | null;
  /** 剔除: these stay in the wave */
  excludeCaseIds: readonly string[];
};

export type WaitingCase = {
  id: string;
  accountId: string;
  level: number;
  ledgerVersion: number;
  account: { party: { kind: string } };
};

export type Chosen = {
  chosen: WaitingCase[];
  excluded: WaitingCase[];
  /** decided about one by one, and nobody named them */
  byHand: Map<string, ByHand>;
  left: number;
};

/**
 * The cases that wait in a wave, locked in the order of their ids and read after that: one that an import took out of the wave meanwhile is
 * not among them, and none that is can leave it before the release is committed. In walking order.
 */
export async function waitingCases(tx: Tx, waveId: string): Promise<WaitingCase[]> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    select id from dunning_case where "waveId" = ${waveId}::uuid and status = 'open' and "releasedFromOn" is null
    order by id for update`;
  const rows = await tx.dunningCase.findMany({
    where: { id: { in: locked.map(({ id }) => id) } },
    orderBy: [{ account: { walkingOrder: 'asc' } }, { claimableFen: 'desc' }, { id: 'asc' }],
    select: {
      id: true,
      accountId: true,
      level: true,
      account: { select: { ledgerVersion: true, party: { select: { kind: true } } } },
    },
  });
  return rows.map((row) => ({ ...row, ledgerVersion: row.account.ledgerVersion }));
}

/**
 * @throws {UserError} WAVE_EMPTY when nothing of it waits, ONE_BY_ONE when only such cases do, TAKE_OVER_OPEN when a named one has to be
 * looked at first
 */
export async function choose(
  tx: Tx,
  waiting: WaitingCase[],
  { caseIds, excludeCaseIds }: Choice,
  {
    demonstration,
    rules,
    ...time
  }: { demonstration: boolean; rules: PolicyRules; today: CivilDay; zone: string },
): Promise<Chosen> {
  // a demonstration: all at once, by the same command
  const alone = demonstration ? new Map<string, ByHand>() : await byHandOf(tx, waiting, rules, time);
  const named = caseIds === null ? null : new Set(caseIds);
  const excludedIds = new Set(excludeCaseIds);
  const excluded = waiting.filter(({ id }) => excludedIds.has(id));
  const wanted = waiting.filter(({ id }) => !excludedIds.has(id) && (named === null || named.has(id)));
  const unread = named === null ? [] : wanted.filter(({ id }) => alone.get(id) === 'TAKE_OVER');
  if (unread.length > 0) throw takeOverOpen(unread.map(({ id }) => id));
  const chosen = named === null ? wanted.filter(({ id }) => !alone.has(id)) : wanted;
  if (chosen.length === 0) throw wanted.length > 0 ? oneByOne(wanted.length) : nothingWaits();
  const taken = new Set(chosen.map(({ id }) => id));
  const byHand = new Map([...alone].filter(([id]) => !taken.has(id)));
  return { chosen, excluded, byHand, left: waiting.length - chosen.length };
}

function takeOverOpen(caseIds: string[]): UserError {
  return new UserError(
    'TAKE_OVER_OPEN',
    `有 ${caseIds.length} 户接管时的写法可能是已起诉或已委托律师，请先在存量接管表里看过`,
    `${caseIds.length} accounts may be at court by what the take-over declared: look at them first`,
    409,
    { caseIds: caseIds.slice(0, 100) },
  );
}

function oneByOne(count: number): UserError {
  return new UserError(
    'ONE_BY_ONE',
    `剩下的 ${count} 户须逐户决定（开发商、时效特殊或接管待看）：单独选中放行，或写明原因和到期日剔除`,
    `the ${count} accounts that are left are decided about one by one: name them, or leave them out with a reason and an end`,
    409,
    { count },
  );
}

function nothingWaits(): UserError {
  return new UserError(
    'WAVE_EMPTY',
    '这张放行单里没有待放行的案件',
    'nothing in this wave waits for a release',
    409,
  );
}

/** What a person saw when he decided: which cases wait in the wave, with which amounts. Another mark: look again. */
export async function markOfWave(tx: Tx, waveId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ mark: string | null }[]>`
    select md5(string_agg(c.id::text || ':' || a."ledgerVersion", ',' order by c.id)) as mark
    from dunning_case c join account a on a.id = c."accountId"
    where c."waveId" = ${waveId}::uuid and c.status = 'open' and c."releasedFromOn" is null`;
  return row?.mark ?? 'empty';
}
