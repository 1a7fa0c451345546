import type { Tx } from '../db/scope';
import { type CivilDay, daysBetween } from '../domain/civil-day';
import type { ReleaseRules } from '../domain/release';
import { accountClaims } from '../ledger/claimable';
import type { PolicyRules } from '../policy/schema';
import { limitationsOf } from './limitation';

/**
 * Why a case is not released with all the others of its wave: somebody decides about it alone. A developer is negotiated with; a claim
 * that has lapsed or is about to does not wait politely; what a take-over declared may be at court for all we know.
 */
export type ByHand = 'DEVELOPER' | 'LIMITATION' | 'TAKE_OVER';

type Rules = { release: Pick<ReleaseRules, 'byHandPartyKinds'>; limitation: PolicyRules['limitation'] };

export type ByHandFacts = {
  partyKind: string;
  /** declared at a take-over in words that a person has to read, and nobody has */
  graveDoubt: boolean;
  level: number;
  limitationOn: CivilDay | null;
};

export function byHand(facts: ByHandFacts, rules: Rules, today: CivilDay): ByHand | null {
  if (facts.graveDoubt) return 'TAKE_OVER';
  if (rules.release.byHandPartyKinds.some((kind) => kind === facts.partyKind)) return 'DEVELOPER';
  // at level 4 counsel acts on it already
  if (facts.level === 4 || facts.limitationOn === null) return null;
  return daysBetween(today, facts.limitationOn) <= rules.limitation.safeguardWithinDays ? 'LIMITATION' : null;
}

type WaitingCase = { id: string; accountId: string; level: number; account: { party: { kind: string } } };

/** Those of the cases that are decided about one by one. */
export async function byHandOf(
  tx: Tx,
  cases: readonly WaitingCase[],
  rules: Rules,
  { today }: { today: CivilDay },
): Promise<Map<string, ByHand>> {
  const accountIds = cases.map(({ accountId }) => accountId);
  const doubted = await graveDoubts(tx, accountIds);
  const claims = await accountClaims(tx, accountIds, today);
  const limitations = await limitationsOf(tx, claims);
  return new Map(
    cases.flatMap(({ id, accountId, level, account }) => {
      const facts = {
        partyKind: account.party.kind,
        graveDoubt: doubted.has(accountId),
        level,
        limitationOn: limitations.get(accountId) ?? null,
      };
      const why = byHand(facts, rules, today);
      return why === null ? [] : [[id, why] as const];
    }),
  );
}

/** Those that nobody has looked at, themselves or an account that was joined to them, and those whose case is to begin anew as corrected and has not yet. */
export async function graveDoubts(tx: Tx, accountIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ accountId: string }[]>`
    select coalesce(a."mergedIntoId", a.id) as "accountId" from take_over t join account a on a.id = t."accountId"
    where coalesce(a."mergedIntoId", a.id) = any(${[...accountIds]}::uuid[]) and ((t.grave and t."lookedAt" is null) or exists (
      select from dunning_case c where c.id = t."replacesCaseId" and c.status = 'open'))`;
  return new Set(rows.map(({ accountId }) => accountId));
}
