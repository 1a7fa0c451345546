import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { maskAddress } from './mask';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import { capturedRowSchema } from './schemas/contact';

export function contactRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/captured`,
    {
      config: { access: { kind: 'community', may: ['wave.read', 'channel.configure'] } },
      schema: {
        ...described('contacts', '被截留（未真正发出）的消息，最新在前'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, accountId: z.uuid().optional() }),
        response: { 200: pageOf(capturedRowSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { limit, after, accountId } = request.query;
      return withScope(context, community.id, async (tx) => {
        const rows = await tx.capturedMessage.findMany({
          where: { communityId: community.id, accountId, ...(after === undefined ? {} : laterThan(after)) },
          orderBy: [{ at: 'desc' }, { stepKey: 'asc' }],
          take: limit + 1,
        });
        const accounts = await tx.account.findMany({
          where: { id: { in: rows.map((row) => row.accountId) } },
          select: { id: true, label: true },
        });
        const labels = new Map(accounts.map(({ id, label }) => [id, label]));
        const page = toPage(rows, limit, (row) => [row.at.toISOString(), row.stepKey]);
        return {
          next: page.next,
          items: page.items.map((row) => ({
            id: row.stepKey,
            stepKey: row.stepKey,
            accountId: row.accountId,
            label: labels.get(row.accountId) ?? '',
            channel: row.channel,
            toMasked: maskAddress(
              row.channel === 'email' ? 'email' : 'phone',
              context.cipher.open(row.toSealed),
            ),
            text: context.cipher.open(row.textSealed),
            at: row.at.toISOString(),
            realAt: row.realAt.toISOString(),
          })),
        };
      });
    },
  );
}

function laterThan(after: string) {
  const [at, stepKey] = decodeCursor(after, z.tuple([z.iso.datetime(), z.string()]));
  return { OR: [{ at: { lt: new Date(at) } }, { at: new Date(at), stepKey: { gt: stepKey } }] };
}
