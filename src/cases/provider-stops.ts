import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import type { FactEvent } from '../machine/events';
import type { TaskActor } from './task-access';

/** What refusals of providers have closed, newest first: an administrator sees it here, and a text or an account waits for him. */
export async function listProviderStops(tx: Tx, communityId: string) {
  return tx.providerStop.findMany({
    where: { communityId, liftedAt: null },
    orderBy: [{ realSince: 'desc' }, { id: 'desc' }],
  });
}

/**
 * Opens it again; the cases that waited for it try at once, through all gates.
 * @throws {UserError} NOT_PERMITTED, STOP_UNKNOWN
 */
export async function liftProviderStop(
  context: Pick<Context, 'db' | 'now'>,
  actor: TaskActor,
  { communityId, stopId }: { communityId: string; stopId: string },
): Promise<{ cases: number }> {
  requirePermission(actor, communityId, 'channel.configure');
  return withScope(context, communityId, async (tx) => {
    const { count } = await tx.providerStop.updateMany({
      where: { id: stopId, communityId, liftedAt: null },
      data: { liftedAt: new Date(context.now()), liftedById: actor.userId },
    });
    if (count === 0) throw new UserError('STOP_UNKNOWN', '没有这项停用', 'there is no such stop', 404);
    const { now } = await communityTime(tx, communityId, context.now());
    const waiting = await casesWaiting(tx, communityId, stopId);
    const event: FactEvent = { type: 'GATE_OPENED', at: now, gate: 'provider', ref: stopId, clock: null };
    await tx.signalOutbox.createMany({
      data: waiting.map(({ id, accountId }) => ({
        communityId,
        accountId,
        caseId: id,
        event: event as Prisma.InputJsonObject,
        key: `provider/${stopId}/${id}`,
      })),
      skipDuplicates: true,
    });
    return { cases: waiting.length };
  });
}

const rows = z.array(z.object({ id: z.string(), accountId: z.string() }));

async function casesWaiting(tx: Tx, communityId: string, stopId: string) {
  return rows.parse(
    await tx.$queryRaw`
      select c.id, c."accountId" from dunning_case c
      where c."communityId" = ${communityId}::uuid and c.status = 'open'
        and jsonb_path_exists(c.snapshot, '$.context.pending.*.blockedBy ? (@.ref == $ref)',
          jsonb_build_object('ref', ${stopId}::text))`,
  );
}
