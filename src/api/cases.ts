import { z } from 'zod';
import type { Context } from '../context';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { caseCard } from './case-card';
import { caseListQuery, listCases } from './case-list';
import { pageOf } from './paging';
import { described, inCommunity, refusals } from './route';
import { caseCardSchema, caseRowSchema } from './schemas/case';

export const ofCase = inCommunity.extend({ caseId: z.uuid() });

export function caseRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/cases`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '案件：筛选、排序、按键翻页'),
        params: inCommunity,
        querystring: caseListQuery,
        response: { 200: pageOf(caseRowSchema), ...refusals },
      },
    },
    async (request) => listCases(context, memberOf(request), request.query),
  );

  app.get(
    `${COMMUNITY_PATH}/cases/:caseId`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '户卡：应付逐笔、暂停、任务、触达，下一步何时何因、卡在哪'),
        params: ofCase,
        response: { 200: caseCardSchema, ...refusals },
      },
    },
    async (request) => caseCard(context, memberOf(request), request.params.caseId),
  );
}
