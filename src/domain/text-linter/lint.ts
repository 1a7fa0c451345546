import { TEXTS, type TextCode } from '../text-codes';
import { viewsOf, wordFindings } from './find-words';
import type { Finding } from './finding';
import { fixedDataFindings } from './fixed-data';
import { smsFindings } from './sms-rules';
import { structureFindings } from './structure';

/** A wording before it is anything: what the linter judges. */
export type Draft = { code: TextCode; subject: string | null; body: string };

/**
 * What is wrong with a wording (law 8): an error keeps it from being sent whoever approves. Pure, a function of the text alone.
 * The rules are named in docs/texts.md.
 * @param limits text messages: characters by variable as the provider approved them; null: six each
 */
export function lintText({ code, subject, body }: Draft, limits: readonly number[] | null = null): Finding[] {
  const { form } = TEXTS[code];
  const sources = subject === null ? [body] : [subject, body];
  return [
    ...sources.flatMap((source, index) => [
      ...structureFindings(code, source, index < sources.length - 1),
      ...wordFindings(form, source),
      ...fixedDataFindings(viewsOf(source), source),
    ]),
    ...(form === 'sms' ? smsFindings(body, limits) : []),
  ];
}
