import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import { withScope } from '../../db/scope';
import { fen } from '../../domain/money';
import type { UserError } from '../../errors';
import type { AccountClaim } from '../../ledger/claimable';
import type { StaffActor } from '../staff';
import { type JoinRequest, readBoth } from './join';
import { type JoinPlan, joinRefusal, joinSentences, planJoin } from './join-plan';
import type { Side } from './sides';

export type JoinPreview = {
  refusal: UserError | null;
  from: Side;
  into: Side;
  plan: JoinPlan;
  after: Pick<AccountClaim, 'claimableFen' | 'principalOutstandingFen' | 'prepaidFen'>;
  will: string[];
  warnings: string[];
};

/** What joining them would do; changes nothing. @throws {UserError} ACCOUNT_UNKNOWN, NOT_PERMITTED */
export function previewJoin(
  context: Context,
  actor: StaffActor,
  { communityId, fromId, intoId, level }: Omit<JoinRequest, 'commandId' | 'reason'>,
): Promise<JoinPreview> {
  return withScope(context, communityId, async (tx) => {
    const time = await communityTime(tx, communityId, context.now());
    const { from, into } = await readBoth(tx, actor, { communityId, fromId, intoId }, time);
    const plan = planJoin(from, into, level);
    return {
      refusal: joinRefusal(from, into),
      ...{ from, into, plan },
      after: together(from.claim, into.claim),
      ...joinSentences(from, into, plan),
    };
  });
}

/** Credit that the one does not need covers what the other owes. */
function together(a: AccountClaim, b: AccountClaim): JoinPreview['after'] {
  const used = (one: AccountClaim) => one.lines.reduce((sum, line) => sum + line.prepaidFen, 0);
  const apartFen = a.claimableFen + b.claimableFen;
  const spareFen = a.prepaidFen - used(a) + (b.prepaidFen - used(b));
  const claimableFen = Math.max(0, apartFen - spareFen);
  const coveredFen = apartFen - claimableFen;
  return {
    claimableFen: fen(claimableFen),
    principalOutstandingFen: fen(
      Math.max(0, a.principalOutstandingFen + b.principalOutstandingFen - coveredFen),
    ),
    prepaidFen: fen(a.prepaidFen + b.prepaidFen),
  };
}
