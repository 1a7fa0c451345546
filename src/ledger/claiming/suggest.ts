import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import { type AccountClaim, accountClaims } from '../claimable';
import { addUp, optionsOf, type Part } from './add-up';
import { type Candidate, type Clue, candidatesFor, type ParkedPayment } from './candidates';

export type Share = { accountId: string; amountFen: number; chargeIds: string[] };

/** One way to share the whole of a parked payment out. */
export type Proposal = {
  shares: Share[];
  /** 0–100 */
  degree: number;
  /** Nothing else comes near it: what is said, and what is owed, agree */
  certain: boolean;
  /** Of one account's share, what is more than it owes */
  beyondFen: number;
};

export type Suggestion = {
  candidates: (Candidate & { degree: number; claimableFen: number })[];
  proposals: Proposal[];
};

const MOST_CANDIDATES = 10;
const MOST_PROPOSALS = 5;
/** Among more accounts sums of any size can be found. */
const MOST_TO_ADD = 8;
const CERTAIN_FROM = 90;
/** How far the next one must be behind. */
const CERTAIN_BY = 25;

/** What a clue is worth. Together they are never more than 100. */
const WORTH: Record<Clue['code'], number> = {
  memo_object: 60,
  payer_is_party: 40,
  memo_name: 40,
  payer_paid_before: 35,
  amount_is_claimable: 30,
  amount_is_charges: 30,
  same_person: 10,
};

/** Clues that name somebody; the amount alone never does. */
const NAMES: ReadonlySet<Clue['code']> = new Set([
  'memo_object',
  'payer_is_party',
  'memo_name',
  'payer_paid_before',
]);

/** Whose a parked payment may be, how it may be shared out, and what speaks for it. Reads only. */
export async function suggestFor(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  payment: ParkedPayment,
  today: CivilDay,
): Promise<Suggestion> {
  const found = await candidatesFor(tx, context, payment);
  const claims = await accountClaims(
    tx,
    found.map(({ accountId }) => accountId),
    today,
  );
  const rated = found
    .map((candidate) => rate(candidate, payment.parkedFen, claims.get(candidate.accountId)))
    .sort((a, b) => b.degree - a.degree || (a.accountId < b.accountId ? -1 : 1))
    .slice(0, MOST_CANDIDATES);
  const proposals = [...singles(rated, payment, claims), ...splits(rated, payment, claims)]
    .sort((a, b) => b.degree - a.degree || a.shares.length - b.shares.length)
    .slice(0, MOST_PROPOSALS);
  return { candidates: rated, proposals: withCertainty(proposals) };
}

type Rated = Suggestion['candidates'][number];

function rate(candidate: Candidate, amountFen: number, claim: AccountClaim | undefined): Rated {
  const match = matchOf(amountFen, claim);
  const known = candidate.clues.filter(({ code }) => code !== 'amount_is_claimable');
  const clues: Clue[] = match
    ? [...known, { code: match.what === 'claimable' ? 'amount_is_claimable' : 'amount_is_charges' }]
    : known;
  return { ...candidate, clues, degree: degreeOf(clues), claimableFen: claim?.claimableFen ?? 0 };
}

function degreeOf(clues: readonly Clue[]): number {
  return Math.min(
    100,
    clues.reduce((sum, { code }) => sum + WORTH[code], 0),
  );
}

function linesOf(claim: AccountClaim) {
  return claim.lines.map(({ chargeId, principalLeftFen }) => ({ chargeId, leftFen: principalLeftFen }));
}

function matchOf(amountFen: number, claim: AccountClaim | undefined) {
  if (!claim) return undefined;
  return optionsOf(claim.claimableFen, linesOf(claim)).find((option) => option.amountFen === amountFen);
}

/** All of it to one account. */
function singles(
  rated: readonly Rated[],
  { parkedFen }: ParkedPayment,
  claims: ReadonlyMap<string, AccountClaim>,
): Proposal[] {
  return rated
    .filter(({ clues }) => clues.some(({ code }) => code !== 'same_person'))
    .map(({ accountId, degree, claimableFen }) => {
      const match = matchOf(parkedFen, claims.get(accountId));
      return {
        shares: [{ accountId, amountFen: parkedFen, chargeIds: match?.chargeIds ?? [] }],
        degree,
        certain: false,
        beyondFen: Math.max(0, parkedFen - claimableFen),
      };
    });
}

/** One transfer for several: rooms that are named, or one person's, whose amounts add up to the fen. */
function splits(
  rated: readonly Rated[],
  { parkedFen }: ParkedPayment,
  claims: ReadonlyMap<string, AccountClaim>,
): Proposal[] {
  const named = rated.filter(({ clues }) =>
    clues.some(({ code }) => NAMES.has(code) || code === 'same_person'),
  );
  const accounts = named.slice(0, MOST_TO_ADD).flatMap(({ accountId }) => {
    const claim = claims.get(accountId);
    return claim ? [{ accountId, options: optionsOf(claim.claimableFen, linesOf(claim)) }] : [];
  });
  return addUp(parkedFen, accounts, MOST_PROPOSALS).map((parts) => ({
    shares: parts.map(({ accountId, amountFen, chargeIds }) => ({ accountId, amountFen, chargeIds })),
    degree: degreeOfSplit(parts, rated),
    certain: false,
    beyondFen: 0,
  }));
}

/** As strong as its weakest part; that the amounts add up is a clue of its own, and a strong one where all is paid. */
function degreeOfSplit(parts: readonly Part[], rated: readonly Rated[]): number {
  const weakest = Math.min(
    ...parts.map(({ accountId }) => {
      const clues = rated.find((one) => one.accountId === accountId)?.clues ?? [];
      return degreeOf(
        clues.filter(({ code }) => code !== 'amount_is_charges' && code !== 'amount_is_claimable'),
      );
    }),
  );
  const whole = parts.every(({ what }) => what === 'claimable');
  return Math.min(100, weakest + (whole ? 40 : 30));
}

function withCertainty(proposals: readonly Proposal[]): Proposal[] {
  const [first, second] = proposals;
  return proposals.map((proposal) => ({
    ...proposal,
    certain:
      proposal === first &&
      proposal.degree >= CERTAIN_FROM &&
      proposal.beyondFen === 0 &&
      (second === undefined || proposal.degree - second.degree >= CERTAIN_BY),
  }));
}
