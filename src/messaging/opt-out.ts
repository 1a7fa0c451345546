/** What an owner writes who wants no more of them. Source: the provider's own words of refusal, and R, which marketing messages ask for. */
const WORDS: ReadonlySet<string> = new Set(['T', 'N', 'R', 'TD', '退订', 'QX', '取消', '拒收', '0000']);

/** Only the word alone is one: "请退订报纸" is a sentence, and somebody reads it. Case, width, spaces and marks around it do not count. */
export function isOptOut(text: string): boolean {
  const word = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{P}\p{S}\p{Cf}]/gu, '');
  return WORDS.has(word);
}
