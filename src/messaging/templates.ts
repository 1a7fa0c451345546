import { LONGEST_SMS_CHARACTERS, smsSegments } from '../domain/sms-segments';
import { type TextCode, textsFor } from '../domain/text-codes';
import { fieldOf, isFieldName } from '../domain/text-fields';
import type { ActiveText, ActiveTexts } from './active-texts';
import { signatureOf, type TextFacts } from './text-facts';
import { fieldValue } from './text-values';

/**
 * Text messages. The fields of a wording are the provider's variables: numbered from 1 in the order in which they stand, never
 * adjacent, six characters at most on new accounts, no link, no ¥; the signature counts. What is the community's own and never
 * changes (its telephone) is fixed text there. A text is chosen by what fits: the first alternative whose variables keep
 * their limits, in one message.
 */

/** Characters that a variable may have where the settings of the provider name no more. */
export const VARIABLE_CHARACTERS = 6;

/** Characters by variable, by template id (`T1@1`), as the provider approved them. */
export type SmsLimits = ReadonlyMap<string, readonly number[]>;

export type TextSet = {
  active: ActiveTexts;
  /** ids of templates that the provider refused */
  closed: ReadonlySet<string>;
  limits: SmsLimits;
};

export type RenderedSms = { templateId: string; text: string; params: string[]; segments: number };

/** One wording with these facts; null when a variable does not fit. */
export function renderSms(
  text: ActiveText,
  facts: TextFacts,
  limits: SmsLimits = new Map(),
): RenderedSms | null {
  const most = limits.get(text.id);
  const params: string[] = [];
  let body = '';
  for (const node of text.body.lines.flat()) {
    if (node.kind === 'if') return null;
    if (node.kind === 'text') {
      body += node.text;
      continue;
    }
    const value = isFieldName(node.name) ? fieldValue(node.name, facts, 'sms') : null;
    if (value === null || value === '') return null;
    body += value;
    if (isFixed(node.name)) continue;
    if (value.length > (most?.[params.length] ?? VARIABLE_CHARACTERS)) return null;
    params.push(value);
  }
  const whole = `【${signatureOf(facts.companyName)}】${body}`;
  if (whole.length > LONGEST_SMS_CHARACTERS) return null;
  return { templateId: text.id, text: whole, params, segments: smsSegments(whole) };
}

/** The body as the provider is asked to approve it: `{1}业主您好：…`. */
export function providerBody(
  text: ActiveText,
  facts: Pick<TextFacts, 'companyName' | 'communityName' | 'servicePhone'>,
): string {
  const fixed: Record<string, string> = {
    公司: facts.companyName,
    小区: facts.communityName,
    服务电话: facts.servicePhone,
  };
  let count = 0;
  return text.body.lines
    .flat()
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'if') return '';
      if (isFixed(node.name)) return fixed[node.name] ?? '';
      count += 1;
      return `{${count}}`;
    })
    .join('');
}

/** The names of a text message's variables in the order of the provider's numbers. */
export function variablesOf(text: ActiveText): string[] {
  return text.body.lines
    .flat()
    .flatMap((node) => (node.kind === 'field' && !isFixed(node.name) ? [node.name] : []));
}

/** The first alternative that fits one message, else the shortest that fits at all; null: no approved one can say it. */
export function chooseSms(
  code: string | null,
  facts: TextFacts,
  { active, closed, limits }: TextSet,
): RenderedSms | null {
  const fitting = textsFor('sms', code)
    .map((one: TextCode) => active.get(one))
    .filter((text): text is ActiveText => text !== undefined && !closed.has(text.id))
    .map((text) => renderSms(text, facts, limits))
    .filter((rendered): rendered is RenderedSms => rendered !== null);
  return (
    fitting.find((rendered) => rendered.segments === 1) ??
    fitting.sort((a, b) => a.text.length - b.text.length)[0] ??
    null
  );
}

function isFixed(name: string): boolean {
  return isFieldName(name) && fieldOf(name).fixed === true;
}
