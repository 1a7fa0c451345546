import type { TextForm } from '../text-codes';
import { compileWords } from './compile-words';
import type { Finding } from './finding';
import { hanOf, type Squeezed, squeeze } from './squeeze';
import type { WordRule } from './word-rule';

const HAS_GAP = /⋯|\{\d+,\d*\}/;

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

type CompiledRule = Pick<WordRule, 'id' | 'zh' | 'en' | 'forms' | 'notForms'> & {
  withinSentence: RegExp;
  anywhere: RegExp;
  honest: RegExp | null;
};

/** By the list itself: rules of a place are merged once and used for every text. */
const compiled = new WeakMap<readonly WordRule[], readonly CompiledRule[]>();

/** A word hides behind whatever is put between its letters, so also behind a full stop; what has a gap is several words. */
export function compileRules(rules: readonly WordRule[]): readonly CompiledRule[] {
  const known = compiled.get(rules);
  if (known) return known;
  const built = rules.map(({ id, zh, en, forms, notForms, words, honest }) => {
    const all = words.flatMap(alternatives);
    return {
      ...{ id, zh, en, forms, notForms },
      withinSentence: compileWords(all),
      anywhere: compileWords(all.filter((word) => !HAS_GAP.test(word))),
      honest: honest ? compileWords(honest) : null,
    };
  });
  compiled.set(rules, built);
  return built;
}

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

/** @param rules of the place: those of all its packs */
export function wordFindings(form: TextForm, source: string, rules: readonly WordRule[]): Finding[] {
  const views = viewsOf(source);
  return compileRules(rules)
    .filter(({ forms, notForms }) => (forms?.includes(form) ?? true) && !notForms?.includes(form))
    .flatMap((rule) =>
      placesOf(views, rule, source).map((excerpt): Finding => {
        const { id, zh, en } = rule;
        return { rule: id, severity: 'error', zh: `${zh}：「${excerpt}」`, en: `${en}: ${excerpt}`, excerpt };
      }),
    );
}

/** The places in the source, each once, at most three: more would hide what is to be learned from them. */
const MOST_PLACES = 3;
const HONEST = '\uE001';

export function placesOf(
  views: readonly View[],
  { withinSentence, anywhere, honest }: Pick<CompiledRule, 'withinSentence' | 'anywhere' | 'honest'>,
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
