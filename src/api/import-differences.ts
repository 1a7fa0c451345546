import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import type { DifferenceItem } from '../ledger/imports/difference-item';
import { differencesOf } from '../ledger/imports/differences';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { maskName, maskPhone } from './mask';
import { decodeCursor, encodeCursor, pageOf, pageQuery } from './paging';
import { described, inCommunity, refusals } from './route';
import { differenceSchema, tabSchema } from './schemas/import';

export function importDifferenceRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/imports/:importId/differences`,
    {
      config: { access: { kind: 'community', may: ['import.read', 'import.run'] } },
      schema: {
        ...described('imports', '一个差异页签的明细：逐行，原值与新值（姓名电话掩码）'),
        description:
          '新增账单 added、金额变更 changed、台账消失 gone、业主变更 owners、电话变更 phones、预存变更 prepaid；收款明细：payments、parked、reversals、known。确认入账后，文件里的单元格不再保留，台账消失为空。',
        params: inCommunity.extend({ importId: z.uuid() }),
        querystring: z.object({ ...pageQuery, tab: tabSchema }),
        response: { 200: pageOf(differenceSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { tab, after, limit } = request.query;
      const from = after === undefined ? null : decodeCursor(after, z.tuple([z.string()]))[0];
      const of = { communityId: community.id, batchId: request.params.importId, tab };
      const items = await withScope(context, community.id, (tx) =>
        differencesOf(tx, context, of, from, limit),
      );
      const page = items.slice(0, limit);
      const last = page.at(-1);
      return {
        next: items.length > limit && last ? encodeCursor([last.key]) : null,
        items: page.map(masked),
      };
    },
  );
}

function masked({ key, prepaid, ...item }: DifferenceItem): z.infer<typeof differenceSchema> {
  const total = (of: (line: DifferenceItem['lines'][number]) => number) =>
    item.lines.reduce((sum, line) => sum + of(line), 0);
  return {
    ...item,
    id: key,
    beforeFen: prepaid?.beforeFen ?? total((line) => line.beforeFen),
    afterFen: prepaid?.afterFen ?? total((line) => line.afterFen),
    nameBefore: item.nameBefore && maskName(item.nameBefore),
    nameAfter: item.nameAfter && maskName(item.nameAfter),
    phones: item.phones.map(maskPhone),
  };
}
