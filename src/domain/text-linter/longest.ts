import type { TextForm } from '../text-codes';
import { fieldOf, isFieldName } from '../text-fields';
import { parseTemplate, writeTemplate } from '../text-template';

/** Variables of new accounts with the provider may have six characters. */
const VARIABLE_CHARACTERS = 6;

export type LongestOptions = {
  /** Text messages: characters by variable as the provider approved them; null: six each */
  limits?: readonly number[] | null;
  /** Text messages: what is shown between 【】 */
  signature?: string;
  /** What a community really is called, instead of an example */
  fixed?: Readonly<Record<string, string>>;
};

/** A text with the longest that its fields can say and all of its parts there: for counting and for a preview. */
export function longestText(
  source: string,
  form: TextForm,
  { limits = null, signature = '安和物业', fixed = {} }: LongestOptions = {},
): string {
  let place = -1;
  const lines = writeTemplate(parseTemplate(source), {
    field: (name) => {
      if (!isFieldName(name)) return `{${name}}`;
      const field = fieldOf(name);
      const longest = fixed[name] ?? field.longest;
      if (form !== 'sms' || field.fixed) return longest;
      place += 1;
      return longest.replaceAll(',', '').slice(0, limits?.[place] ?? VARIABLE_CHARACTERS);
    },
    holds: () => true,
  });
  const text = (lines ?? []).join('\n');
  return form === 'sms' ? `【${signature}】${text}` : text;
}
