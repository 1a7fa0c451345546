import type { FieldCipher } from '../../db/field-cipher';
import type { PrismaClient } from '../../db/generated/client';
import { withScope } from '../../db/scope';
import { PassingError } from '../../errors';
import type { Message, Provider, ProviderOwner, SendAnswer } from '../provider';
import { messagingOf } from '../settings';
import type { TencentAccount, TencentAccounts } from './accounts';
import { type SendSmsAnswer, TencentRefusal, TencentUnreachable, tencentClient } from './client';
import { meaningOf, safeCode } from './codes';
import { fitSms } from './fit';
import { lookUpSms, receiptOfSms } from './lookup';
import { neighboursOf, type Span } from './neighbours';
import { e164, mainlandMobile } from './number';
import { smsNotReady } from './ready';
import type { SmsSettings } from './settings';

export const TENCENT = 'tencent';

export type TencentContext = {
  db: PrismaClient;
  cipher: FieldCipher;
  accounts: TencentAccounts;
  now: () => number;
};

/**
 * Text messages by Tencent Cloud: one number a call, by templates that were approved for the community's company. Its API has no key against
 * sending twice, so a call without an answer is asked about by number and time.
 */
export function createTencent(context: TencentContext, communityId: string): Provider {
  const { accounts, cipher, now } = context;

  /** Read again: between claim and call an administrator may have changed them. */
  async function open(): Promise<{ settings: SmsSettings; account: TencentAccount } | null> {
    const owner = await readOwner(context, communityId);
    const settings = messagingOf(owner.messaging).sms;
    const account = settings && accounts[settings.account];
    return smsNotReady(accounts, owner) || !settings || !account ? null : { settings, account };
  }

  /** An account that was taken away may come back: until then nobody knows. */
  async function openToAsk() {
    const opened = await open();
    if (!opened) throw new PassingError('SMS_NOT_CONFIGURED', 'the account for text messages is not there');
    return { ...opened, client: tencentClient(opened.account, opened.settings.region) };
  }

  return {
    name: TENCENT,
    channels: ['sms'],
    notReady: (owner) => smsNotReady(accounts, owner),
    fit(messaging, text) {
      const settings = messagingOf(messaging).sms;
      return settings ? fitSms(settings, text) : { ok: false, problem: 'SETTINGS' };
    },
    async send(message, signal) {
      const opened = await open();
      if (!opened) return { kind: 'unavailable', code: 'SETTINGS' };
      return deliver(opened, message, now(), signal);
    },
    async lookup({ stepKey, to, sinceReal, signal }) {
      const { settings, client } = await openToAsk();
      const question = {
        account: settings.account,
        appId: settings.appId,
        to: numberOf(to),
        sinceReal,
        nowReal: now(),
        neighbours: (span: Span) =>
          neighboursOf(
            context,
            { stepKey, addressIndex: cipher.index('phone', to), appId: settings.appId },
            span,
          ),
      };
      return lookUpSms(client, question, signal);
    },
    async receiptOf({ ref, to, sinceReal, signal }) {
      const { settings, client } = await openToAsk();
      const { appId } = settings;
      return receiptOfSms(client, { appId, to: numberOf(to), ref, sinceReal, nowReal: now() }, signal);
    },
  };
}

async function deliver(
  { settings, account }: { settings: SmsSettings; account: TencentAccount },
  message: Message,
  nowReal: number,
  signal: AbortSignal,
): Promise<SendAnswer> {
  const mobile = mainlandMobile(message.to);
  if (mobile === null) return { kind: 'refused', class: 'unreachable', code: 'NOT_MAINLAND_MOBILE' };
  const { id, params } = message.template;
  const fitted = fitSms(settings, { templateId: id, text: message.text, params });
  // The claim asked the same: what does not fit now was changed since, and is not sent as something else.
  if (!fitted.ok) return { kind: 'unavailable', code: fitted.problem };
  const request = {
    appId: settings.appId,
    signName: settings.signName,
    to: e164(mobile),
    templateId: fitted.templateId,
    params: fitted.params,
    session: message.stepKey,
  };
  signal.throwIfAborted();
  let answer: SendSmsAnswer;
  try {
    answer = await tencentClient(account, settings.region).send(request, signal);
  } catch (error) {
    if (error instanceof TencentUnreachable) return { kind: 'unavailable', code: 'SMS_UNREACHABLE' };
    if (error instanceof TencentRefusal) return refusedBy(error.code, nowReal);
    throw error;
  }
  return answerOf(answer, request.to, { account: settings.account, nowReal });
}

/** The whole request may be answered, and yet the one number in it be refused. */
function answerOf(
  { SendStatusSet, RequestId }: SendSmsAnswer,
  to: string,
  { account, nowReal }: { account: string; nowReal: number },
): SendAnswer {
  const [status, ...more] = SendStatusSet;
  if (!status || more.length > 0 || (status.PhoneNumber !== '' && status.PhoneNumber !== to)) {
    throw new PassingError(
      'SMS_ANSWER_UNREADABLE',
      'the answer is not about the one number that was asked for',
    );
  }
  if (status.Code !== 'Ok') return refusedBy(status.Code, nowReal);
  if (status.SerialNo === '') throw new PassingError('SMS_ANSWER_UNREADABLE', 'taken, without a number');
  return {
    kind: 'accepted',
    ref: status.SerialNo,
    answer: { code: status.Code, account, sid: status.SerialNo, segments: status.Fee, requestId: RequestId },
  };
}

/** @throws {PassingError} where the word leaves open whether it was taken */
function refusedBy(code: string, nowReal: number): SendAnswer {
  const meaning = meaningOf(code);
  if (meaning.kind === 'in_doubt') throw new PassingError('SMS_IN_DOUBT', safeCode(code));
  const untilReal = meaning.untilReal?.(nowReal);
  return {
    kind: 'refused',
    class: meaning.class,
    code: safeCode(code),
    ...(untilReal !== undefined && { untilReal }),
  };
}

function numberOf(to: string): string {
  const mobile = mainlandMobile(to);
  if (mobile === null) throw new Error('a text message went to no mobile number');
  return e164(mobile);
}

function readOwner({ db }: TencentContext, communityId: string): Promise<ProviderOwner> {
  return withScope({ db }, communityId, (tx) =>
    tx.community.findUniqueOrThrow({
      where: { id: communityId },
      select: { messaging: true, companyName: true },
    }),
  );
}
