import { z } from 'zod';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { fillLastFour } from '../ledger/look-up-indexes';
import { findMatches, type Match, type MatchedBy, rankOf } from '../ledger/search/matches';
import { searchTerms } from '../ledger/search/terms';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import { accountBriefs } from './account-brief';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, inCommunity, refusals } from './route';
import { searchHitSchema, searchLogSchema } from './schemas/account';

const MOST_HITS = 20;

export function searchRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/search`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described(
          'accounts',
          '一框查找：房号（12404、12-1-404、12栋1单元404）、车位商铺、姓名全称、手机号、手机后四位、通知书编号、运单号；没有案件的户也在内。按姓名或号码查找留痕',
        ),
        params: inCommunity,
        querystring: z.object({ q: z.string().trim().min(1, { error: '请输入要查找的内容' }).max(60) }),
        response: {
          200: z.object({
            items: z.array(searchHitSchema),
            more: z.boolean().describe('还有，请说得更细'),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { q } = request.query;
      return withScope(context, member.community.id, (tx) => search(context, tx, member, q));
    },
  );

  app.get(
    `${COMMUNITY_PATH}/search-log`,
    {
      config: { access: { kind: 'community', may: ['log.community'] } },
      schema: {
        ...described('accounts', '查找记录：谁按姓名或号码找过谁（不记所输内容），新的在前'),
        params: inCommunity,
        querystring: z.object({ ...pageQuery, byId: z.uuid().optional() }),
        response: { 200: pageOf(searchLogSchema), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { limit, after, byId } = request.query;
      const before = after === undefined ? undefined : { lt: decodeCursor(after, z.tuple([z.uuid()]))[0] };
      return withScope(context, community.id, async (tx) => {
        const rows = await tx.searchLog.findMany({
          where: { communityId: community.id, byId, id: before },
          orderBy: { id: 'desc' },
          take: limit + 1,
        });
        const page = toPage(rows, limit, ({ id }) => [id]);
        const users = await tx.user.findMany({
          where: { id: { in: page.items.map((row) => row.byId) } },
          select: { id: true, name: true },
        });
        return {
          next: page.next,
          items: page.items.map(({ id, byId: userId, kind, accountIds, at }) => ({
            ...{ id, byId: userId, accountIds },
            byName: users.find((user) => user.id === userId)?.name ?? '',
            kindZh: WORDS[LOGGED.find((one) => one === kind) ?? 'name'],
            at: at.toISOString(),
          })),
        };
      });
    },
  );
}

async function search(context: Context, tx: Tx, member: Member, typed: string) {
  const communityId = member.community.id;
  const terms = searchTerms(typed);
  if (terms.lastFour) await fillLastFour(tx, context, communityId);
  const matches = await findMatches(tx, context, communityId, terms);
  const best = [...matches].sort((a, b) => rankOf(a.by) - rankOf(b.by));
  const ids = [...new Set(best.map(({ accountId }) => accountId))];
  const found = await accountBriefs(context, tx, member, ids, MOST_HITS + 1);
  const rank = new Map(ids.map((id) => [id, Math.min(...matchesOf(best, id).map(({ by }) => rankOf(by)))]));
  // the walking order of the briefs stands within a rank
  const ranked = found.sort((a, b) => (rank.get(a.accountId) ?? 0) - (rank.get(b.accountId) ?? 0));
  const items = ranked.slice(0, MOST_HITS).map((brief) => ({
    ...brief,
    matched: matchedOf(matchesOf(best, brief.accountId)),
  }));
  await keepLog(context, tx, member, items);
  return { items, more: ranked.length > MOST_HITS };
}

function matchesOf(matches: readonly Match[], accountId: string): Match[] {
  return matches.filter((match) => match.accountId === accountId);
}

const WORDS: Record<MatchedBy, string> = {
  object: '房号',
  plain_code: '房号',
  object_begins: '房号',
  room_number: '室号',
  former_object: '原房号',
  notice_number: '通知书编号',
  tracking_number: '运单号',
  phone: '手机号',
  name: '姓名',
  last_four: '手机后四位',
};

function matchedOf(matches: readonly Match[]): { by: MatchedBy; zh: string }[] {
  const seen = new Map<string, { by: MatchedBy; zh: string }>();
  for (const { by, detail } of matches) {
    const zh = detail === null ? WORDS[by] : `${WORDS[by]} ${detail}`;
    if (!seen.has(zh)) seen.set(zh, { by, zh });
  }
  return [...seen.values()];
}

const LOGGED = ['name', 'phone', 'last_four'] as const;

/** Who was looked up by whom by his name or number; what was typed is not kept. */
async function keepLog(
  context: Context,
  tx: Tx,
  member: Member,
  items: readonly { accountId: string; matched: { by: MatchedBy }[] }[],
): Promise<void> {
  const at = new Date(nowIn(context, member));
  const data = LOGGED.flatMap((kind) => {
    const accountIds = items
      .filter(({ matched }) => matched.some(({ by }) => by === kind))
      .map(({ accountId }) => accountId);
    if (accountIds.length === 0) return [];
    return [{ communityId: member.community.id, byId: member.userId, kind, accountIds, at }];
  });
  if (data.length > 0) await tx.searchLog.createMany({ data });
}
