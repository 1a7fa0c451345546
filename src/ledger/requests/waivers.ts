import { z } from 'zod';
import { type Actor, mayActOnAccount, requirePermission, rolesIn } from '../../auth/actor';
import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import { type Tx, withScope } from '../../db/scope';
import { addDays, civilDay } from '../../domain/civil-day';
import { fen } from '../../domain/money';
import { can } from '../../domain/permissions';
import type { Role } from '../../domain/roles';
import { UserError } from '../../errors';
import { appendEvidence } from '../../evidence/append';
import { mayApproveAmount } from '../../policy/approvals';
import { currentPolicy } from '../../policy/versions';
import { accountClaim, type LedgerTime, lockAccount, raiseLedgerVersion } from '../claimable';
import { requestLinesSchema } from './lines';

/**
 * 减免: asked by one person, approved by another within his role's limit, booked by finance. Limits bind a request and, against
 * splitting, all of one kind that an account was granted within 30 days (policy.md 减免违约金, 减免本金/补偿).
 */
export const waiverRequestSchema = z.object({
  commandId: z.uuid(),
  kind: z.enum(['waive_late_fee', 'waive_principal']),
  lines: z
    .array(
      z.object({
        chargeId: z.uuid(),
        amountFen: z.int().positive().max(2_100_000_000, { error: '金额过大，请核对' }),
      }),
    )
    .min(1, { error: '请写明减免哪一笔' })
    .max(200)
    .refine((lines) => new Set(lines.map(({ chargeId }) => chargeId)).size === lines.length, {
      error: '同一笔账单只写一次',
    }),
  workOrder: z.string().trim().min(1).max(60).nullable().default(null),
  reason: z.string().trim().min(2, { error: '请写明理由' }).max(500),
});
export type WaiverRequest = z.infer<typeof waiverRequestSchema>;

type Who = Pick<Actor, 'userId' | 'memberships'>;
type Place = { communityId: string; requestId: string };
const SPLITTING_DAYS = 30;

/** @throws {UserError} NOT_PERMITTED, ACCOUNT_UNKNOWN, WAIVER_TOO_LARGE, COMMAND_ID_TAKEN */
export function requestWaiver(
  context: Context,
  actor: Who,
  { communityId, accountId }: { communityId: string; accountId: string },
  { commandId, kind, lines, workOrder, reason }: WaiverRequest,
): Promise<{ id: string }> {
  return withScope(context, communityId, async (tx) => {
    requirePermission(actor, communityId, 'waiver.request');
    const time = await communityTime(tx, communityId, context.now());
    const account = await tx.account.findFirst({ where: { id: accountId, communityId, mergedIntoId: null } });
    if (!account || !(await mayActOnAccount(tx, actor, account, time.today))) {
      throw new UserError(
        'ACCOUNT_UNKNOWN',
        '没有这一户，或不归您办理',
        'there is no such account of yours',
        404,
      );
    }
    await lockAccount(tx, accountId);
    const known = await tx.moneyRequest.findUnique({ where: { id: commandId } });
    if (
      known &&
      (known.accountId !== accountId || known.kind !== kind || known.requestedById !== actor.userId)
    ) {
      throw new UserError(
        'COMMAND_ID_TAKEN',
        '这个编号已用于另一件事',
        'this id was used for something else',
        409,
      );
    }
    if (known) return { id: commandId };
    const part = kind === 'waive_late_fee' ? ('late_fee' as const) : ('principal' as const);
    const asked = lines.map((line) => ({ ...line, part }));
    await requireLeft(tx, accountId, asked, time);
    await tx.moneyRequest.create({
      data: {
        ...{ id: commandId, communityId, accountId, kind, origin: 'staff', lines: asked },
        totalFen: asked.reduce((sum, { amountFen }) => sum + amountFen, 0),
        detail: { workOrder },
        reasonSealed: context.cipher.seal(reason),
        ...{ requestedById: actor.userId, requestedOn: time.today, requestedAt: new Date(time.now) },
      },
    });
    return { id: commandId };
  });
}

