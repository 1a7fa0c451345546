import type { CaseContext, CaseInput } from './context';

/** A case before its first level. */
export function initialContext(input: CaseInput): CaseContext {
  const { caseId, accountId, communityId, clock, openedAt, level, basis: entryBasis, cause } = input;
  return {
    machineVersion: 1,
    caseId,
    accountId,
    communityId,
    clock,
    now: openedAt,
    level,
    entry: 0,
    enteredAt: openedAt,
    basis: entryBasis,
    cause,
    ledgerVersion: input.ledgerVersion,
    claimableFen: input.claimableFen,
    principalFen: input.principalFen,
    oldestDueOn: input.oldestDueOn,
    next: null,
    dueAt: null,
    left: null,
    heldSince: null,
    heldInLevelMs: 0,
    heldSinceStepMs: 0,
    pending: {},
    done: [],
    demands: [],
    holds: [],
    brokenPromises: 0,
    openDisputes: [],
    freshReviewAt: null,
    freshReviewedAt: null,
    referral: null,
    milestones: [],
    windowEndsAt: null,
    thanked: false,
    closeReason: null,
  };
}
