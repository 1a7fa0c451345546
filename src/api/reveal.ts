import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { appendEvidence } from '../evidence/append';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { commandId, described, refusals } from './route';

const addressKind = z.enum(['phone', 'email', 'postal']);

const revealedSchema = z.object({
  name: z.string(),
  contactPoints: z.array(
    z.object({
      id: z.uuid(),
      kind: addressKind,
      value: z.string(),
      relation: z.string().nullable(),
      authorised: z.boolean(),
      status: z.string(),
    }),
  ),
});

export function revealRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/reveal`,
    {
      config: { access: { kind: 'community', may: ['number.reveal'] } },
      schema: {
        ...described('cases', '查看完整姓名与号码：写明用途，记入证据'),
        params: ofCase,
        body: z.object({ commandId, purpose: z.string().trim().min(2, { error: '请写明用途' }).max(200) }),
        response: { 200: revealedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const { commandId: id, purpose } = request.body;
      return withScope(context, communityId, async (tx) => {
        const found = await findCase(context, tx, member, request.params.caseId);
        const { party } = found.account;
        const points = party.contactPoints.map((point) => ({
          id: point.id,
          kind: addressKind.parse(point.kind),
          value: context.cipher.open(point.address.valueSealed),
          relation: point.relation,
          authorised: point.authorised,
          status: point.address.status,
        }));
        await appendEvidence(tx, context, {
          communityId,
          accountId: found.accountId,
          caseId: found.id,
          key: `reveal/${id}`,
          at: new Date(nowIn(context, member)),
          actorId: member.userId,
          kind: 'revealed',
          content: { what: ['name', ...new Set(points.map(({ kind }) => kind))], purpose },
        });
        return { name: context.cipher.open(party.nameSealed), contactPoints: points };
      });
    },
  );
}
