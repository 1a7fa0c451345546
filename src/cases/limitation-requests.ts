import { rolesIn } from '../auth/actor';
import type { Context } from '../context';
import type { LimitationRequest, Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, daysBetween } from '../domain/civil-day';
import { isPastLimitation } from '../domain/limitation';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import type { EntryContent } from '../evidence/entries';
import { accountClaim } from '../ledger/claimable';
import type { FactEvent } from '../machine/events';
import { calendarOf } from '../policy/calendar-store';
import { currentPolicy } from '../policy/versions';
import { type AccountAtDesk, type AccountRef, lockAtDesk } from './account-at-desk';
import { assign } from './assignment';
import { actBeforeOf } from './limitation';
import type { StaffActor } from './staff';
import { dueAfter } from './wave-rows';

type RequestContext = Pick<Context, 'db' | 'cipher' | 'now'>;

/** The two offices whose consent it takes, each by a person of its own (law 6: a safeguard has its own two approvals). */
export const OFFICES = ['manager', 'counsel'] as const;
export type Office = (typeof OFFICES)[number];

export type NewRequest = {
  commandId: string;
  reason: string;
  chargeIds: readonly string[];
} & ({ kind: 'safeguard'; means: 'ems' | 'filing' } | { kind: 'naming' });

/**
 * 提请时效保全, or that charges past limitation be named in texts. The manager and counsel get a task each; who asks answers neither.
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, CHARGE_NOT_OWED, NO_OPEN_CASE, SAFEGUARD_NOT_NEAR, SAFEGUARD_LAPSED, NAMING_NOT_LAPSED, LIMITATION_REQUEST_STANDS
 */
export function askForLimitation(
  context: RequestContext,
  actor: StaffActor,
  ref: AccountRef,
  asked: NewRequest,
): Promise<{ requestId: string }> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'safeguard.request');
    const known = await tx.limitationRequest.findUnique({ where: { id: asked.commandId } });
    if (known) return { requestId: known.id };
    await refuseUnfit(tx, ref, desk, asked);
    const row = await tx.limitationRequest.create({
      data: {
        id: asked.commandId,
        ...ref,
        caseId: desk.caseId,
        kind: asked.kind,
        means: asked.kind === 'safeguard' ? asked.means : null,
        chargeIds: [...asked.chargeIds],
        requestedById: actor.userId,
        requestedAt: new Date(desk.time.now),
        reasonSealed: context.cipher.seal(asked.reason),
      },
    });
    await note(tx, context, row, { event: 'asked', byId: actor.userId, reason: asked.reason }, desk.time.now);
    await askBoth(tx, row, desk);
    return { requestId: row.id };
  });
}

async function refuseUnfit(
  tx: Tx,
  { accountId, communityId }: AccountRef,
  { time, caseId }: AccountAtDesk,
  asked: NewRequest,
): Promise<void> {
  const claim = await accountClaim(tx, accountId, time.today);
  const lines = claim.lines.filter(
    ({ chargeId, principalLeftFen }) => principalLeftFen > 0 && asked.chargeIds.includes(chargeId),
  );
  if (lines.length === 0 || lines.length < new Set(asked.chargeIds).size) {
    throw refused('CHARGE_NOT_OWED', '所选账单不在本户，或已无欠款', 'a charge is not owed by this account');
  }
  const standing = await tx.limitationRequest.count({
    where: { accountId, kind: asked.kind, status: { in: ['asked', 'approved'] } },
  });
  if (standing > 0) {
    throw refused('LIMITATION_REQUEST_STANDS', '已有一个同类提请在办', 'such a request stands already');
  }
  const dates = [...(await actBeforeOf(tx, lines)).values()];
  if (asked.kind === 'naming') {
    if (dates.every((day) => isPastLimitation(day, time.today))) return;
    throw refused('NAMING_NOT_LAPSED', '所选账单未过时效，无须审批', 'a charge is not past limitation');
  }
  const open = caseId && (await tx.dunningCase.count({ where: { id: caseId, status: 'open' } }));
  if (!open) throw refused('NO_OPEN_CASE', '此户没有进行中的案件', 'the account has no open case');
  const { policy } = await currentPolicy(tx, communityId);
  refuseFar(dates, time.today, policy.rules.limitation.safeguardWithinDays);
}

