import { type RulePack, rulePackSchema } from './schema';

export type PackProblem = { path: string; zh: string };

/**
 * A pack as counsel wrote it: what is wrong with it, each by its place, or the pack. Beside the schema: words of a pack that does not ship
 * with the product hold only what ends soon whatever text they meet, so no repetition of groups.
 */
export function checkPack(document: unknown): { pack: RulePack | null; problems: PackProblem[] } {
  const read = rulePackSchema.safeParse(document);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), zh: message }));
    return { pack: null, problems };
  }
  const problems = [...unsafe(read.data.words, 'words'), ...unsafe(read.data.means, 'means')];
  return problems.length > 0 ? { pack: null, problems } : { pack: read.data, problems };
}

/** A repetition after a group, or one without an end: what makes an expression slow is made of these. */
const REPEATS = /\)[*+{]|[*+]|\{\d*,\}|\{\d{3,}|\\[1-9k]/;

function unsafe(
  rules: readonly { words: readonly string[]; honest?: readonly string[] | undefined }[],
  where: string,
): PackProblem[] {
  return rules.flatMap(({ words, honest = [] }, index) =>
    [
      ...words.map((word, at) => ({ word, path: `${where}.${index}.words.${at}` })),
      ...honest.map((word, at) => ({ word, path: `${where}.${index}.honest.${at}` })),
    ]
      .filter(({ word }) => REPEATS.test(word))
      .map(({ path }) => ({ path, zh: '词：不用 * + 与成组的重复，中间的字用 ⋯ 表示' })),
  );
}
