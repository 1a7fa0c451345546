import { z } from 'zod';
import { mayActOnAccount, requirePermission, rolesIn } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { addWorkdays } from '../domain/calendar';
import type { CivilDay } from '../domain/civil-day';
import { fen, sumFen } from '../domain/money';
import { can } from '../domain/permissions';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { accountClaim, lockAccount, raiseLedgerVersion } from '../ledger/claimable';
import { mayApproveAmount } from '../policy/approvals';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { noticeMeans } from './means-alerts';
import type { StaffActor } from './staff';

/**
 * An objection to an amount is no hold: its charges leave the claimable sum until finance has answered, and go on from their own due date
 * afterwards. What is conceded is a waiver, within what the role may give.
 */
export type AmountDispute = {
  communityId: string;
  caseId: string;
  /** The caller's: the same id again is the same objection */
  disputeId: string;
  /** none: all that is claimed now */
  chargeIds: readonly string[];
  statement: string | null;
};

const DESK = 'finance';

/** @throws {UserError} NOT_PERMITTED, CASE_UNKNOWN, CHARGE_UNKNOWN, NOTHING_TO_DISPUTE */
export function disputeAmount(
  context: Context,
  actor: StaffActor,
  { communityId, caseId, disputeId, chargeIds, statement }: AmountDispute,
): Promise<{ disputeId: string; answerDueOn: string }> {
  return withScope(context, communityId, async (tx) => {
    requirePermission(actor, communityId, 'dispute.open');
    const { accountId } = await caseOf(tx, context, actor, communityId, caseId);
    const { now, today } = await communityTime(tx, communityId, context.now());
    const known = await tx.dispute.findUnique({ where: { id: disputeId } });
    if (known) return { disputeId, answerDueOn: known.answerDueOn };
    const claim = await accountClaim(tx, accountId, today);
    const owed = claim.lines.filter((line) => line.principalLeftFen > 0 && line.disputedFen === 0);
    const chosen = chargeIds.length === 0 ? owed : owed.filter((line) => chargeIds.includes(line.chargeId));
    if (chosen.length < new Set(chargeIds).size) {
      throw new UserError(
        'CHARGE_UNKNOWN',
        '有的账单不属于此户、已缴清或已在异议中',
        'a charge is not owed by this account, or disputed already',
      );
    }
    if (chosen.length === 0)
      throw new UserError(
        'NOTHING_TO_DISPUTE',
        '此户没有可提异议的账单',
        'nothing is owed that could be objected to',
        409,
      );
    const { ladder } = (await currentPolicy(tx, communityId)).policy;
    const answerDueOn = addWorkdays(
      await calendarOf(tx, communityId),
      today,
      ladder.holds.complaint.answerWorkdays,
    );
    const at = new Date(now);
    await tx.dispute.create({
      data: {
        ...{ id: disputeId, communityId, accountId, caseId, answerDueOn },
        ...{ kind: 'amount', matter: 'amount', desk: DESK, openedAt: at },
        statementSealed: statement === null ? null : context.cipher.seal(statement),
      },
    });
    await tx.charge.updateMany({
      where: { id: { in: chosen.map(({ chargeId }) => chargeId) } },
      data: { disputedAt: at, disputeId },
    });
    // while it is objected to no late fee runs on it, whatever the answer will be
    await tx.lateFeeSuspension.createMany({
      data: chosen.map(({ chargeId }) => ({
        ...{ communityId, accountId, chargeId, fromOn: today, cause: 'dispute', refId: disputeId },
        setById: actor.userId,
      })),
    });
    await raiseLedgerVersion(
      tx,
      { communityId, accountId, kind: 'dispute', key: `dispute/${disputeId}`, refId: disputeId },
      { now, today },
    );
    await appendEvidence(tx, context, {
      ...{ communityId, accountId, caseId, at, actorId: actor.userId },
      key: `dispute/${disputeId}/opened`,
      kind: 'dispute_opened',
      content: { disputeId, kind: 'amount', matter: 'amount', desk: DESK, answerDueOn, statement },
    });
    await tx.command.updateMany({
      where: { id: disputeId, status: 'received' },
      data: { status: 'accepted', acceptedAt: at },
    });
    return { disputeId, answerDueOn };
  });
}

export const amountAnswerSchema = z
  .object({
    /** 不成立, 部分成立: so much of each charge is waived, 成立: all of what is left of them is */
    result: z.enum(['rejected', 'reduced', 'accepted']),
    answer: z.string().trim().min(2, { error: '请写明答复' }).max(2000),
    waivers: z
      .array(z.object({ chargeId: z.uuid(), amountFen: z.int().positive() }))
      .max(200)
      .default([]),
  })
  .refine(({ result, waivers }) => (result === 'reduced') === waivers.length > 0, {
    error: '部分成立须写明各笔减免；其余不写',
  });
export type AmountAnswer = z.infer<typeof amountAnswerSchema>;