function refuseFar(dates: readonly CivilDay[], today: CivilDay, withinDays: number): void {
  if (dates.some((day) => isPastLimitation(day, today))) {
    throw refused(
      'SAFEGUARD_LAPSED',
      '所选账单已过时效，保全无效；只有债务人签字认可才能恢复',
      'a charge is past limitation: only a signed acknowledgement revives it',
    );
  }
  if (dates.some((day) => daysBetween(today, day) > withinDays)) {
    throw refused(
      'SAFEGUARD_NOT_NEAR',
      `时效剩余超过 ${withinDays} 天，请按常规催缴`,
      `more than ${withinDays} days are left: go the ordinary way`,
    );
  }
}

/**
 * One office's answer. A refusal ends the request; with both consents it is approved, and a safeguard goes to its case.
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, REQUEST_UNKNOWN, REQUEST_OVER, SAME_PERSON, OFFICE_ANSWERED, NOTHING_OWED
 */
export function answerLimitation(
  context: RequestContext,
  actor: StaffActor,
  ref: AccountRef,
  said: { requestId: string; commandId: string; office: Office; approved: boolean; reason: string | null },
): Promise<{ status: string }> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'safeguard.approve');
    const row = await lockRequest(tx, ref, said.requestId);
    if (await tx.limitationAnswer.findUnique({ where: { id: said.commandId } }))
      return { status: row.status };
    if (!rolesIn(actor, ref.communityId).includes(said.office)) {
      throw new UserError('NOT_PERMITTED', '您不在这个岗位', 'you do not hold this office', 403);
    }
    if (row.status !== 'asked') throw refused('REQUEST_OVER', '这个提请已经了结', 'this request is over');
    if (row.requestedById === actor.userId) {
      throw refused('SAME_PERSON', '提请人不能批准自己的提请，请另一人批准', 'who asked may not answer');
    }
    const given = await tx.limitationAnswer.findMany({ where: { requestId: row.id } });
    if (given.some(({ office }) => office === said.office)) {
      throw refused('OFFICE_ANSWERED', '这个岗位已经答复', 'this office has answered');
    }
    if (given.some(({ byId }) => byId === actor.userId)) {
      throw refused('SAME_PERSON', '两个岗位须由两人分别批准', 'the two offices are two persons');
    }
    if (said.approved && row.kind === 'safeguard') await requireOwed(tx, row, desk.time.today);
    const { now } = desk.time;
    await tx.limitationAnswer.create({
      data: {
        ...{ id: said.commandId, requestId: row.id, communityId: ref.communityId, office: said.office },
        ...{ byId: actor.userId, approved: said.approved, at: new Date(now) },
        reasonSealed: said.reason === null ? null : context.cipher.seal(said.reason),
      },
    });
    const event = said.approved ? 'approved' : 'refused';
    const { office, reason } = said;
    await note(tx, context, row, { event, office, byId: actor.userId, reason }, now);
    await endTasks(tx, row.id, said.approved ? office : null, now);
    if (!said.approved) return end(tx, row.id, 'refused', now, null);
    if (given.length === 0) return { status: 'asked' };
    await tx.limitationRequest.update({ where: { id: row.id }, data: { status: 'approved' } });
    if (row.kind === 'safeguard') {
      await tell(tx, row, { type: 'SAFEGUARD_APPROVED', at: now, requestId: row.id, means: meansOf(row) });
    }
    return { status: 'approved' };
  });
}

/** Taken back before it was carried out. @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, REQUEST_UNKNOWN, REQUEST_OVER */
export function withdrawLimitation(
  context: RequestContext,
  actor: StaffActor,
  ref: AccountRef,
  { requestId, reason }: { requestId: string; reason: string },
): Promise<void> {
  return withScope(context, ref.communityId, async (tx) => {
    const { time } = await lockAtDesk(tx, context, actor, ref, 'safeguard.request');
    const row = await lockRequest(tx, ref, requestId);
    if (row.status === 'withdrawn') return;
    if (row.status !== 'asked' && row.status !== 'approved') {
      throw refused('REQUEST_OVER', '这个提请已经了结', 'this request is over');
    }
    await note(tx, context, row, { event: 'withdrawn', byId: actor.userId, reason }, time.now);
    await endTasks(tx, row.id, null, time.now);
    await end(tx, row.id, 'withdrawn', time.now, 'BY_PERSON');
    if (row.kind === 'safeguard' && row.status === 'approved') {
      await tell(tx, row, { type: 'SAFEGUARD_WITHDRAWN', at: time.now, requestId: row.id });
    }
  });
}

