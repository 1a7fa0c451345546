/** What an account may be paying: all that is claimed of it, or some of its charges. */
export type Option = { amountFen: number; chargeIds: string[]; what: 'claimable' | 'charges' };
export type AccountOptions = { accountId: string; options: Option[] };
export type Part = { accountId: string } & Option;

/** More are not tried: what adds up among very many says nothing. */
const MOST_STEPS = 20_000;
const MOST_RUNS = 60;

/**
 * What an account's owner may have had in mind: all that is claimed; else one charge, or a run of charges one after the other, in the order
 * in which they fell due. The same amount twice is kept once, the longest due first.
 */
export function optionsOf(
  claimableFen: number,
  lines: readonly { chargeId: string; leftFen: number }[],
): Option[] {
  const options: Option[] =
    claimableFen > 0 ? [{ amountFen: claimableFen, chargeIds: [], what: 'claimable' }] : [];
  const owed = lines.filter(({ leftFen }) => leftFen > 0);
  for (let length = 1; length <= owed.length && options.length < MOST_RUNS; length += 1) {
    for (let from = 0; from + length <= owed.length; from += 1) {
      const run = owed.slice(from, from + length);
      const amountFen = run.reduce((sum, { leftFen }) => sum + leftFen, 0);
      if (options.some((option) => option.amountFen === amountFen)) continue;
      options.push({ amountFen, chargeIds: run.map(({ chargeId }) => chargeId), what: 'charges' });
    }
  }
  return options;
}

/**
 * How one amount is shared by several accounts so that nothing is left: from each of those taken one option. Those with fewest accounts first,
 * and among them those that pay all that is claimed.
 *
 * @param most how many answers
 */
export function addUp(amountFen: number, accounts: readonly AccountOptions[], most: number): Part[][] {
  const found: Part[][] = [];
  let steps = 0;
  const take = (index: number, leftFen: number, parts: readonly Part[]): void => {
    steps += 1;
    if (steps > MOST_STEPS || found.length >= most * 4) return;
    if (leftFen === 0) {
      if (parts.length > 1) found.push([...parts]);
      return;
    }
    const account = accounts[index];
    if (!account || leftFen < 0) return;
    for (const option of account.options) {
      if (option.amountFen > leftFen) continue;
      take(index + 1, leftFen - option.amountFen, [...parts, { accountId: account.accountId, ...option }]);
    }
    take(index + 1, leftFen, parts);
  };
  take(0, amountFen, []);
  const plain = (parts: readonly Part[]) => parts.filter(({ what }) => what === 'charges').length;
  return found.sort((a, b) => plain(a) - plain(b) || a.length - b.length).slice(0, most);
}
