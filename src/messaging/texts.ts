import type { Channel } from '../domain/channel';
import { callScript, email, type Letter, notice, serviceEmail, visitSheet, wechat } from './letters';
import { chooseSms, isSmsCode } from './templates';
import type { TextFacts } from './text-facts';

/** A text ready to go out, or to be put into a person's hand. */
export type RenderedText = { templateId: string; subject: string | null; text: string; params: string[] };

/**
 * The text of a step for a channel.
 * @param code what the plan or the service notice asks for: T1, T2, T3, T5, T6, N1, N2; null: the channel's own
 * @param closed ids of templates that the provider refused
 * @returns null when no approved template can say it through this channel
 */
export function renderText(
  channel: Channel,
  code: string | null,
  facts: TextFacts,
  closed: ReadonlySet<string>,
): RenderedText | null {
  switch (channel) {
    case 'sms':
      return sms(code, facts, closed);
    case 'email':
      return emailOf(code, facts);
    case 'wechat':
      return letter(wechat(facts));
    case 'call':
      return letter(callScript(facts));
    case 'visit':
      return letter(visitSheet(facts));
    case 'post':
    case 'mail':
      return letter(notice(facts));
    default: {
      const never: never = channel;
      throw new Error(`unknown channel: ${never}`);
    }
  }
}

function sms(code: string | null, facts: TextFacts, closed: ReadonlySet<string>): RenderedText | null {
  const chosen = chooseSms(code !== null && isSmsCode(code) ? code : 'T1', facts, closed);
  return chosen && { templateId: chosen.templateId, subject: null, text: chosen.text, params: chosen.params };
}

function emailOf(code: string | null, facts: TextFacts): RenderedText | null {
  if (code !== 'T3' && code !== 'T5' && code !== 'T6') return letter(email(facts));
  const chosen = chooseSms(code, facts);
  return chosen && letter(serviceEmail(facts, chosen.templateId, chosen.text));
}

function letter(written: Letter): RenderedText {
  return { ...written, params: [] };
}
