import { z } from 'zod';
import { chooseRulePacks, refusedTexts } from '../communities/rule-packs';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { MEANS_WORDS } from '../domain/prohibited-means';
import { markSchema, meansKindSchema, packKey } from '../domain/rule-packs/schema';
import { findingSchema } from '../domain/text-linter/finding';
import { addPack, knownPacks, rulesOfPlace } from '../policy/rule-packs';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { commandId, described, inCommunity, refusals } from './route';

const restsSchema = z.object({
  pack: z.string(),
  source: z.string(),
  mark: markSchema,
  note: z.string().nullable(),
});
const ruledSchema = z.object({
  field: z.string(),
  value: z.record(z.string(), z.unknown()),
  from: z.array(restsSchema),
});
const refusedSchema = z.object({ templateId: z.string(), findings: z.array(findingSchema) });
const rulesSchema = z
  .object({
    packs: z.array(z.string()).describe('在用，按顺序：national@1'),
    known: z.array(
      z.object({
        key: z.string(),
        id: z.string(),
        version: z.number().int(),
        name: z.string(),
        place: z.string().nullable(),
        shipped: z.boolean(),
        inUse: z.boolean(),
      }),
    ),
    rules: z.array(ruledSchema).describe('各包合在一起、取最严的结果，附出处与标记'),
    words: z.array(
      z.object({ id: z.string(), zh: z.string(), pack: z.string(), source: z.string(), mark: markSchema }),
    ),
    refusedTexts: z.array(refusedSchema).describe('在用但被现行规则拒绝的文本：不再发送'),
  })
  .meta({ id: 'RulesOfPlace' });

const alertSchema = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  caseId: z.uuid().nullable(),
  source: z.string(),
  sourceId: z.uuid(),
  kinds: z.array(meansKindSchema),
  kindsZh: z.array(z.string()),
  writtenById: z.uuid(),
  at: z.iso.datetime(),
});

export function rulePackRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/rule-packs`,
    {
      config: { access: { kind: 'community', may: ['policy.read'] } },
      schema: {
        ...described('communities', '规则包：在用的、可选的、合并后的规则与出处'),
        params: inCommunity,
        response: { 200: rulesSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const rules = await rulesOfPlace(tx, community.id);
        const known = await knownPacks(tx, community.id);
        const { posting, committee, lateFee, noticePeriods } = rules;
        const single = Object.entries({ posting, committee, lateFee, noticePeriods });
        return {
          packs: [...rules.packs],
          known: known.map(({ pack, shipped }) => ({
            key: packKey(pack),
            ...{ id: pack.id, version: pack.version, name: pack.name, place: pack.place, shipped },
            inUse: rules.packs.includes(packKey(pack)),
          })),
          rules: [
            ...single.map(([field, { value, from }]) => ({ field, value: { ...value }, from })),
            ...rules.lpr.map(({ value, from }) => ({ field: 'lpr', value: { ...value }, from })),
            ...rules.smallClaims.map(({ value, from }) => ({
              field: 'smallClaims',
              value: { ...value },
              from,
            })),
            ...rules.exams.map(({ name, otherwise, byYear, pack, source, mark, note }) => ({
              field: 'exams',
              value: { name, otherwise, byYear },
              from: [{ pack, source, mark, note: note ?? null }],
            })),
          ],
          words: rules.words.map(({ id, zh, pack, source, mark }) => ({ id, zh, pack, source, mark })),
          refusedTexts: await refusedTexts(tx, community.id),
        };
      });
    },
  );

  app.put(
    `${COMMUNITY_PATH}/rule-packs`,
    {
      config: { access: { kind: 'community', may: ['rules.change'] } },
      schema: {
        ...described('communities', '选用规则包（全国包始终在内）；在用文本按新规则重查，被拒的不再发送'),
        params: inCommunity,
        body: z.object({
          commandId,
          ids: z.array(z.string().max(60)).max(20),
          reason: z.string().trim().min(2, { error: '请写明理由' }).max(500),
        }),
        response: {
          200: z.object({ packs: z.array(z.string()), refused: z.array(refusedSchema) }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const by = { communityId: member.community.id, userId: member.userId, now: nowIn(context, member) };
      return withScope(context, by.communityId, (tx) => chooseRulePacks(tx, by, request.body));
    },
  );

  app.post(
    `${COMMUNITY_PATH}/rule-packs`,
    {
      config: { access: { kind: 'community', may: ['rules.change'] } },
      schema: {
        ...described('communities', '放入法务写的规则包；选用之前不生效'),
        params: inCommunity,
        body: z.object({ document: z.record(z.string(), z.unknown()) }),
        response: { 200: z.object({ key: z.string(), already: z.boolean() }), ...refusals },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      const { document } = request.body;
      return withScope(context, community.id, async (tx) => {
        const { pack, already } = await addPack(tx, {
          communityId: community.id,
          document,
          addedById: userId,
        });
        return { key: packKey(pack), already };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/means-alerts`,
    {
      config: { access: { kind: 'community', may: ['spot_check'] } },
      schema: {
        ...described(
          'cases',
          '违规手段提示：工作人员的文字里提到停水停电、公开名单、告知单位等（最近 200 条）',
        ),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(alertSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const rows = await withScope(context, community.id, (tx) =>
        tx.meansAlert.findMany({
          where: { communityId: community.id },
          orderBy: { at: 'desc' },
          take: 200,
        }),
      );
      return {
        items: rows.map(({ id, accountId, caseId, source, sourceId, writtenById, at, ...row }) => {
          const kinds = z.array(meansKindSchema).parse(row.kinds);
          const kindsZh = kinds.map((kind) => MEANS_WORDS[kind].zh);
          return {
            id,
            accountId,
            caseId,
            source,
            sourceId,
            writtenById,
            kinds,
            kindsZh,
            at: at.toISOString(),
          };
        }),
      };
    },
  );
}
