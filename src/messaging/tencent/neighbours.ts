import { z } from 'zod';
import type { PrismaClient } from '../../db/generated/client';
import { withSystemScope } from '../../db/scope';

/** Another message of ours to the same number about that time, as far as it is known. */
export type Neighbour =
  | { is: 'known'; ref: string }
  /** The provider turned it away, with this word */
  | { is: 'refused'; code: string }
  | { is: 'in_doubt' };

/** Real time, epoch milliseconds */
export type Span = { from: number; until: number };

const rows = z.array(z.object({ providerRef: z.string().nullable(), refused: z.string().nullable() }));

/**
 * Every other message to this number whose call was begun in the span, of whichever community: those of one company share the provider's
 * app, and so its records.
 */
export async function neighboursOf(
  { db }: { db: PrismaClient },
  { stepKey, addressIndex, appId }: { stepKey: string; addressIndex: string; appId: string },
  { from, until }: Span,
): Promise<Neighbour[]> {
  const found = await withSystemScope(
    { db },
    (tx) => tx.$queryRaw`
      select k."providerRef", case when k."providerAnswer" ? 'refused' then k."providerAnswer"->>'code' end as refused
      from contact k join community c on c.id = k."communityId"
      where k."addressIndex" = ${addressIndex} and k."stepKey" <> ${stepKey} and k.provider = 'tencent'
        and k."calledAt" between ${new Date(from)} and ${new Date(until)}
        and c.messaging->'sms'->>'appId' = ${appId}`,
  );
  return rows.parse(found).map(({ providerRef, refused }): Neighbour => {
    if (providerRef !== null) return { is: 'known', ref: providerRef };
    return refused === null ? { is: 'in_doubt' } : { is: 'refused', code: refused };
  });
}
