import { Agent } from 'node:http';
import { sms } from 'tencentcloud-sdk-nodejs-sms';
import { z } from 'zod';
import { PassingError } from '../../errors';
import type { TencentAccount } from './accounts';
import { safeCode } from './codes';

/** The SDK's own limit is a minute; a claim's lease is shorter. */
const REQUEST_SECONDS = 10;

const sendAnswerSchema = z.object({
  SendStatusSet: z.array(
    z.object({
      SerialNo: z.string().default(''),
      PhoneNumber: z.string().default(''),
      Fee: z.number().default(0),
      Code: z.string(),
      SessionContext: z.string().default(''),
    }),
  ),
  RequestId: z.string().default(''),
});
export type SendSmsAnswer = z.infer<typeof sendAnswerSchema>;

const recordSchema = z.object({
  SerialNo: z.string().default(''),
  PhoneNumber: z.string().default(''),
  /** 1 not taken, 2 delivered, 3 on its way, 4 not delivered */
  SendStatus: z.int(),
  RequestCode: z.string().default(''),
  StatusCode: z.string().default(''),
  SendTime: z.int(),
  UserReceiveTime: z.int().default(0),
});
export type SendRecord = z.infer<typeof recordSchema>;

const recordsSchema = z.object({
  SendRecordSet: z.array(recordSchema).nullish(),
  TotalCount: z.int().min(0),
});

/** The provider's own refusal of a whole request: it read it, and says why not. */
export class TencentRefusal extends Error {
  override readonly name = 'TencentRefusal';
  constructor(readonly code: string) {
    super(safeCode(code));
  }
}

/** The provider was not reached: nothing of the request left this machine. */
export class TencentUnreachable extends Error {
  override readonly name = 'TencentUnreachable';
}

export type SmsRequest = {
  appId: string;
  signName: string;
  /** E.164 */
  to: string;
  templateId: string;
  params: string[];
  session: string;
};

export type RecordsQuestion = {
  appId: string;
  to: string;
  beginS: number;
  endS: number | null;
  limit: number;
  offset: number;
};

/** The SDK, with what it says sorted into three: an answer, a refusal, or nothing that anybody could rely on. */
export function tencentClient(account: TencentAccount, region: string) {
  const { secretId, secretKey, endpoint } = account;
  const client = new sms.v20210111.Client({
    credential: { secretId, secretKey },
    region,
    profile: {
      httpProfile: {
        reqTimeout: REQUEST_SECONDS,
        ...(endpoint && { endpoint: endpoint.host, protocol: `${endpoint.protocol}//` }),
        // a plain host of one's own is not behind the proxy of the outer world
        ...(endpoint?.protocol === 'http:' && { agent: new Agent() }),
      },
    },
  });

  async function ask<T>(
    action: string,
    request: object,
    answer: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    let response: unknown;
    try {
      response = await client.request(action, request, { signal });
    } catch (error) {
      throw sorted(error);
    }
    const parsed = answer.safeParse(response);
    if (!parsed.success)
      throw new PassingError('SMS_ANSWER_UNREADABLE', `an answer to ${action} cannot be read`);
    return parsed.data;
  }

  return {
    send: (request: SmsRequest, signal: AbortSignal) =>
      ask(
        'SendSms',
        {
          PhoneNumberSet: [request.to],
          SmsSdkAppId: request.appId,
          SignName: request.signName,
          TemplateId: request.templateId,
          TemplateParamSet: request.params,
          SessionContext: request.session,
        },
        sendAnswerSchema,
        signal,
      ),
    records: (question: RecordsQuestion, signal: AbortSignal) =>
      ask(
        'DescribeSendRecordList',
        {
          PhoneNumber: question.to,
          SmsSdkAppId: question.appId,
          BeginTime: question.beginS,
          ...(question.endS !== null && { EndTime: question.endS }),
          Limit: question.limit,
          Offset: question.offset,
        },
        recordsSchema,
        signal,
      ),
  };
}
export type TencentClient = ReturnType<typeof tencentClient>;

/** How the transport speaks of a connection that never came about. */
const NOT_CONNECTED = /reason: (connect|getaddrinfo) E[A-Z_]+/;

/** Messages of the transport may hold addresses and hosts: only codes of our own go on. */
function sorted(error: unknown): Error {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && code !== '') return new TencentRefusal(code);
  if (typeof message === 'string' && NOT_CONNECTED.test(message)) {
    return new TencentUnreachable('the provider of text messages is not reached');
  }
  return new PassingError('SMS_NO_ANSWER', 'the provider of text messages did not answer');
}
