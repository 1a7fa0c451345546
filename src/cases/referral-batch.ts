import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CommunityTime } from '../communities/time';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { ReferralBatchCase } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { lastReferralBatch } from '../domain/deadlines';
import { PassingError, UserError } from '../errors';
import { currentPolicy } from '../policy/versions';
import type { StaffCommand } from './commands';
import { recordedSnapshot } from './snapshot';
import { type StaffActor, sendStaffCommand } from './staff';

export const BATCH_STATUS_WORDS = {
  gathered: '待提请',
  requested: '待批准',
  approved: '已移交',
  declined: '已退回',
  withdrawn: '已撤出',
} as const;
export const batchStatusSchema = z.enum(['gathered', 'requested', 'approved', 'declined', 'withdrawn']);

/**
 * 移交批次: the cases whose proposal is due, gathered under the batch's day. Each row is brought up to date by its case: who paid is
 * withdrawn by himself, what was requested or answered one by one shows as such. Done again without harm; run by every morning's scan.
 *
 * @returns the batch of today; null while nothing waits
 */
export async function gatherReferrals(tx: Tx, communityId: string, time: CommunityTime) {
  await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
  const due = await tx.task.findMany({
    where: {
      communityId,
      kind: 'propose_referral',
      status: { in: ['open', 'started'] },
      caseId: { not: null },
    },
    select: { case: { select: { id: true, accountId: true, claimableFen: true } } },
  });
  const open = await tx.referralBatchCase.count({
    where: { communityId, status: { in: ['gathered', 'requested'] } },
  });
  if (due.length === 0 && open === 0) return null;
  const { policy } = await currentPolicy(tx, communityId);
  const onDay = lastReferralBatch(time.today, policy.ladder.level4.batches);
  const at = new Date(time.now);
  await followCases(tx, communityId, policy.ladder.settlement.toleranceFen, at);
  // what was gathered and never asked for goes on in the next batch
  await tx.referralBatchCase.updateMany({
    where: { communityId, status: 'gathered', batch: { onDay: { lt: onDay } } },
    data: { status: 'withdrawn', reason: 'NEXT_BATCH', endedAt: at },
  });
  await tx.referralBatch.updateMany({
    where: { communityId, onDay: { lt: onDay }, closedAt: null },
    data: { closedAt: at },
  });
  const batch = await tx.referralBatch.findUnique({ where: { communityId_onDay: { communityId, onDay } } });
  if (due.length === 0) return batch;
  const { id: batchId, ...row } =
    batch ?? (await tx.referralBatch.create({ data: { communityId, onDay, createdAt: at } }));
  await tx.referralBatchCase.createMany({
    data: due.flatMap(({ case: one }) =>
      one
        ? [
            {
              ...{ batchId, communityId, caseId: one.id, accountId: one.accountId },
              ...{ amountFen: one.claimableFen, gatheredAt: at },
            },
          ]
        : [],
    ),
    skipDuplicates: true,
  });
  return { id: batchId, ...row };
}

/** Each open row as its case stands. */
async function followCases(tx: Tx, communityId: string, toleranceFen: number, at: Date): Promise<void> {
  const rows = await tx.referralBatchCase.findMany({
    where: { communityId, status: { in: ['gathered', 'requested'] } },
  });
  const cases = await tx.dunningCase.findMany({
    where: { id: { in: rows.map(({ caseId }) => caseId) } },
    select: { id: true, status: true, level: true, claimableFen: true, snapshot: true },
  });
  const byId = new Map(cases.map((one) => [one.id, one]));
  for (const row of rows) {
    const one = byId.get(row.caseId);
    const change = one && changeOf(row, one, toleranceFen);
    if (!change) continue;
    const ended = change.status !== 'requested';
    await tx.referralBatchCase.update({
      where: { batchId_caseId: { batchId: row.batchId, caseId: row.caseId } },
      data: { ...change, ...(ended ? { endedAt: at } : { requestedAt: at }) },
    });
  }
}

type CaseNow = { status: string; level: number; claimableFen: number; snapshot: unknown };

