import type { TextForm } from '../text-codes';
import type { Finding } from './finding';
import { hanOf, type Squeezed, squeeze } from './squeeze';
import { WORD_RULES } from './words';

/** `⋯`: up to eight characters, none of which is a field or ends a sentence */
const GAP = '[^\\uE000-\\uE002]{0,8}?';
const HAS_GAP = /⋯|\{\d+,\d*\}/;

export function compileWords(words: readonly string[]): RegExp {
  return new RegExp(words.map((word) => `(?:${word.replaceAll('⋯', GAP)})`).join('|') || '(?!)', 'gu');
}

/** `a(b|c)|d` → `a(b|c)`, `d` */
function alternatives(pattern: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const one of pattern) {
    if (one === '(' || one === '[') depth += 1;
    if (one === ')' || one === ']') depth -= 1;
    if (one === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += one;
  }
  return parts;
}

/** A word hides behind whatever is put between its letters, so also behind a full stop; what has a gap is several words. */
const COMPILED = WORD_RULES.map(({ id, zh, en, forms, notForms, words, honest }) => {
  const all = words.flatMap(alternatives);
  return {
    ...{ id, zh, en, forms, notForms },
    withinSentence: compileWords(all),
    anywhere: compileWords(all.filter((word) => !HAS_GAP.test(word))),
    honest: honest ? compileWords(honest) : null,
  };
});

type View = Squeezed & { sentences: 'marked' | 'joined' };

/** Every view of a text in which a word may be found: with and without its conditional parts, with and without Latin letters. */
export function viewsOf(body: string): View[] {
  const conditions = body.includes('〕') ? (['kept', 'left_out'] as const) : (['kept'] as const);
  return conditions.flatMap((condition) =>
    (['joined', 'marked'] as const).flatMap((sentences) => {
      const view = squeeze(body, condition, sentences);
      return [
        { ...view, sentences },
        { ...hanOf(view), sentences },
      ];
    }),
  );
}

export function wordFindings(form: TextForm, source: string): Finding[] {
  const views = viewsOf(source);
  return COMPILED.filter(
    ({ forms, notForms }) => (forms?.includes(form) ?? true) && !notForms?.includes(form),
  ).flatMap((rule) =>
    placesOf(views, rule, source).map((excerpt): Finding => {
      const { id, zh, en } = rule;
      return { rule: id, severity: 'error', zh: `${zh}：「${excerpt}」`, en: `${en}: ${excerpt}`, excerpt };
    }),
  );
}

/** The places in the source, each once, at most three: more would hide what is to be learned from them. */
const MOST_PLACES = 3;
const HONEST = '\uE001';

function placesOf(
  views: readonly View[],
  { withinSentence, anywhere, honest }: (typeof COMPILED)[number],
  source: string,
): string[] {
  const places = new Map<number, string>();
  for (const { text, at, sentences } of views) {
    const looked = honest ? text.replace(honest, (said) => HONEST.repeat(said.length)) : text;
    for (const { index, 0: found } of looked.matchAll(sentences === 'marked' ? withinSentence : anywhere)) {
      const from = at[index] ?? 0;
      if (!places.has(from)) places.set(from, source.slice(from, (at[index + found.length - 1] ?? from) + 1));
      if (places.size >= MOST_PLACES) return [...places.values()];
    }
  }
  return [...places.values()];
}
