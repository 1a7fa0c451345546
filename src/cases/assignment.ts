import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import type { Role } from '../domain/roles';
import type { TaskKind } from '../machine/vocabulary';

/** Whose work a kind of task is. */
const ROLE_OF_TASK: Record<TaskKind, Role> = {
  call: 'agent',
  wechat: 'agent',
  post: 'agent',
  mail: 'agent',
  visit: 'supervisor',
  care_call: 'supervisor',
  verify_payment: 'finance',
  answer_complaint: 'supervisor',
  review_hold: 'supervisor',
  review_broken_promise: 'supervisor',
  review_reversal: 'supervisor',
  review_fresh: 'supervisor',
  review_case: 'supervisor',
  propose_referral: 'supervisor',
  approve_referral: 'manager',
  counsel_confirm: 'counsel',
  prepare_package: 'counsel',
  lawyer_letter: 'lawyer',
  choose_procedure: 'counsel',
  follow_procedure: 'counsel',
  confirm_settling: 'counsel',
  book_receipts: 'finance',
};

/** An overdue task goes owner → supervisor → manager, and stays in the manager's list. */
export function roleOfTask(kind: TaskKind, escalation: number): Role {
  if (escalation >= 2) return 'manager';
  const owner = ROLE_OF_TASK[kind];
  return escalation === 1 ? (owner === 'supervisor' ? 'manager' : 'supervisor') : owner;
}

export type Assignment = { role: Role; assigneeId: string | null };

/**
 * Who does it: of an agent's work the steward of the building, or the stand-in while he is away; of any other the one person of the
 * role to whom the account's number falls, so that it stays with him. Null where nobody has the role.
 */
export async function assign(
  tx: Tx,
  account: { id: string; communityId: string; building: string | null },
  role: Role,
  today: CivilDay,
): Promise<Assignment> {
  if (role === 'agent' && account.building !== null) {
    const stewardship = await tx.stewardship.findUnique({
      where: { communityId_building: { communityId: account.communityId, building: account.building } },
    });
    if (stewardship) {
      const { stewardId, standInId, awayUntilOn } = stewardship;
      const isAway = standInId !== null && awayUntilOn !== null && awayUntilOn >= today;
      return { role, assigneeId: isAway ? standInId : stewardId };
    }
  }
  const members = await tx.membership.findMany({
    where: { communityId: account.communityId, role, user: { is: { disabledAt: null } } },
    orderBy: { userId: 'asc' },
    select: { userId: true },
  });
  return { role, assigneeId: members.at(placeOf(account.id) % Math.max(1, members.length))?.userId ?? null };
}

/** A stable number for an id. */
function placeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-8), 16);
}
