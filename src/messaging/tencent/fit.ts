import { LONGEST_SMS_CHARACTERS } from '../../domain/sms-segments';
import type { OutgoingText } from '../provider';
import type { SmsSettings } from './settings';

/** Signs that the provider does not take in a text: brackets of a signature, signs of money, ornaments, what cannot be seen. */
const FORBIDDEN = /[【】¥￥★☆\p{Extended_Pictographic}]|(?!\n)\p{Cc}|\p{Cf}/u;
/** No link in a variable: with a scheme, or a host by its look. An amount has no letters behind its point. */
const LINK = /:\/\/|www\.|[\p{L}\d-]\.[a-z]{2,}/iu;
const SIGNATURE = /^【[^】]*】/;

export type FittedSms =
  | { ok: true; text: string; templateId: string; params: string[] }
  | { ok: false; problem: string };

/**
 * A text as the provider would send it: its approved template, the variables in that template's order, the approved signature; or why it
 * would be refused, found before anything is sent.
 */
export function fitSms(settings: SmsSettings, { templateId, text, params }: OutgoingText): FittedSms {
  const template = Object.hasOwn(settings.templates, templateId) ? settings.templates[templateId] : undefined;
  if (!template) return problem('TEMPLATE_NOT_MAPPED');
  const ordered: string[] = [];
  for (const { ours, characters } of template.variables) {
    const value = params[ours - 1];
    if (value === undefined) return problem('VARIABLE_MISSING');
    const wrong = problemOf(value, characters);
    if (wrong) return problem(wrong);
    ordered.push(value);
  }
  // a variable of ours that the provider's template does not show: the owner would read another text than is in evidence
  if (new Set(template.variables.map(({ ours }) => ours)).size !== params.length)
    return problem('VARIABLE_COUNT');
  const body = text.replace(SIGNATURE, '');
  if (FORBIDDEN.test(body)) return problem('FORBIDDEN_SIGN');
  const signed = `【${settings.signName}】${body}`;
  if (signed.length > LONGEST_SMS_CHARACTERS) return problem('TOO_LONG');
  return { ok: true, text: signed, templateId: template.id, params: ordered };
}

function problemOf(value: string, characters: number): string | null {
  if (value.trim() === '') return 'VARIABLE_EMPTY';
  // as carriers count: a rare character outside the basic plane is two
  if (value.length > characters) return 'VARIABLE_TOO_LONG';
  if (FORBIDDEN.test(value) || value.includes('\n')) return 'VARIABLE_SIGN';
  if (LINK.test(value)) return 'VARIABLE_LINK';
  return null;
}

function problem(code: string): { ok: false; problem: string } {
  return { ok: false, problem: code };
}
