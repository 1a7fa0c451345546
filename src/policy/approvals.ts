import type { Fen } from '../domain/money';
import type { Role } from '../domain/roles';
import type { PolicyRules } from './schema';

/** Whether a role may approve by itself. Four eyes are another question: the requester never approves, whatever his role. */
export type Approvals = PolicyRules['approvals'];
export type AmountLimit = Approvals['waiveLateFee'];

/** @param limit by role: null without limit, a role that is not named may not */
export function mayApproveAmount(limit: AmountLimit, role: Role, amountFen: Fen): boolean {
  const most = limit[role];
  if (most === undefined) return false;
  return most === null || amountFen <= most;
}

export function mayApprovePlan(
  approvals: Approvals,
  role: Role,
  plan: { instalments: number; totalFen: Fen },
): boolean {
  const most = approvals.instalmentPlan[role];
  if (most === undefined) return false;
  return most === null || (plan.instalments <= most.instalments && plan.totalFen <= most.fen);
}

/** Who has to approve a referral; each role named must. Up to the limits the manager alone, above them company and counsel. */
export function referralApprovers(
  approvals: Approvals,
  batch: { accounts: number; largestFen: Fen },
): Role[] {
  const { managerFenPerAccount, managerAccountsPerBatch } = approvals.referral;
  const within = batch.largestFen <= managerFenPerAccount && batch.accounts <= managerAccountsPerBatch;
  return within ? ['manager'] : ['company', 'counsel'];
}

/** 豁免: whether one more in the calendar month is left for that person. */
export function mayExempt(approvals: Approvals, role: Role, usedThisMonth: number): boolean {
  return usedThisMonth < (approvals.exemptionsPerMonth[role] ?? 0);
}
