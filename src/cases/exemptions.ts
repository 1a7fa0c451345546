import { type Actor, mayActOnAccount, requirePermission } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { mayExempt } from '../policy/approvals';
import { currentPolicy } from '../policy/versions';

export type NewExemption = {
  /** The caller's: the same id again is the same consent */
  exemptionId: string;
  communityId: string;
  accountId: string;
  caseId: string;
  reason: string;
};

/**
 * 豁免: a consent to one contact over budget, as many a month for each person as the policy says. It lifts neither night nor quiet day
 * nor opt-out; the claim that uses it names it, and no other can.
 *
 * @throws {UserError} NOT_PERMITTED, CASE_UNKNOWN, EXEMPTIONS_USED_UP
 */
export async function grantExemption(
  tx: Tx,
  context: Pick<Context, 'cipher' | 'now'>,
  actor: Pick<Actor, 'userId' | 'memberships'>,
  { exemptionId, communityId, accountId, caseId, reason }: NewExemption,
): Promise<{ id: string; left: number }> {
  const role = requirePermission(actor, communityId, 'exemption.approve');
  const { now, today } = await communityTime(tx, communityId, context.now());
  const account = await tx.account.findUnique({
    where: { id: accountId },
    select: { id: true, communityId: true, building: true },
  });
  if (account?.communityId !== communityId || !(await mayActOnAccount(tx, actor, account, today))) {
    throw new UserError('CASE_UNKNOWN', '没有这个案件，或不归您办理', 'there is no such case of yours', 404);
  }
  // one consent after the other, so that two at once do not both find the last one free
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`exemptions/${actor.userId}`}, 0))::text`;
  const { approvals } = (await currentPolicy(tx, communityId)).policy.rules;
  const most = approvals.exemptionsPerMonth[role] ?? 0;
  const month = today.slice(0, 7);
  const used = await tx.exemption.count({
    where: { communityId, grantedById: actor.userId, grantedOn: { startsWith: month } },
  });
  if (await tx.exemption.findUnique({ where: { id: exemptionId } }))
    return { id: exemptionId, left: most - used };
  if (!mayExempt(approvals, role, used)) {
    throw new UserError(
      'EXEMPTIONS_USED_UP',
      `本月豁免已用完（您的岗位每月 ${most} 次）`,
      `the exemptions of this month are used up: ${most} for your role`,
      409,
      { most },
    );
  }
  await tx.exemption.create({
    data: { id: exemptionId, communityId, accountId, grantedById: actor.userId, grantedOn: today, reason },
  });
  await appendEvidence(tx, context, {
    ...{ communityId, accountId, caseId, actorId: actor.userId },
    key: `exemption/${exemptionId}`,
    at: new Date(now),
    kind: 'exemption',
    content: { exemptionId, reason },
  });
  return { id: exemptionId, left: most - used - 1 };
}
