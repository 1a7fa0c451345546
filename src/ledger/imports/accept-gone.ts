import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { lockAccounts } from '../claimable';
import { groupBy } from '../group-by';
import { outstandingFen, paymentCredits, standingCharges, undoneCredits } from '../standing-charges';
import { type Accepting, changesOf, tellChanges } from './accept-rows';
import { type GoneDecisions, goneCharges } from './gone';
import { settleAs } from './settle-gone';
import type { Summary } from './summary';
import { flush, Writes } from './writes';

const LIMIT = 500;

/**
 * What is gone from the ledger is settled as finance decided for all of it: paid outside, waived, cancelled; or in doubt, then it leaves
 * the claimable sum until somebody knows.
 *
 * @returns the last account, and how many charges; null when there are no more
 */
export async function acceptGone(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  accepting: Accepting & { createdAt: Date },
  scope: Summary['scope'],
  goneAs: GoneDecisions,
  afterAccountId: string | null,
): Promise<{ last: string; rows: number } | null> {
  const { batch, createdAt, time } = accepting;
  const kept = Object.entries(goneAs.byAccount).flatMap(([id, as]) => (as === 'keep' ? [id] : []));
  const found = await goneCharges(tx, { ...batch, createdAt }, scope, afterAccountId, LIMIT, kept);
  const last = found.at(-1)?.accountId;
  if (last === undefined) return null;
  // the last account may go on in the next page: then it is left to it, whole
  const isCut = found.length === LIMIT && found[0]?.accountId !== last;
  const whole = isCut ? found.filter(({ accountId }) => accountId !== last) : found;
  const accountIds = [...new Set(whole.map(({ accountId }) => accountId))];
  await lockAccounts(tx, accountIds);
  const charges = await standingCharges(tx, { ids: whole.map(({ chargeId }) => chargeId) });
  const credits = await paymentCredits(tx, accountIds);
  const undone = await undoneCredits(tx, accountIds);
  const writes = new Writes();
  const where = { communityId: batch.communityId, asOf: batch.asOf, today: time.today };
  for (const [accountId, all] of groupBy(charges, (charge) => charge.accountId)) {
    const open = all.filter((charge) => outstandingFen(charge) > 0);
    const known = { credits: credits.get(accountId) ?? [], undone: undone.get(accountId) ?? [] };
    const own = goneAs.byAccount[accountId];
    settleAs(own === undefined || own === 'keep' ? goneAs.all : own, where, accountId, open, known, writes);
  }
  await flush(tx, writes, new Date(time.now));
  const cases = await tx.dunningCase.findMany({
    where: { accountId: { in: accountIds }, status: { not: 'closed' } },
    select: { id: true, accountId: true },
  });
  const caseOf = new Map(cases.map(({ id, accountId }) => [accountId, id]));
  const key = `import/${batch.id}/gone/${whole[0]?.chargeId}`;
  const said = changesOf(accepting);
  await tellChanges(tx, context, said, writes.changed, key, (id) => caseOf.get(id) ?? null);
  // a page full of one account's: what was settled is no longer found, so the same account once more
  const isOneOnly = found.length === LIMIT && !isCut;
  return { last: isOneOnly ? (afterAccountId ?? '') : (accountIds.at(-1) ?? last), rows: whole.length };
}