/** @throws {UserError} NOT_PERMITTED, REQUEST_UNKNOWN, REQUEST_DECIDED, OWN_REQUEST, WORK_ORDER_MISSING, WAIVER_OVER_LIMIT, WAIVER_TOO_LARGE */
export function approveWaiver(context: Context, actor: Who, place: Place): Promise<void> {
  return withScope(context, place.communityId, async (tx) => {
    requirePermission(actor, place.communityId, 'waiver.approve');
    const { request, time } = await lockRequest(tx, context, place, ['proposed']);
    refuseOwn(request, actor);
    await requireLeft(tx, request.accountId, request.lines, time, request.origin !== 'staff');
    const role = await approvingRole(tx, actor, request, time);
    await tx.moneyRequest.update({
      where: { id: request.id },
      data: { status: 'approved', approvedById: actor.userId, approvedRole: role, approvedOn: time.today },
    });
  });
}

/** @throws {UserError} NOT_PERMITTED, REQUEST_UNKNOWN, REQUEST_DECIDED, OWN_REQUEST */
export function refuseWaiver(context: Context, actor: Who, place: Place, reason: string): Promise<void> {
  return withScope(context, place.communityId, async (tx) => {
    requirePermission(actor, place.communityId, 'waiver.approve');
    const { request, time } = await lockRequest(tx, context, place, ['proposed', 'approved']);
    refuseOwn(request, actor);
    await tx.moneyRequest.update({
      where: { id: request.id },
      data: {
        ...{ status: 'refused', endedById: actor.userId, endedAt: new Date(time.now) },
        endSealed: context.cipher.seal(reason),
      },
    });
    // what was only proposed counted as waived: it is owed again
    if (request.origin !== 'staff')
      await tell(tx, context, actor, { ...request, what: 'refused', reason }, time);
  });
}

/** Finance books what was approved: from here on it is a waiver of the ledger. */
export function bookWaiver(context: Context, actor: Who, place: Place): Promise<void> {
  return withScope(context, place.communityId, async (tx) => {
    requirePermission(actor, place.communityId, 'waiver.book');
    const { request, time } = await lockRequest(tx, context, place, ['approved']);
    if (actor.userId === request.approvedById) throw ownRequest();
    await requireLeft(tx, request.accountId, request.lines, time, request.origin !== 'staff');
    const { communityId, accountId, approvedById } = request;
    await tx.waiver.createMany({
      data: request.lines.map((line) => ({
        ...{ communityId, accountId, ...line, approvedById, requestId: request.id },
        ...{ stated: false, onDay: time.today },
      })),
    });
    await tx.moneyRequest.update({
      where: { id: request.id },
      data: { status: 'booked', bookedById: actor.userId, bookedOn: time.today },
    });
    await tell(tx, context, actor, { ...request, what: 'booked', reason: null }, time);
  });
}

type Locked = Awaited<ReturnType<typeof lockRequest>>['request'];

async function lockRequest(tx: Tx, context: Context, { communityId, requestId }: Place, statuses: string[]) {
  const kinds = ['waive_late_fee', 'waive_principal'];
  const where = { id: requestId, communityId, kind: { in: kinds } };
  const found = await tx.moneyRequest.findFirst({ where, select: { accountId: true } });
  if (!found?.accountId) {
    throw new UserError('REQUEST_UNKNOWN', '没有这个减免申请', 'there is no such request', 404);
  }
  await lockAccount(tx, found.accountId);
  const row = await tx.moneyRequest.findUniqueOrThrow({ where: { id: requestId } });
  if (!statuses.includes(row.status)) {
    throw new UserError(
      'REQUEST_DECIDED',
      '这个申请已有结论或尚未批准',
      'it was decided already, or is not approved yet',
      409,
    );
  }
  const time = await communityTime(tx, communityId, context.now());
  return {
    request: { ...row, accountId: found.accountId, lines: requestLinesSchema.parse(row.lines) },
    time,
  };
}

