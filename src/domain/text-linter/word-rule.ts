import type { TextForm } from '../text-codes';

/**
 * What no text may say, as data: the national default, the strictest reading. Words are regular expressions over the squeezed text
 * (squeeze.ts): only Han characters, a–z and 0–9, `⋯` standing for a few characters in between but never for a field.
 */
export type WordRule = {
  id: string;
  zh: string;
  en: string;
  /** Only in these; default: everywhere */
  forms?: readonly TextForm[];
  notForms?: readonly TextForm[];
  words: readonly string[];
  /** Honest wording that contains such a word: it is not looked at */
  honest?: readonly string[];
};
