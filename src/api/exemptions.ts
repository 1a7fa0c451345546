import { z } from 'zod';
import { grantExemption } from '../cases/exemptions';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { commandId, described, inCommunity, refusals } from './route';

const exemptionRow = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  grantedById: z.uuid(),
  grantedOn: z.string(),
  reason: z.string(),
  usedBy: z.uuid().nullable().describe('用掉它的那次联系'),
});

export function exemptionRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/exemptions`,
    {
      config: {
        access: { kind: 'community', may: ['exemption.request', 'exemption.approve', 'log.community'] },
      },
      schema: {
        ...described('contacts', '豁免清单'),
        params: inCommunity,
        querystring: z.object({ accountId: z.uuid().optional() }),
        response: { 200: z.object({ items: z.array(exemptionRow) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const rows = await tx.exemption.findMany({
          where: { communityId: community.id, accountId: request.query.accountId },
          orderBy: { createdAt: 'desc' },
          take: 500,
        });
        const used = await tx.contact.findMany({
          where: { exemptionId: { in: rows.map(({ id }) => id) } },
          select: { id: true, exemptionId: true },
        });
        const usedBy = new Map(used.map((contact) => [contact.exemptionId, contact.id]));
        return {
          items: rows.map(({ id, accountId, grantedById, grantedOn, reason }) => ({
            ...{ id, accountId, grantedById, grantedOn, reason },
            usedBy: usedBy.get(id) ?? null,
          })),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/exemptions`,
    {
      config: { access: { kind: 'community', may: ['exemption.approve'] } },
      schema: {
        ...described('contacts', '批准一次额外联系：写明理由，每人每月有限次；夜间、静默日、拒收不在其内'),
        params: ofCase,
        body: z.object({ commandId, reason: z.string().trim().min(2, { error: '请写明理由' }).max(500) }),
        response: { 200: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { accountId } = await withScope(context, communityId, (tx) =>
        findCase(context, tx, member, request.params.caseId),
      );
      const granted = await grantExemption(context, member, { communityId, accountId, ...request.body });
      return { id: granted.exemptionId };
    },
  );
}
