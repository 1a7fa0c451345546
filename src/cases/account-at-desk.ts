import { mayActOnAccount, requirePermission } from '../auth/actor';
import { type CommunityTime, communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { Permission } from '../domain/permissions';
import { UserError } from '../errors';
import { type LockedAccount, lockAccount } from '../ledger/claimable';
import type { StaffActor } from './staff';

export type AccountRef = { communityId: string; accountId: string };

/** An account that somebody speaks with at the desk or on the phone, with or without a case. */
export type AccountAtDesk = {
  account: LockedAccount;
  time: CommunityTime;
  /** The one that is open or silent */
  caseId: string | null;
};

/**
 * The account, its row locked, for whoever may do this and has it among his.
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT (also for one that is not his), ACCOUNT_MERGED
 */
export async function lockAtDesk(
  tx: Tx,
  context: Pick<Context, 'now'>,
  actor: StaffActor,
  { communityId, accountId }: AccountRef,
  permission: Permission,
): Promise<AccountAtDesk> {
  requirePermission(actor, communityId, permission);
  const time = await communityTime(tx, communityId, context.now());
  const place = await tx.account.findFirst({
    where: { id: accountId, communityId },
    select: { id: true, communityId: true, building: true },
  });
  if (!place || !(await mayActOnAccount(tx, actor, place, time.today))) throw noSuchAccount();
  const account = await lockAccount(tx, accountId);
  if (account.mergedIntoId !== null) {
    throw new UserError(
      'ACCOUNT_MERGED',
      '此户已并入另一户，请在那一户办理',
      'this account was joined to another: work there',
      409,
    );
  }
  const live = await tx.dunningCase.findFirst({
    where: { accountId, status: { in: ['open', 'settled'] } },
    select: { id: true },
  });
  return { account, time, caseId: live?.id ?? null };
}

export function noSuchAccount(): UserError {
  return new UserError(
    'NO_SUCH_ACCOUNT',
    '没有这一户，或不在您的范围内',
    'there is no such account, or it is not yours to see',
    404,
  );
}
