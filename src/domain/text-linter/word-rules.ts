import type { TextForm } from '../text-codes';
import type { Finding } from './finding';
import { hanOf, type Squeezed, squeeze } from './squeeze';
import { WORD_RULES, type WordRule } from './words';

/** `⋯`: up to eight characters, none of which is a field */
const GAP = '[^\\uE000]{0,8}?';

export function compileWords(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => `(?:${word.replaceAll('⋯', GAP)})`).join('|'), 'gu');
}

type Compiled = Omit<WordRule, 'words' | 'honest'> & { words: RegExp; honest: RegExp | null };

const COMPILED: readonly Compiled[] = WORD_RULES.map(({ words, honest, ...rule }) => ({
  ...rule,
  words: compileWords(words),
  honest: honest ? compileWords(honest) : null,
}));

/** Every view of a text in which a word may be found: with and without its conditional parts, with and without Latin letters. */
export function viewsOf(body: string): Squeezed[] {
  const kept = squeeze(body, 'kept');
  const views = [kept, hanOf(kept)];
  if (!body.includes('〕')) return views;
  const leftOut = squeeze(body, 'left_out');
  return [...views, leftOut, hanOf(leftOut)];
}

export function wordFindings(form: TextForm, source: string): Finding[] {
  const views = viewsOf(source);
  return COMPILED.filter(
    ({ forms, notForms }) => (forms?.includes(form) ?? true) && !notForms?.includes(form),
  ).flatMap(({ id, zh, en, words, honest }) =>
    placesOf(views, words, honest, source).map((excerpt): Finding => {
      return { rule: id, severity: 'error', zh: `${zh}：「${excerpt}」`, en: `${en}: ${excerpt}`, excerpt };
    }),
  );
}

/** The places in the source, each once, at most three: more would hide what is to be learned from them. */
const MOST_PLACES = 3;

const HONEST = '\uE001';
const SENTENCE_END = /[。！？!?；;\n]/;

/** What is longer is several words, and those belong together only within a sentence. */
const LONGEST_WORD = 5;

function placesOf(
  views: readonly Squeezed[],
  words: RegExp,
  honest: RegExp | null,
  source: string,
): string[] {
  const places = new Map<number, string>();
  for (const { text, at } of views) {
    const looked = honest ? text.replace(honest, (said) => HONEST.repeat(said.length)) : text;
    words.lastIndex = 0;
    for (let match = words.exec(looked); match; match = words.exec(looked)) {
      const { index, 0: found } = match;
      const from = at[index] ?? 0;
      const place = source.slice(from, (at[index + found.length - 1] ?? from) + 1);
      if (found.includes(HONEST) || (found.length > LONGEST_WORD && SENTENCE_END.test(place))) {
        words.lastIndex = index + 1;
        continue;
      }
      if (!places.has(from)) places.set(from, place);
      if (places.size >= MOST_PLACES) return [...places.values()];
    }
  }
  return [...places.values()];
}