function ownRequest(): UserError {
  return new UserError(
    'OWN_REQUEST',
    '申请、批准、入账须由不同的人办理',
    'who asked does not approve, and who approved does not book',
    403,
  );
}

function refuseOwn({ requestedById }: Locked, { userId }: Who): void {
  if (requestedById === userId) throw ownRequest();
}

/** No more than is left of each charge. What the system proposed counts as waived already, and needs no room. */
async function requireLeft(
  tx: Tx,
  accountId: string,
  lines: readonly { chargeId: string; part: string; amountFen: number }[],
  { today }: LedgerTime,
  isProposed = false,
): Promise<void> {
  if (isProposed) return;
  const left = new Map((await accountClaim(tx, accountId, today)).lines.map((line) => [line.chargeId, line]));
  const fits = lines.every(({ chargeId, part, amountFen }) => {
    const line = left.get(chargeId);
    return line && amountFen <= (part === 'principal' ? line.principalLeftFen : line.lateFeeLeftFen);
  });
  if (fits) return;
  throw new UserError(
    'WAIVER_TOO_LARGE',
    '减免超过该笔未缴金额，或不是此户逾期的账单',
    'a waiver is larger than what is left of its charge, or the charge is not overdue here',
  );
}

/** The role whose limit covers this and what the account was granted of the kind in 30 days; strict against splitting. */
async function approvingRole(tx: Tx, actor: Who, request: Locked, { today }: LedgerTime): Promise<Role> {
  const { approvals } = (await currentPolicy(tx, request.communityId)).policy.rules;
  const limit = request.kind === 'waive_late_fee' ? approvals.waiveLateFee : approvals.waivePrincipal;
  const granted = await tx.moneyRequest.aggregate({
    where: {
      ...{ accountId: request.accountId, kind: request.kind, status: { in: ['approved', 'booked'] } },
      approvedOn: { gt: addDays(civilDay(today), -SPLITTING_DAYS) },
    },
    _sum: { totalFen: true },
  });
  const totalFen = fen(request.totalFen + (granted._sum.totalFen ?? 0));
  const roles = rolesIn(actor, request.communityId).filter((role) => can(role, 'waiver.approve'));
  const role = roles.find((one) => mayApproveAmount(limit, one, totalFen));
  if (!role) {
    throw new UserError(
      'WAIVER_OVER_LIMIT',
      '减免（连同此户 30 天内已批的）超出您的批准权限，请上级批准',
      'with what the account was granted in 30 days it is beyond what your role may give',
      403,
      { totalFen },
    );
  }
  const { workOrder } = detailSchema.parse(request.detail);
  // 负责人 ≤500 附工单: whoever approves principal within a limit does so against a work order
  if (request.kind === 'waive_principal' && limit[role] !== null && !workOrder) {
    throw new UserError(
      'WORK_ORDER_MISSING',
      '减免本金须附工单号',
      'a waiver of principal needs its work order',
      409,
    );
  }
  return role;
}

const detailSchema = z.object({ workOrder: z.string().nullable().default(null) });

/** Version, nudge and evidence of what a decision changed in the ledger. */
async function tell(
  tx: Tx,
  context: Context,
  { userId }: Who,
  {
    id,
    communityId,
    accountId,
    caseId,
    totalFen,
    kind,
    what,
    reason,
    requestedById,
    approvedById,
  }: Locked & {
    what: 'booked' | 'refused';
    reason: string | null;
  },
  time: LedgerTime,
): Promise<void> {
  const key = `request/${id}/${what}`;
  const raised = await raiseLedgerVersion(
    tx,
    { communityId, accountId, kind: 'waiver', key, refId: id },
    time,
  );
  await appendEvidence(tx, context, {
    ...{ communityId, accountId, caseId, key, at: new Date(time.now), actorId: userId, kind: 'ledger' },
    content: {
      ...{ change: 'waiver', refId: id, amountFen: totalFen, reason, ledgerVersion: raised.ledgerVersion },
      claimableFen: raised.claim.claimableFen,
      principalFen: raised.claim.principalOutstandingFen,
      data: { kind, what, requestedById, approvedById },
    },
  });
}
