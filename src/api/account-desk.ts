import { z } from 'zod';
import { askCallBack } from '../cases/call-back';
import { changeContactData, contactChangeSchema } from '../cases/contact-data';
import { checkIdentity } from '../cases/identity';
import { INBOUND_MATTERS, INBOUND_WAYS, recordInbound } from '../cases/inbound';
import type { Context } from '../context';
import { civilDaySchema, timeOfDaySchema } from '../domain/civil-day';
import { COMMUNITY_PATH, memberOf } from './access';
import { ofAccount } from './account-card';
import type { Api } from './api';
import { commandId, DONE, described, doneSchema, refusals } from './route';

const note = z.string().trim().max(2000).nullable().default(null);

/** 来电来访: what a front desk does with an account, with or without a case. */
export function accountDeskRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/identity-checks`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('cases', '身份核对：来电者说的手机后四位，与登记的比对，不显示号码；次数有限，记入证据'),
        params: ofAccount,
        body: z.object({
          commandId,
          lastFour: z.string().regex(/^\d{4}$/, { error: '请填手机号的后四位数字' }),
        }),
        response: {
          200: z.object({
            matched: z.boolean(),
            relation: z.string().nullable().describe('是谁的号码；null：本人'),
            mayBeTold: z.boolean().describe('本人或业主授权的人；否则只请业主回电，不谈欠费'),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return checkIdentity(context, member, refOf(member, request.params), request.body);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/inbound`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('cases', '来电来访：业主找我们，不计入催缴次数；没有案件也可登记'),
        params: ofAccount,
        body: z.object({ commandId, way: z.enum(INBOUND_WAYS), matter: z.enum(INBOUND_MATTERS), note }),
        response: {
          200: z.object({ identity: z.enum(['matched', 'not_matched', 'unchecked']) }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return recordInbound(context, member, refOf(member, request.params), request.body);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/contact-points`,
    {
      config: { access: { kind: 'community', may: ['contact_data.change'] } },
      schema: {
        ...described('cases', '改联系方式：新号码、授权联系人、号码不对、拒收、恢复；立即生效，记入证据'),
        params: ofAccount,
        body: z.object({ commandId, change: contactChangeSchema, reason: note }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      await changeContactData(context, member, refOf(member, request.params), request.body);
      return DONE;
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/call-backs`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('cases', '约回电：业主指定的时间，记在他的号码上，并派给责任管家'),
        params: ofAccount,
        body: z
          .object({
            commandId,
            onDay: civilDaySchema,
            from: timeOfDaySchema,
            to: timeOfDaySchema,
            contactPointId: z.uuid().nullable().default(null),
            note,
          })
          .refine(({ from, to }) => from < to, { error: '约定时间：开始须早于结束' })
          .refine(({ from, to }) => from >= '08:00' && to <= '21:30', {
            error: '夜间（21:30 至次日 8:00）不打电话',
          }),
        response: { 200: z.object({ taskId: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return askCallBack(context, member, refOf(member, request.params), request.body);
    },
  );
}

function refOf(member: ReturnType<typeof memberOf>, { accountId }: { accountId: string }) {
  return { communityId: member.community.id, accountId };
}
