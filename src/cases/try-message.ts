import { randomUUID } from 'node:crypto';
import { requirePermission } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope, withSystemScope } from '../db/scope';
import { isNight } from '../domain/contact-windows';
import { UserError } from '../errors';
import type { Message, Provider, SendAnswer } from '../messaging/provider';
import { providerOf } from '../messaging/registry';
import { providerBody, variablesOf } from '../messaging/templates';
import { mainlandMobile } from '../messaging/tencent/number';
import { TENCENT } from '../messaging/tencent/provider';
import { signatureOf } from '../messaging/text-facts';
import { activeTextsFor } from '../texts/active';
import type { TaskActor } from './task-access';

type TryContext = Pick<Context, 'db' | 'cipher' | 'providers' | 'now' | 'logger'>;

/** What every variable says, so that nobody takes it for a bill. */
const SAMPLE = '测试';
const ANSWER_WITHIN_MS = 15_000;

export type TryAnswer =
  | { kind: 'accepted'; text: string; ref: string }
  | { kind: 'refused' | 'unavailable'; text: string; code: string; class: string | null }
  | { kind: 'no_answer'; text: string };

/**
 * 试发 One text message to oneself, before owners get any: the approved wording through the community's own account, every variable saying
 * 测试. It is no contact: it belongs to no account, so it may not go to a number that belongs to one.
 *
 * @throws {UserError} NOT_PERMITTED, TRY_NEEDS_PROVIDER, TEXT_NOT_IN_FORCE, NOT_A_MOBILE, OWNERS_NUMBER, NIGHT, and what does not fit
 */
export async function tryMessage(
  context: TryContext,
  actor: TaskActor,
  { communityId, to, templateId }: { communityId: string; to: string; templateId: string },
): Promise<TryAnswer> {
  requirePermission(actor, communityId, 'channel.configure');
  const mobile = mainlandMobile(to);
  if (mobile === null)
    throw new UserError('NOT_A_MOBILE', '须为大陆手机号', 'no mobile number of the mainland');
  const { provider, message } = await withScope(context, communityId, (tx) =>
    prepare(tx, context, { communityId, mobile, templateId }),
  );
  await refuseOwnersNumber(context, mobile);
  const answer = await send(context, provider, message);
  context.logger.info(
    { communityId, userId: actor.userId, templateId, answer: answer.kind },
    'a message was tried',
  );
  return answer;
}

async function prepare(
  tx: Tx,
  context: TryContext,
  { communityId, mobile, templateId }: { communityId: string; mobile: string; templateId: string },
): Promise<{ provider: Provider; message: Message }> {
  const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const provider = providerOf(context.providers, community, 'sms');
  if (!provider?.fit || provider.name !== TENCENT) {
    throw new UserError(
      'TRY_NEEDS_PROVIDER',
      '短信通道尚未指定或不可用，先用「通道」查看原因',
      'text messages leave by no real provider yet, or it is not ready',
      409,
    );
  }
  const { now, zone } = await communityTime(tx, communityId, context.now());
  if (isNight(now, zone))
    throw new UserError('NIGHT', '21:30 至 8:00 不发任何消息', 'nothing is sent at night', 409);
  const active = await activeTextsFor(tx, community);
  const text = [...active.values()].find(({ id, form }) => id === templateId && form === 'sms');
  if (!text) {
    throw new UserError(
      'TEXT_NOT_IN_FORCE',
      `没有在用的短信文本 ${templateId}`,
      'no text message of that name is in force',
      404,
    );
  }
  const params = variablesOf(text).map(() => SAMPLE);
  const facts = {
    companyName: community.companyName,
    communityName: community.name,
    servicePhone: community.servicePhone,
  };
  const body = providerBody(text, facts).replace(/\{\d+\}/g, SAMPLE);
  const written = `【${signatureOf(community.companyName)}】${body}`;
  const fitted = provider.fit(community.messaging, { templateId, text: written, params });
  if (!fitted.ok) throw doesNotFit(templateId, fitted.problem);
  const message: Message = {
    ...{ stepKey: `try/${randomUUID()}`, communityId, accountId: communityId, channel: 'sms', to: mobile },
    ...{ subject: null, text: fitted.text, template: { id: templateId, params }, at: now },
  };
  return { provider, message };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  TEMPLATE_NOT_MAPPED: '设置中没有它在服务商的模板编号',
  VARIABLE_COUNT: '设置中的变量与文本的变量不一致',
  VARIABLE_MISSING: '设置中的变量与文本的变量不一致',
  VARIABLE_TOO_LONG: '变量字数少于 2，放不下「测试」',
};

function doesNotFit(templateId: string, problem: string): UserError {
  const zh = PROBLEMS[problem] ?? `不符合服务商的规则（${problem}）`;
  return new UserError(
    'TEXT_DOES_NOT_FIT',
    `${templateId} 不能发送：${zh}`,
    `${templateId} cannot be sent: ${problem}`,
    422,
    {
      problem,
    },
  );
}

/** An owner is only written to by a claim, through all gates. */
async function refuseOwnersNumber(context: TryContext, mobile: string): Promise<void> {
  const valueIndex = context.cipher.index('phone', mobile);
  const known = await withSystemScope(context, (tx) =>
    tx.address.count({ where: { kind: 'phone', valueIndex } }),
  );
  if (known === 0) return;
  throw new UserError(
    'OWNERS_NUMBER',
    '这是业主的号码，试发只能发给自己',
    'this is an owner’s number: try it on your own',
    409,
  );
}

async function send(context: TryContext, provider: Provider, message: Message): Promise<TryAnswer> {
  const { text } = message;
  let answer: SendAnswer;
  try {
    answer = await provider.send(message, AbortSignal.timeout(ANSWER_WITHIN_MS));
  } catch (error) {
    context.logger.warn(
      { error: error instanceof Error ? error.name : 'unknown' },
      'a message that was tried got no answer',
    );
    return { kind: 'no_answer', text };
  }
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'accepted', text, ref: answer.ref };
    case 'refused':
      return { kind: 'refused', text, code: answer.code, class: answer.class };
    case 'unavailable':
      return { kind: 'unavailable', text, code: answer.code, class: null };
    default: {
      const never: never = answer;
      throw new Error(`unknown answer of a provider: ${JSON.stringify(never)}`);
    }
  }
}