/** @throws {UserError} NOT_PERMITTED, DISPUTE_UNKNOWN, WAIVER_TOO_LARGE, WAIVER_OVER_LIMIT */
export function answerAmountDispute(
  context: Context,
  actor: StaffActor,
  { communityId, disputeId }: { communityId: string; disputeId: string },
  { result, answer, waivers }: AmountAnswer,
): Promise<void> {
  return withScope(context, communityId, async (tx) => {
    requirePermission(actor, communityId, 'dispute.answer_amount');
    const dispute = await tx.dispute.findFirst({ where: { id: disputeId, communityId, kind: 'amount' } });
    if (!dispute)
      throw new UserError('DISPUTE_UNKNOWN', '没有这个金额异议', 'there is no such objection', 404);
    const { accountId, caseId } = dispute;
    await lockAccount(tx, accountId);
    // read again under the lock: answered twice is answered once
    if ((await tx.dispute.findUniqueOrThrow({ where: { id: disputeId } })).answeredAt) return;
    const { now, today } = await communityTime(tx, communityId, context.now());
    const given = waiversOf(await leftOf(tx, accountId, disputeId, today), result, waivers);
    await requireLimit(tx, actor, communityId, sumFen(given.map(({ amountFen }) => amountFen)));
    const at = new Date(now);
    await tx.waiver.createMany({
      data: given.map(({ chargeId, amountFen }) => ({
        ...{ communityId, accountId, chargeId, amountFen, onDay: today, part: 'principal', stated: false },
        reason: `异议 ${disputeId}`,
        approvedById: actor.userId,
      })),
    });
    await tx.charge.updateMany({ where: { disputeId }, data: { disputedAt: null, disputeId: null } });
    await tx.lateFeeSuspension.updateMany({ where: { refId: disputeId, toOn: null }, data: { toOn: today } });
    await tx.dispute.update({
      where: { id: disputeId },
      data: { answeredAt: at, result, answerSealed: context.cipher.seal(answer), answeredById: actor.userId },
    });
    const raise = {
      communityId,
      accountId,
      kind: 'dispute_answered' as const,
      key: `dispute/${disputeId}/answered`,
      refId: disputeId,
    };
    await raiseLedgerVersion(tx, raise, { now, today });
    await appendEvidence(tx, context, {
      ...{ communityId, accountId, caseId, at, actorId: actor.userId },
      key: `dispute/${disputeId}/answered`,
      kind: 'dispute_answered',
      content: { disputeId, kind: 'amount', result, answer },
    });
    await noticeMeans(tx, {
      ...{ communityId, accountId, caseId, source: 'dispute_answer', sourceId: disputeId },
      ...{ text: answer, byId: actor.userId, now },
    });
  });
}

/** What of the disputed charges is still owed, by charge. */
async function leftOf(
  tx: Tx,
  accountId: string,
  disputeId: string,
  today: CivilDay,
): Promise<Map<string, number>> {
  const { lines } = await accountClaim(tx, accountId, today);
  const disputed = await tx.charge.findMany({ where: { disputeId }, select: { id: true } });
  const ids = new Set(disputed.map(({ id }) => id));
  return new Map(
    lines.filter((line) => ids.has(line.chargeId)).map((line) => [line.chargeId, line.principalLeftFen]),
  );
}

type Waived = AmountAnswer['waivers'];

function waiversOf(
  left: ReadonlyMap<string, number>,
  result: AmountAnswer['result'],
  waivers: Waived,
): Waived {
  switch (result) {
    case 'rejected':
      return [];
    case 'accepted':
      return [...left]
        .map(([chargeId, amountFen]) => ({ chargeId, amountFen }))
        .filter(({ amountFen }) => amountFen > 0);
    case 'reduced':
      if (waivers.every(({ chargeId, amountFen }) => amountFen <= (left.get(chargeId) ?? 0))) return waivers;
      throw new UserError(
        'WAIVER_TOO_LARGE',
        '减免超过该笔未缴金额，或不是异议中的账单',
        'a waiver is larger than what is left of its charge',
      );
    default: {
      const never: never = result;
      throw new Error(`unknown result: ${never}`);
    }
  }
}

async function requireLimit(tx: Tx, actor: StaffActor, communityId: string, totalFen: number): Promise<void> {
  if (totalFen === 0) return;
  const { approvals } = (await currentPolicy(tx, communityId)).policy.rules;
  const roles = rolesIn(actor, communityId).filter((role) => can(role, 'waiver.approve'));
  if (roles.some((role) => mayApproveAmount(approvals.waivePrincipal, role, fen(totalFen)))) return;
  throw new UserError(
    'WAIVER_OVER_LIMIT',
    '减免超出您的批准权限，请上级答复',
    'the waiver is beyond what your role may give: a senior must answer',
    403,
  );
}

async function caseOf(
  tx: Tx,
  context: Pick<Context, 'now'>,
  actor: StaffActor,
  communityId: string,
  caseId: string,
) {
  const row = await tx.dunningCase.findFirst({
    where: { id: caseId, communityId, status: { not: 'closed' } },
    select: { accountId: true },
  });
  const account = row && (await lockAccount(tx, row.accountId));
  const { today } = await communityTime(tx, communityId, context.now());
  if (!row || !account || !(await mayActOnAccount(tx, actor, account, today))) {
    throw new UserError('CASE_UNKNOWN', '没有这个案件，或不归您办理', 'there is no such case of yours', 404);
  }
  return row;
}