async function lockRequest(tx: Tx, ref: AccountRef, requestId: string): Promise<LimitationRequest> {
  // the account's lock is held: whoever changes a request holds it
  const row = await tx.limitationRequest.findFirst({ where: { id: requestId, accountId: ref.accountId } });
  if (row) return row;
  throw new UserError('REQUEST_UNKNOWN', '没有这个提请', 'there is no such request', 404);
}

async function requireOwed(tx: Tx, row: LimitationRequest, today: CivilDay): Promise<void> {
  const claim = await accountClaim(tx, row.accountId, today);
  const owed = claim.lines.some(
    ({ chargeId, principalLeftFen }) => principalLeftFen > 0 && row.chargeIds.includes(chargeId),
  );
  if (!owed) throw refused('NOTHING_OWED', '所选账单已缴清，无须保全', 'what was to be safeguarded is paid');
}

export function meansOf({ means }: Pick<LimitationRequest, 'means'>): 'ems' | 'filing' {
  return means === 'filing' ? 'filing' : 'ems';
}

async function askBoth(tx: Tx, row: LimitationRequest, { account, time }: AccountAtDesk): Promise<void> {
  const calendar = await calendarOf(tx, row.communityId);
  for (const office of OFFICES) {
    await tx.task.create({
      data: {
        ...{ communityId: row.communityId, accountId: row.accountId, kind: 'decide_limitation' },
        ...(await assign(tx, account, office, time.today)),
        ...dueAfter(time.today, calendar),
        data: { requestId: row.id, office, request: row.kind },
        createdAt: new Date(time.now),
      },
    });
  }
}

async function endTasks(tx: Tx, requestId: string, office: Office | null, now: number): Promise<void> {
  await tx.task.updateMany({
    where: {
      kind: 'decide_limitation',
      status: { in: ['open', 'started'] },
      AND: [
        { data: { path: ['requestId'], equals: requestId } },
        ...(office === null ? [] : [{ data: { path: ['office'], equals: office } }]),
      ],
    },
    data: { status: 'done', endReason: 'ANSWERED', endedAt: new Date(now) },
  });
}

async function end(
  tx: Tx,
  id: string,
  status: 'refused' | 'withdrawn' | 'done',
  now: number,
  endReason: string | null,
): Promise<{ status: string }> {
  await tx.limitationRequest.update({ where: { id }, data: { status, endReason, endedAt: new Date(now) } });
  return { status };
}

/** The end of a safeguard's step, as its case recorded it. */
export async function endSafeguard(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  row: LimitationRequest,
  { status, reason, at }: { status: 'done' | 'withdrawn'; reason: string; at: number },
): Promise<void> {
  if (row.status !== 'approved') return;
  await note(tx, context, row, { event: status, byId: 'system', reason }, at);
  await end(tx, row.id, status, at, reason);
}

type Said = {
  event: EntryContent<'limitation_request'>['event'];
  office?: Office;
  byId: string;
  reason: string | null;
};

async function note(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  row: LimitationRequest,
  { event, office, byId, reason }: Said,
  now: number,
): Promise<void> {
  const { id, communityId, accountId, caseId, chargeIds } = row;
  await appendEvidence(tx, context, {
    ...{ communityId, accountId, caseId, at: new Date(now), actorId: byId },
    key: `limitation-request/${id}/${event}${office ? `/${office}` : ''}`,
    kind: 'limitation_request',
    content: {
      ...{ requestId: id, event, chargeIds, office: office ?? null, reason },
      request: row.kind === 'naming' ? 'naming' : 'safeguard',
      means: row.kind === 'safeguard' ? meansOf(row) : null,
    },
  });
}

async function tell(tx: Tx, row: LimitationRequest, event: FactEvent): Promise<void> {
  const { communityId, accountId, caseId } = row;
  const key = `limitation/${row.id}/${event.type}`;
  await tx.signalOutbox.createMany({
    data: [{ communityId, accountId, caseId, event: event as Prisma.InputJsonObject, key }],
    skipDuplicates: true,
  });
}

function refused(code: string, zh: string, en: string): UserError {
  return new UserError(code, zh, en, 409);
}