function changeOf(row: ReferralBatchCase, one: CaseNow, toleranceFen: number) {
  if (one.level === 4) {
    const requestedById = row.requestedById ?? referralOf(one)?.requestedBy ?? null;
    return requestedById === null ? null : { status: 'approved', requestedById };
  }
  if (one.status !== 'open' || one.claimableFen <= toleranceFen)
    return { status: 'withdrawn', reason: 'PAID' };
  const referral = referralOf(one);
  if (row.status === 'requested' && referral === null) return { status: 'declined' };
  if (row.status === 'gathered' && referral !== null) {
    return {
      status: 'requested',
      requestedById: referral.requestedBy,
      requestedFen: one.claimableFen,
      needs: referral.needs ?? [],
    };
  }
  return null;
}

function referralOf({ snapshot }: CaseNow) {
  return snapshot === null ? null : recordedSnapshot(snapshot as never).context.referral;
}

/** What came of one case in an act on many. */
export type CaseResult = {
  caseId: string;
  accepted: boolean;
  refusal: { code: string; zh: string; en: string } | null;
};

type BatchAct = {
  communityId: string;
  batchId: string;
  commandId: string;
  /** null: all that wait for it */
  caseIds: readonly string[] | null;
  text: string | null;
};

/**
 * Asks for the referral of a batch's cases in one act; each is judged by itself. How many they are together decides who must approve.
 *
 * @throws {UserError} REFERRAL_BATCH_UNKNOWN, NOT_IN_BATCH
 */
export async function requestBatch(
  context: Context,
  actor: StaffActor,
  act: BatchAct,
): Promise<CaseResult[]> {
  const caseIds = await casesFor(context, act, 'gathered');
  return sayToEach(context, actor, act, caseIds, {
    kind: 'request_referral',
    batchAccounts: Math.max(1, caseIds.length),
  });
}

/** @throws {UserError} REFERRAL_BATCH_UNKNOWN, NOT_IN_BATCH */
export async function answerBatch(
  context: Context,
  actor: StaffActor,
  { approved, ...act }: BatchAct & { approved: boolean },
): Promise<CaseResult[]> {
  const caseIds = await casesFor(context, act, 'requested');
  return sayToEach(context, actor, act, caseIds, { kind: 'answer_referral', approved });
}

async function casesFor(
  context: Context,
  { communityId, batchId, caseIds }: BatchAct,
  status: 'gathered' | 'requested',
): Promise<string[]> {
  return withScope(context, communityId, async (tx) => {
    const batch = await tx.referralBatch.findUnique({
      where: { id: batchId },
      include: { cases: { orderBy: { caseId: 'asc' } } },
    });
    if (batch?.communityId !== communityId) {
      throw new UserError('REFERRAL_BATCH_UNKNOWN', '没有这个移交批次', 'there is no such batch', 404);
    }
    const inIt = batch.cases;
    if (caseIds === null) return inIt.filter((row) => row.status === status).map(({ caseId }) => caseId);
    if (caseIds.some((id) => !inIt.some(({ caseId }) => caseId === id))) {
      throw new UserError('NOT_IN_BATCH', '有案件不在这一批', 'a case is not in this batch', 422);
    }
    return [...new Set(caseIds)].sort();
  });
}

async function sayToEach(
  context: Context,
  actor: StaffActor,
  { communityId, commandId, text }: BatchAct,
  caseIds: readonly string[],
  command: StaffCommand,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const caseId of caseIds) {
    const one = { communityId, caseId, commandId: derivedId(commandId, caseId), command, text };
    try {
      await sendStaffCommand(context, actor, one);
      results.push({ caseId, accepted: true, refusal: null });
    } catch (error) {
      if (error instanceof UserError) {
        results.push({ caseId, accepted: false, refusal: { code: error.code, zh: error.zh, en: error.en } });
      } else if (error instanceof PassingError) {
        const refusal = {
          code: error.code,
          zh: '此案暂时没有应答，请稍后再试',
          en: 'the case does not answer now',
        };
        results.push({ caseId, accepted: false, refusal });
      } else throw error;
    }
  }
  await withScope(context, communityId, async (tx) => {
    for (const { caseId, refusal } of results) {
      await tx.referralBatchCase.updateMany({
        where: { caseId, status: { in: ['gathered', 'requested'] } },
        data: { reason: refusal?.code ?? null },
      });
    }
    await gatherReferrals(tx, communityId, await communityTime(tx, communityId, context.now()));
  });
  return results;
}

/** One act is one command in each of its cases: the same act again is the same commands. */
function derivedId(commandId: string, caseId: string): string {
  const hex = createHash('sha256').update(`${commandId}/${caseId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
