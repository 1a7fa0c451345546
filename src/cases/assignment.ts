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
  first_word: 'agent',
  tell_answer: 'agent',
  review_hold: 'supervisor',
  review_missed_instalment: 'agent',
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
  file_claim: 'counsel',
  decide_limitation: 'manager',
  limitation_alarm: 'manager',
  call_back: 'agent',
  update_contact: 'agent',
  read_reply: 'agent',
  support_request: 'manager',
  book_receipts: 'finance',
};

/** An overdue task goes owner → supervisor → manager, and stays in the manager's list. */
export function roleOfTask(kind: TaskKind, escalation: number): Role {
  if (escalation >= 2) return 'manager';
  // an owner who waits for his answer is the manager's business at once
  if (kind === 'answer_complaint' && escalation === 1) return 'manager';
  const owner = ROLE_OF_TASK[kind];
  return escalation === 1 ? (owner === 'supervisor' ? 'manager' : 'supervisor') : owner;
}

export type Assignment = { role: Role; assigneeId: string | null; standInForId: string | null };

type Place = { id: string; communityId: string; building: string | null };

/**
 * Who does it: of an agent's work the steward of the building; of any other the one person of the role to whom the account's number
 * falls, so that it stays with him. Whoever is away today has a stand-in, and it goes back to him; who has left has nothing.
 * Null where nobody has the role.
 */
export async function assign(tx: Tx, account: Place, role: Role, today: CivilDay): Promise<Assignment> {
  const staff = await staffOn(tx, account.communityId, today);
  const pool = staff.filter(({ roles }) => roles.includes(role)).map(({ userId }) => userId);
  const steward = role === 'agent' ? await stewardOf(tx, account) : null;
  const ownerId = steward?.stewardId ?? oneOf(pool, account.id);
  const owner = staff.find(({ userId }) => userId === ownerId);
  const present = staff.filter(({ away }) => !away).map(({ userId }) => userId);
  if (owner && !owner.away) return { role, assigneeId: owner.userId, standInForId: null };
  const standIn = [owner?.standInId, steward?.standInId].find((id) => id && present.includes(id));
  const others = pool.filter((id) => present.includes(id));
  const assigneeId = standIn ?? oneOf(others, account.id);
  // nobody of the role is there: it waits for him, unless he has left
  if (assigneeId === null) return { role, assigneeId: owner?.userId ?? null, standInForId: null };
  return { role, assigneeId, standInForId: owner?.userId ?? null };
}

type OnStaff = { userId: string; roles: string[]; away: boolean; standInId: string | null };

/** Who works in the community, and whether he is there that day. */
function staffOn(tx: Tx, communityId: string, today: CivilDay): Promise<OnStaff[]> {
  return tx.$queryRaw<OnStaff[]>`
    select m."userId", array_agg(m.role) as roles, bool_or(a.id is not null) as away,
      (array_agg(a."standInId"))[1] as "standInId"
    from membership m
    join app_user u on u.id = m."userId" and u."disabledAt" is null
    left join absence a on a."userId" = m."userId" and a."communityId" = m."communityId" and a."endedAt" is null
      and a."fromOn" <= ${today} and a."untilOn" >= ${today}
    where m."communityId" = ${communityId}::uuid
    group by m."userId" order by m."userId"`;
}

async function stewardOf(tx: Tx, { communityId, building }: Place) {
  if (building === null) return null;
  return tx.stewardship.findUnique({ where: { communityId_building: { communityId, building } } });
}

/** The same one for the same account. */
function oneOf(userIds: readonly string[], accountId: string): string | null {
  return userIds.at(placeOf(accountId) % Math.max(1, userIds.length)) ?? null;
}

/** A stable number for an id. */
function placeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-8), 16);
}
