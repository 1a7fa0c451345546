import { mayActOnAccount, rolesIn } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { can } from '../domain/permissions';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { lockAccount } from '../ledger/claimable';
import { currentPolicy } from '../policy/versions';
import type { TaskActor } from './task-access';

/**
 * 豁免 A consent to one contact over budget, never in the night, on a quiet day or against an opt-out. Each person may give as many in a
 * calendar month as the policy says for his role; a contact that goes out over budget uses one up.
 *
 * @throws {UserError} NOT_PERMITTED, NOT_YOUR_ACCOUNT, EXEMPTIONS_USED_UP, REASON_MISSING
 */
export async function grantExemption(
  context: Pick<Context, 'db' | 'cipher' | 'now'>,
  actor: TaskActor,
  {
    communityId,
    accountId,
    reason,
    commandId,
  }: { communityId: string; accountId: string; reason: string; commandId?: string },
): Promise<{ exemptionId: string }> {
  const why = reason.trim();
  if (why === '') throw new UserError('REASON_MISSING', '请写明理由', 'give a reason');
  return withScope(context, communityId, async (tx) => {
    const account = await lockAccount(tx, accountId);
    const { now, today } = await communityTime(tx, communityId, context.now());
    if (account.communityId !== communityId || !(await mayActOnAccount(tx, actor, account, today))) {
      throw new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
    }
    if (commandId && (await isKnown(tx, { id: commandId, accountId, grantedById: actor.userId }))) {
      return { exemptionId: commandId };
    }
    await refuseBeyondMonth(tx, actor, communityId, today.slice(0, 7));
    const { id } = await tx.exemption.create({
      data: {
        ...(commandId ? { id: commandId } : {}),
        communityId,
        accountId,
        grantedById: actor.userId,
        grantedOn: today,
        reason: why,
      },
    });
    await appendEvidence(tx, context, {
      communityId,
      accountId,
      caseId: null,
      key: `exemption/${id}`,
      at: new Date(now),
      actorId: actor.userId,
      kind: 'exemption',
      content: { exemptionId: id, reason: why },
    });
    return { exemptionId: id };
  });
}

/** The caller's id again is the same consent, and uses up no other. */
async function isKnown(
  tx: Tx,
  { id, ...same }: { id: string; accountId: string; grantedById: string },
): Promise<boolean> {
  const known = await tx.exemption.findUnique({ where: { id } });
  if (!known) return false;
  if (known.accountId === same.accountId && known.grantedById === same.grantedById) return true;
  throw new UserError(
    'COMMAND_ID_TAKEN',
    '这个编号已用于另一件事',
    'this id was used for something else',
    409,
  );
}

/** Counted one after the other for each person and month. */
async function refuseBeyondMonth(
  tx: Tx,
  actor: TaskActor,
  communityId: string,
  month: string,
): Promise<void> {
  const { policy } = await currentPolicy(tx, communityId);
  const limits = policy.rules.approvals.exemptionsPerMonth;
  const roles = rolesIn(actor, communityId).filter((role) => can(role, 'exemption.approve'));
  if (roles.length === 0) {
    throw new UserError('NOT_PERMITTED', '您的岗位不能办理此事', 'your role may not do this', 403, {
      needs: ['exemption.approve'],
    });
  }
  const most = Math.max(0, ...roles.map((role) => limits[role] ?? 0));
  const name = `exemptions/${communityId}/${actor.userId}/${month}`;
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
  const given = await tx.exemption.count({
    where: { communityId, grantedById: actor.userId, grantedOn: { startsWith: month } },
  });
  if (given < most) return;
  throw new UserError(
    'EXEMPTIONS_USED_UP',
    `本月豁免次数（${most} 次）已用完`,
    `the ${most} exemptions of this month are used up`,
    409,
  );
}
