import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { earlierDay } from '../../domain/civil-day';
import { lockAccounts } from '../claimable';
import { groupBy } from '../group-by';
import {
  outstandingFen,
  paymentCredits,
  type StandingCharge,
  standingCharges,
  undoneCredits,
} from '../standing-charges';
import { applyStatements, type Credit, type Undone } from '../statement';
import { type Accepting, tellChanges } from './accept-rows';
import { type GoneAs, goneCharges } from './gone';
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
  goneAs: GoneAs,
  afterAccountId: string | null,
): Promise<{ last: string; rows: number } | null> {
  const { batch, createdAt, time } = accepting;
  const found = await goneCharges(tx, { ...batch, createdAt }, scope, afterAccountId, LIMIT);
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
  for (const [accountId, own] of groupBy(charges, (charge) => charge.accountId)) {
    const open = own.filter((charge) => outstandingFen(charge) > 0);
    const known = { credits: credits.get(accountId) ?? [], undone: undone.get(accountId) ?? [] };
    settleAs(goneAs, accepting, accountId, open, known, writes);
  }
  await flush(tx, writes, new Date(time.now));
  const cases = await tx.dunningCase.findMany({
    where: { accountId: { in: accountIds }, status: { not: 'closed' } },
    select: { id: true, accountId: true },
  });
  const caseOf = new Map(cases.map(({ id, accountId }) => [accountId, id]));
  const key = `import/${batch.id}/gone`;
  await tellChanges(tx, context, accepting, writes.changed, key, (id) => caseOf.get(id) ?? null);
  // a page full of one account's: what was settled is no longer found, so the same account once more
  const isOneOnly = found.length === LIMIT && !isCut;
  return { last: isOneOnly ? (afterAccountId ?? '') : (accountIds.at(-1) ?? last), rows: whole.length };
}

function settleAs(
  goneAs: GoneAs,
  { batch, time }: Accepting,
  accountId: string,
  charges: readonly StandingCharge[],
  known: { credits: Credit[]; undone: Undone[] },
  writes: Writes,
): void {
  const { communityId, asOf } = batch;
  const onDay = earlierDay(asOf, time.today);
  const state = (receivedFen: (charge: StandingCharge) => number, netFen?: number): void => {
    const money = new Map(
      charges.map((charge) => [charge.id, netFen === undefined ? charge : { ...charge, netFen }]),
    );
    const statements = charges.map((charge) => ({
      chargeId: charge.id,
      receivedFen: receivedFen(charge),
      on: asOf,
      bookedOn: onDay,
    }));
    const { credits, undone } = known;
    writes.restate(communityId, accountId, applyStatements(money, statements, credits, undone));
  };
  switch (goneAs) {
    case 'paid':
      state(({ netFen }) => netFen);
      for (const { id, netFen } of charges)
        writes.updateCharge(id, { statedReceivedFen: netFen, statedOn: asOf });
      return;
    case 'waived':
      for (const charge of charges) {
        const amountFen = outstandingFen(charge);
        const chargeId = charge.id;
        writes.waivers.push({
          communityId,
          accountId,
          chargeId,
          part: 'principal',
          amountFen,
          stated: true,
          onDay,
        });
        writes.updateCharge(chargeId, { statedOn: asOf });
        writes.touch(accountId, 'waiver');
      }
      return;
    case 'cancelled':
      state(() => 0, 0);
      for (const { id } of charges) {
        writes.updateCharge(id, { status: 'cancelled', statedOn: asOf });
        writes.touch(accountId, 'charge_cancelled');
      }
      return;
    case 'doubt':
      for (const { id } of charges) {
        writes.updateCharge(id, { doubtful: true });
        writes.touch(accountId, 'dispute');
      }
      return;
    default: {
      const never: never = goneAs;
      throw new Error(`unknown way to settle what is gone: ${never}`);
    }
  }
}
