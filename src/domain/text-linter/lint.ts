import type { RulesOfPlace } from '../rule-packs/merge';
import { NATIONAL_RULES } from '../rule-packs/shipped';
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
 * @param rules of the place, by its rule packs; default: the national ones
 */
export function lintText(
  { code, subject, body }: Draft,
  limits: readonly number[] | null = null,
  { words }: Pick<RulesOfPlace, 'words'> = NATIONAL_RULES,
): Finding[] {
  const { form } = TEXTS[code];
  const sources = subject === null ? [body] : [subject, body];
  return [
    ...sources.flatMap((source, index) => [
      ...structureFindings(code, source, index < sources.length - 1),
      ...wordFindings(form, source, words),
      ...fixedDataFindings(viewsOf(source), source),
    ]),
    ...(form === 'sms' ? smsFindings(body, limits) : []),
  ];
}
