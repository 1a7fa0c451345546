import { countTry, forgiveAttempt } from '../auth/throttle';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { type AccountRef, lockAtDesk } from './account-at-desk';
import type { StaffActor } from './staff';

type IdentityContext = Pick<Context, 'db' | 'cipher' | 'now'>;

/** Who the caller proved to be: the last four digits of a number that we hold. `relation` null: the liable party himself. */
export type IdentityAnswer = {
  matched: boolean;
  relation: string | null;
  /** The party himself, or somebody whom he named: only they are told of a debt */
  mayBeTold: boolean;
};

/**
 * 身份核对 Compares what the caller says with the numbers that we hold, which nobody is shown. Guessing is counted, by person and by account,
 * before anything is compared; what came of it is in evidence.
 *
 * @throws {UserError} NO_SUCH_ACCOUNT, IDENTITY_LOCKED
 */
export async function checkIdentity(
  context: IdentityContext,
  actor: StaffActor,
  ref: AccountRef,
  { commandId, lastFour }: { commandId: string; lastFour: string },
): Promise<IdentityAnswer> {
  const here = { kind: 'identity_account', value: `${actor.userId}/${ref.accountId}` } as const;
  // asked before it is counted: whoever may not see the account learns nothing by the count
  await withScope(context, ref.communityId, (tx) => lockAtDesk(tx, context, actor, ref, 'contact.act'));
  await count(context, [here, { kind: 'identity', value: actor.userId }]);
  const answer = await withScope(context, ref.communityId, async (tx) => {
    const { account, time, caseId } = await lockAtDesk(tx, context, actor, ref, 'contact.act');
    const found = await compare(tx, context, account.partyId, lastFour);
    await appendEvidence(tx, context, {
      ...ref,
      caseId,
      key: `identity/${commandId}`,
      at: new Date(time.now),
      actorId: actor.userId,
      kind: 'identity_checked',
      content: { matched: found.matched, relation: found.relation, mayBeTold: found.mayBeTold },
    });
    return found;
  });
  if (answer.matched) await forgiveAttempt(context, [here]);
  return answer;
}

async function count(context: IdentityContext, counted: Parameters<typeof countTry>[1]): Promise<void> {
  const now = new Date(context.now());
  const until = await countTry(context, counted, now);
  if (!until) return;
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  throw new UserError(
    'IDENTITY_LOCKED',
    `核对次数过多，请 ${minutes} 分钟后再试，或请业主到前台出示证件`,
    `too many tries: try again in ${minutes} min, or ask the owner to come with a document`,
    429,
    { retryAfterMinutes: minutes },
  );
}

async function compare(
  tx: Tx,
  { cipher }: IdentityContext,
  partyId: string,
  lastFour: string,
): Promise<IdentityAnswer> {
  const points = await tx.contactPoint.findMany({
    where: { partyId, kind: 'phone', address: { status: { not: 'wrong' } } },
    select: { relation: true, authorised: true, address: { select: { valueSealed: true } } },
    orderBy: { rank: 'asc' },
  });
  const same = points.filter(({ address }) =>
    cipher.open(address.valueSealed).replace(/\D/g, '').endsWith(lastFour),
  );
  const found = same.find(({ authorised }) => authorised) ?? same[0];
  if (!found) return { matched: false, relation: null, mayBeTold: false };
  return { matched: true, relation: found.relation, mayBeTold: found.authorised };
}
