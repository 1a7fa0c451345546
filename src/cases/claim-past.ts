import type { Tx } from '../db/scope';
import { addDays, startOfDay } from '../domain/civil-day';
import type { ClaimFacts } from './claim-facts';

/** An earlier contact of the person, or of an address that is his as well. */
export type PastContact = {
  stepKey: string;
  personIndex: string;
  addressIndex: string | null;
  channel: string;
  class: string;
  automatic: boolean;
  attempt: boolean;
  outcome: string;
  exemptionId: string | null;
  claimedAt: Date;
  leaseUntil: Date;
  calledAt: Date | null;
};

/** The longest span of any budget. */
const SPAN_DAYS = 31;

export async function pastContacts(
  tx: Tx,
  { account, persons, recipients, today, community }: ClaimFacts,
  except: string,
): Promise<PastContact[]> {
  const since = new Date(startOfDay(addDays(today, -SPAN_DAYS), community.zone));
  const indexes = recipients.map(({ valueIndex }) => valueIndex);
  return tx.contact.findMany({
    where: {
      communityId: account.communityId,
      claimedAt: { gte: since },
      stepKey: { not: except },
      OR: [
        { personIndex: { in: persons } },
        ...(indexes.length > 0 ? [{ addressIndex: { in: indexes } }] : []),
      ],
    },
    select: {
      stepKey: true,
      personIndex: true,
      addressIndex: true,
      channel: true,
      class: true,
      automatic: true,
      attempt: true,
      outcome: true,
      exemptionId: true,
      claimedAt: true,
      leaseUntil: true,
      calledAt: true,
    },
  });
}
