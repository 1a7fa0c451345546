import type { TextForm } from '../text-codes';
import { fieldOf, isFieldName } from '../text-fields';
import { parseTemplate, writeTemplate } from '../text-template';

/** Variables of new accounts with the provider may have six characters. */
const VARIABLE_CHARACTERS = 6;
const SIGNATURE = '【安和物业】';

/**
 * A text with the longest that its fields can say and all of its parts there: for counting and for a preview.
 * @param limits text messages: characters by variable as the provider approved them; null: six each
 */
export function longestText(source: string, form: TextForm, limits: readonly number[] | null = null): string {
  let place = -1;
  const lines = writeTemplate(parseTemplate(source), {
    field: (name) => {
      if (!isFieldName(name)) return `{${name}}`;
      const { longest, fixed } = fieldOf(name);
      if (form !== 'sms' || fixed) return longest;
      place += 1;
      return longest.replaceAll(',', '').slice(0, limits?.[place] ?? VARIABLE_CHARACTERS);
    },
    holds: () => true,
  });
  const text = (lines ?? []).join('\n');
  return form === 'sms' ? `${SIGNATURE}${text}` : text;
}
