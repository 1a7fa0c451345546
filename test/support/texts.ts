import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/db/scope';
import { approveBuiltIn } from '../../src/texts/approve';

/** A manager of the community, and where there is one its counsel, approve the built-in texts: from now on it can send. */
export async function approveTexts(
  tx: Tx,
  communityId: string,
  managerId: string = randomUUID(),
): Promise<void> {
  const now = new Date();
  await approveBuiltIn(tx, { userId: managerId, roles: ['manager'], now }, communityId);
  const counsel = await tx.membership.findFirst({ where: { communityId, role: 'counsel' } });
  if (counsel) await approveBuiltIn(tx, { userId: counsel.userId, roles: ['counsel'], now }, communityId);
}
