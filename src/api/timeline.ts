import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { caseScope } from '../domain/permissions';
import { timelineOf } from '../evidence/timeline';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { hiding } from './hide';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, refusals } from './route';
import { timelineItemSchema } from './schemas/case';

export function timelineRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/cases/:caseId/timeline`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '时间线：每件事、每个决定，谁、何时、为何、文本、通道回执、证据哈希；从早到晚'),
        params: ofCase,
        querystring: z.object({
          ...pageQuery,
          whole: z.enum(['yes', 'no']).default('no').describe('yes：此户的全部案件'),
        }),
        response: { 200: pageOf(timelineItemSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after, whole } = request.query;
      const afterSeq = after === undefined ? undefined : decodeCursor(after, z.tuple([z.number().int()]))[0];
      return withScope(context, member.community.id, async (tx) => {
        const { accountId, id, account } = await findCase(context, tx, member, request.params.caseId);
        const hide = hiding(context, account.party);
        const rows = await timelineOf(tx, context, {
          accountId,
          ...(whole === 'yes' ? {} : { caseId: id }),
          ...(afterSeq === undefined ? {} : { afterSeq }),
          zone: member.community.zone,
          view: viewOf(member),
          limit: limit + 1,
        });
        const page = toPage(rows, limit, ({ seq }) => [seq]);
        return {
          next: page.next,
          items: page.items.map(({ at, realAt, ...item }) => ({
            id: String(item.seq),
            ...item,
            text: hide.inText(item.text),
            why: hide.inText(item.why),
            content: hide.inContent(item.content),
            at: at.toISOString(),
            realAt: realAt.toISOString(),
          })),
        };
      });
    },
  );
}

/** Who has no other sight of the case than the auditor's reads it without words of people. */
export function viewOf({ community }: Member): 'open' | 'masked' {
  const scopes = community.roles.map(caseScope).filter((scope) => scope !== 'none');
  return scopes.every((scope) => scope === 'masked') ? 'masked' : 'open';
}
