import { type CivilDay, earlierDay } from '../../domain/civil-day';
import { outstandingFen, type StandingCharge } from '../standing-charges';
import { applyStatements, type Credit, type Undone } from '../statement';
import type { GoneAs } from './gone';
import type { Writes } from './writes';

/** What is gone from a ledger, or was in doubt, is settled as finance says, for all charges of one account at once. */
export function settleAs(
  goneAs: GoneAs,
  { communityId, asOf, today }: { communityId: string; asOf: CivilDay; today: CivilDay },
  accountId: string,
  charges: readonly StandingCharge[],
  known: { credits: Credit[]; undone: Undone[] },
  writes: Writes,
): void {
  const onDay = earlierDay(asOf, today);
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
          kind: 'waiver',
          requestId: null,
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
