import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { addDays, civilDayOf, civilDaySchema } from '../domain/civil-day';
import type { AmountStep } from '../domain/explain';
import { amountSentence, LATE_FEE_WARNINGS } from '../domain/explain-words';
import { type LateFeeThresholds, lateFeeWarnings } from '../domain/late-fee';
import { offerLines } from '../domain/offer';
import { UserError } from '../errors';
import { explainAccount } from '../ledger/amounts';
import { accountClaim, lockAccount } from '../ledger/claimable';
import { writeOffer } from '../ledger/offers';
import { currentPolicy } from '../policy/versions';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { visibleAccounts } from './case-scope';
import { described, inCommunity, refusals } from './route';
import { amountsSchema } from './schemas/amounts';

const ofAccount = inCommunity.extend({ accountId: z.uuid() });
const fen = z.int();

const UNKNOWN = () => new UserError('ACCOUNT_UNKNOWN', '没有这一户', 'there is no such account', 404);

export function accountAmountRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/accounts/:accountId/amounts`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('payments', '每一个金额怎么来的：逐笔逐行，各行之和等于可主张额'),
        params: ofAccount,
        querystring: z.object({ on: civilDaySchema.optional().describe('默认今天') }),
        response: { 200: amountsSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const today = civilDayOf(nowIn(context, member), member.community.zone);
      const { accountId } = request.params;
      return withScope(context, member.community.id, async (tx) => {
        const visible = await visibleAccounts(tx, member, today);
        if ((await tx.account.count({ where: { AND: [{ id: accountId }, visible] } })) === 0) throw UNKNOWN();
        const explained = await explainAccount(tx, accountId, request.query.on ?? today);
        if (!explained) throw UNKNOWN();
        const objects = await tx.chargeObject.findMany({
          where: { id: { in: explained.lines.map(({ objectId }) => objectId) } },
          select: { id: true, code: true },
        });
        const thresholds = (await currentPolicy(tx, member.community.id)).policy.rules.lateFee;
        const codes = new Map(objects.map(({ id, code }) => [id, code]));
        return {
          ...explained,
          lines: explained.lines.map(({ objectId, steps, ...line }) => ({
            ...line,
            object: codes.get(objectId) ?? '',
            warnings: warningsOf(steps, thresholds),
            steps: steps.map((step) => {
              const { zh, en } = amountSentence(step);
              return { kind: step.kind, fen: step.fen, sentenceZh: zh, sentenceEn: en };
            }),
          })),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/offers`,
    {
      config: { access: { kind: 'community', may: ['contact.act', 'payment.record'] } },
      schema: {
        ...described(
          'payments',
          '柜台报价：此刻应付的金额在有效期内缴清即结清所报本金，其间新增违约金转待减免',
        ),
        params: ofAccount,
        body: z.object({ validDays: z.int().min(0).max(60).optional().describe('默认按政策') }),
        response: {
          200: z.object({
            id: z.uuid(),
            totalFen: fen,
            validThrough: z.string(),
            lines: z.array(z.object({ chargeId: z.uuid(), principalFen: fen, lateFeeFen: fen })),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const today = civilDayOf(nowIn(context, member), member.community.zone);
      const { accountId } = request.params;
      return withScope(context, communityId, async (tx) => {
        const visible = await visibleAccounts(tx, member, today);
        if ((await tx.account.count({ where: { AND: [{ id: accountId }, visible] } })) === 0) throw UNKNOWN();
        const account = await lockAccount(tx, accountId);
        if (account.mergedIntoId !== null) throw UNKNOWN();
        const claim = await accountClaim(tx, accountId, today);
        const { offerValidDays } = (await currentPolicy(tx, communityId)).policy.rules;
        const lines = offerLines(claim.lines, true);
        const validThrough = addDays(
          today,
          Math.min(request.body.validDays ?? offerValidDays, offerValidDays),
        );
        const id = await writeOffer(tx, {
          ...{
            communityId,
            accountId,
            caseId: null,
            means: 'counter',
            contactKey: null,
            lines,
            validThrough,
          },
          ...{ ledgerVersion: account.ledgerVersion, statedOn: today, byId: member.userId },
        });
        if (id === null) {
          throw new UserError(
            'NOTHING_OWED',
            '此户现无可主张的欠费',
            'nothing can be claimed of the account',
            409,
          );
        }
        return { id, totalFen: claim.claimableFen, validThrough, lines };
      });
    },
  );
}

/** What counsel should look at in the clause by which a late fee is asked for; a warning, never a refusal. */
function warningsOf(steps: readonly AmountStep[], thresholds: LateFeeThresholds) {
  return steps.flatMap((step) => {
    if (step.kind !== 'late_fee' || step.reason.how !== 'clause') return [];
    const { ratePerDay, fromDay, account } = step.reason;
    const clause = { ratePerDay, fromDay, capShare: account.capFen === null ? null : 1 };
    return lateFeeWarnings(clause, thresholds).map((code) => ({ code, ...LATE_FEE_WARNINGS[code] }));
  });
}
