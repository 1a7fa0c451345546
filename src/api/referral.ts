import { z } from 'zod';
import { readPlanningFacts } from '../cases/facts';
import { setIdNumber } from '../cases/id-number';
import { checklistOf } from '../cases/referral-facts';
import { recordedSnapshot } from '../cases/snapshot';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { nextReferralBatch } from '../domain/deadlines';
import { fen } from '../domain/money';
import { ELEMENT_WORDS, REFERRAL_ELEMENTS } from '../domain/referral-checklist';
import { smallClaimsCeiling } from '../domain/rule-packs/merge';
import { markSchema } from '../domain/rule-packs/schema';
import { PassingError } from '../errors';
import { openOffices, referralDemandOverAt } from '../machine/laws';
import { meetsThresholds } from '../machine/planning/levels';
import { ROLE_WORDS } from '../machine/words';
import { referralApprovers } from '../policy/approvals';
import { rulesOfPlace } from '../policy/rule-packs';
import { policyOfCase } from '../policy/versions';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { described, refusals } from './route';

const sumSchema = z.object({ charges: z.number().int(), totalFen: z.number().int() });
const referralSchema = z
  .object({
    items: z.array(
      z.object({
        element: z.enum(REFERRAL_ELEMENTS),
        elementZh: z.string(),
        state: z.enum(['ok', 'weak', 'missing']),
        zh: z.string().describe('为什么不齐；齐备时为空'),
        en: z.string(),
        source: z.string(),
        mark: markSchema,
      }),
    ),
    missing: z.array(z.enum(REFERRAL_ELEMENTS)).describe('缺这些不能提请'),
    inTime: sumSchema.describe('移交金额：未过时效的'),
    past: sumSchema.describe('超时效，单列，不在移交金额内'),
    thresholds: z.object({
      met: z.boolean(),
      oldestDueOn: z.string().nullable(),
      claimableFen: z.number().int(),
      brokenPromises: z.number().int(),
      limitationOn: z.string().nullable(),
    }),
    gates: z.object({
      demandOverAt: z.iso.datetime().nullable().describe('书面催告期限届满；空：催告尚不足以移交'),
      openHolds: z.number().int(),
      openDisputes: z.number().int(),
    }),
    approval: z.object({
      needs: z.array(z.string()).describe('这些岗位都须同意'),
      needsZh: z.array(z.string()),
      stillOpen: z.array(z.string()),
      requestedById: z.string().nullable(),
    }),
    nextBatchOn: z.string(),
    smallClaims: z
      .object({ ceilingFen: z.number().int(), fits: z.boolean(), source: z.string(), mark: markSchema })
      .nullable()
      .describe('空：本地当年上限未知，不提示小额诉讼'),
    rulePacks: z.array(z.string()),
  })
  .meta({ id: 'Referral' });

export function referralRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/cases/:caseId/referral`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '法律移交：要素检查、门槛、关口、须谁批准、下一批日期'),
        params: ofCase,
        response: { 200: referralSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      return withScope(context, communityId, async (tx) => {
        const row = await findCase(context, tx, member, request.params.caseId);
        if (row.snapshot === null) throw new PassingError('CASE_NOT_BEGUN', 'the case is just being opened');
        const { context: machine } = recordedSnapshot(row.snapshot);
        const { now, today } = await communityTime(tx, communityId, context.now());
        const { facts, claim } = await readPlanningFacts(tx, machine, now);
        const list = await checklistOf(tx, { context: machine, claim, today, now });
        const policy = await policyOfCase(tx, { communityId, policyVersionId: row.policyVersionId });
        const rules = await rulesOfPlace(tx, communityId);
        const needs =
          machine.referral?.needs ??
          referralApprovers(policy.rules.approvals, { accounts: 1, largestFen: fen(claim.claimableFen) });
        const overAt = referralDemandOverAt(machine);
        const ceiling = smallClaimsCeiling(rules, today);
        const [source] = ceiling?.from ?? [];
        return {
          items: list.items.map(({ element, state, zh, en, restsOn }) => ({
            ...{ element, state, zh, en, source: restsOn.source, mark: restsOn.mark },
            elementZh: ELEMENT_WORDS[element],
          })),
          missing: list.missing,
          inTime: { charges: list.inTime.chargeIds.length, totalFen: list.inTime.totalFen },
          past: { charges: list.past.chargeIds.length, totalFen: list.past.totalFen },
          thresholds: {
            met: meetsThresholds(machine, facts, now),
            oldestDueOn: facts.oldestDueOn,
            claimableFen: facts.claimableFen,
            brokenPromises: machine.brokenPromises,
            limitationOn: facts.limitationOn,
          },
          gates: {
            demandOverAt: overAt === null ? null : new Date(overAt).toISOString(),
            openHolds: machine.holds.length,
            openDisputes: machine.openDisputes.length,
          },
          approval: {
            needs,
            needsZh: needs.map((role) => (ROLE_WORDS as Readonly<Record<string, string>>)[role] ?? role),
            stillOpen: machine.referral ? openOffices(machine) : [...needs],
            requestedById: machine.referral?.requestedBy ?? null,
          },
          nextBatchOn: nextReferralBatch(today, policy.ladder.level4.batches),
          smallClaims:
            ceiling && source
              ? {
                  ceilingFen: ceiling.value.ceilingFen,
                  fits: list.inTime.totalFen <= ceiling.value.ceilingFen,
                  source: source.source,
                  mark: source.mark,
                }
              : null,
          rulePacks: [...rules.packs],
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/id-number`,
    {
      config: { access: { kind: 'community', may: ['dossier.keep', 'counsel.confirm'] } },
      schema: {
        ...described('cases', '登记证件号或统一社会信用代码（加密保存，不再显示）'),
        params: ofCase,
        body: z.object({
          idNumber: z.string().trim().max(40),
        }),
        response: { 200: z.object({ done: z.literal(true) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      await withScope(context, member.community.id, async (tx) => {
        const row = await findCase(context, tx, member, request.params.caseId);
        await setIdNumber(tx, context, {
          accountId: row.accountId,
          byId: member.userId,
          idNumber: request.body.idNumber,
        });
      });
      return { done: true as const };
    },
  );
}
