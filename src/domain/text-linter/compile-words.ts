/** `⋯`: up to eight characters, none of which is a field or ends a sentence */
const GAP = '[^\\uE000-\\uE002]{0,8}?';

/** One regular expression over a squeezed text; none of no words. */
export function compileWords(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => `(?:${word.replaceAll('⋯', GAP)})`).join('|') || '(?!)', 'gu');
}
