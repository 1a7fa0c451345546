import { z } from 'zod';
import { readCauseFacts } from '../cases/cause-facts';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { suggestCauses } from '../domain/cause-suggestion';
import { reasonSentence } from '../domain/cause-words';
import { civilDayOf } from '../domain/civil-day';
import { type Cause, causeSchema } from '../domain/vocabulary';
import { CAUSE_WORDS } from '../machine/words';
import { policyOfCase } from '../policy/versions';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { described, refusals } from './route';

const causeOnCase = z
  .object({
    cause: causeSchema,
    causeZh: z.string(),
    /** The desk to which the cause brings the case */
    desk: z.string(),
    suggestions: z.array(
      z.object({
        cause: causeSchema,
        causeZh: z.string(),
        weight: z.number(),
        reasons: z.array(
          z.object({
            code: z.string(),
            zh: z.string(),
            en: z.string(),
            evidence: z.array(z.string()).describe('依据：本户的联系、承诺、账单等的 id'),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'CauseOnCase' });

/** 拒缴 wherever an owner, a court or an export can see it. */
const wordOf = (cause: Cause) => CAUSE_WORDS[cause];

export function caseCauseRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/cases/:caseId/cause`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '欠费原因：现在判的是什么，从历史看像什么、依据哪些记录。只是建议，由人确认'),
        params: ofCase,
        response: { 200: causeOnCase, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { zone } = member.community;
      return withScope(context, member.community.id, async (tx) => {
        const row = await findCase(context, tx, member, request.params.caseId);
        const today = civilDayOf(nowIn(context, member), zone);
        const of = { accountId: row.accountId, partyId: row.account.partyId };
        const facts = await readCauseFacts(tx, of, { today, zone });
        const { ladder } = await policyOfCase(tx, row);
        const cause = causeSchema.parse(row.cause);
        return {
          cause,
          causeZh: wordOf(cause),
          desk: ladder.causes[cause].desk,
          suggestions: suggestCauses(facts).map((one) => ({
            ...{ cause: one.cause, causeZh: wordOf(one.cause), weight: one.weight },
            reasons: one.reasons.map((reason) => ({
              code: reason.code,
              ...reasonSentence(reason),
              evidence: reason.evidence,
            })),
          })),
        };
      });
    },
  );
}
