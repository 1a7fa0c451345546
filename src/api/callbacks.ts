import { z } from 'zod';
import { takeReceipt } from '../cases/message-receipts';
import { takeReply } from '../cases/message-replies';
import type { Context } from '../context';
import { UserError } from '../errors';
import {
  accountOfCallback,
  callbackBodySchema,
  receiptOfCallback,
  replyOfCallback,
} from '../messaging/tencent/callbacks';
import { TENCENT } from '../messaging/tencent/provider';
import type { Api } from './api';
import { described, refusals } from './route';

const params = z.object({ secret: z.string().min(1).max(200) });
/** What the provider takes as "understood"; anything else is pushed again, twice at most. */
const answer = z.object({ result: z.literal(0), errmsg: z.literal('OK') });
const OK = { result: 0, errmsg: 'OK' } as const;

/**
 * What Tencent Cloud tells of text messages. It signs nothing, so the address holds a secret, and the hosts may be named. What is taken in is
 * committed before it is answered; what cannot be is pushed again.
 */
export function callbackRoutes(app: Api, context: Context): void {
  app.post(
    '/api/callbacks/tencent/:secret/status',
    {
      config: { access: { kind: 'public' } },
      schema: {
        ...described('contacts', '短信回执：由腾讯云推送，地址含密钥'),
        params,
        body: callbackBodySchema,
        response: { 200: answer, ...refusals },
      },
    },
    async (request) => {
      const sender = senderOf(context, request.params.secret, request.ip);
      let unreadable = 0;
      for (const item of request.body) {
        const receipt = receiptOfCallback(item);
        if (receipt) await takeReceipt(context, { provider: TENCENT, sender }, receipt, item);
        else unreadable += 1;
      }
      return understood(context, unreadable);
    },
  );

  app.post(
    '/api/callbacks/tencent/:secret/reply',
    {
      config: { access: { kind: 'public' } },
      schema: {
        ...described('contacts', '短信上行回复：由腾讯云推送；退订立即生效，其他内容转管家阅处'),
        params,
        body: callbackBodySchema,
        response: { 200: answer, ...refusals },
      },
    },
    async (request) => {
      const sender = senderOf(context, request.params.secret, request.ip);
      let unreadable = 0;
      for (const item of request.body) {
        const reply = replyOfCallback(item);
        if (!reply) {
          unreadable += 1;
          continue;
        }
        const { mobile: from, text, realAt } = reply;
        await takeReply(context, { provider: TENCENT, sender }, { channel: 'sms', from, text, realAt });
      }
      return understood(context, unreadable);
    },
  );
}

/** What this version cannot read would not be readable the next time either. */
function understood({ logger }: Context, unreadable: number): typeof OK {
  if (unreadable > 0) logger.error({ unreadable }, 'items of a callback could not be read');
  return OK;
}

/** @throws {UserError} NOT_FOUND: a wrong secret and no such place are one answer; CALLBACK_HOST */
function senderOf({ config, logger }: Context, secret: string, ip: string): string {
  const account = accountOfCallback(config.tencentAccounts, secret);
  if (!account) throw new UserError('NOT_FOUND', '没有这个地址', 'there is no such place', 404);
  if (account.callbackIps.length > 0 && !account.callbackIps.includes(plainIp(ip))) {
    logger.warn({ account: account.name, ip }, 'a callback with the right secret came from another host');
    throw new UserError('CALLBACK_HOST', '来源地址不在名单中', 'the host is not on the list', 403);
  }
  return account.name;
}

/** An IPv4 address as an IPv6 socket shows it */
function plainIp(ip: string): string {
  return ip.replace(/^::ffff:/i, '');
}
