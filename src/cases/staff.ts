import { z } from 'zod';
import { type Actor, mayActOnAccount, rolesIn } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { can } from '../domain/permissions';
import type { Role } from '../domain/roles';
import { type HoldKind, holdKindSchema } from '../domain/vocabulary';
import { PassingError, UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import type { CaseContext } from '../machine/context';
import type { StaffEvent } from '../machine/events';
import { officeOf } from '../machine/laws';
import { refusal } from '../machine/refusal';
import { policyOfCase } from '../policy/versions';
import { eventOf } from './command-event';
import { permissionsFor, type StaffCommand, staffCommandSchema } from './commands';
import { readPlanningFacts } from './facts';
import { noticeMeans } from './means-alerts';
import { refusedError } from './refusals';
import { recordedSnapshot } from './snapshot';
import { updateCase } from './staff-update';

export type StaffActor = Pick<Actor, 'userId' | 'memberships'>;

export type StaffRequest = {
  communityId: string;
  /** The caller's: the same id again is the same command, and gets the first answer */
  commandId: string;
  caseId: string;
  command: StaffCommand;
  /** The reason or what was said: sealed, never in a history */
  text: string | null;
};

export type Accepted = { commandId: string; caseId: string; turn: number | null };

/**
 * What a person says to a case: its text first, into the database; then an update that carries ids only. Answers once the case's record
 * of it is committed.
 *
 * @throws {UserError} NOT_PERMITTED, CASE_UNKNOWN, COMMAND_ID_TAKEN, or the refusal with its sentence
 * @throws {PassingError} CASE_NOT_ANSWERING when no worker is there, or Temporal is not
 */
export async function sendStaffCommand(
  context: Context,
  actor: StaffActor,
  request: StaffRequest,
): Promise<Accepted> {
  const command = staffCommandSchema.parse(request.command);
  const received = await withScope(context, request.communityId, (tx) =>
    receive(tx, context, actor, { ...request, command }),
  );
  const { commandId, caseId, communityId } = request;
  if (received.status === 'refused') throw refusedError(received.refusal);
  const accepted =
    received.status === 'accepted'
      ? { commandId, caseId, turn: null }
      : { commandId, caseId, turn: await execute(context, request, received) };
  await withScope(context, communityId, (tx) => conclude(tx, context, actor, { ...request, command }));
  return accepted;
}

/** Whether the case would take each of them now, in their order: for buttons, and why not. Null: it would. What it stands on is read once. */
export function refusalsOf(
  context: Context,
  actor: StaffActor,
  { communityId, caseId }: Pick<StaffRequest, 'communityId' | 'caseId'>,
  commands: readonly StaffCommand[],
): Promise<(UserError | null)[]> {
  return withScope(context, communityId, async (tx) => {
    const base = await readBase(tx, context, actor, { communityId, caseId });
    const refused: (UserError | null)[] = [];
    for (const command of commands) {
      try {
        const event = await eventFor(tx, actor, base, { communityId, commandId: PREVIEW_ID, command });
        const code = refusal(base.snapshot, event);
        const details = event.type === 'REFERRAL_REQUESTED' ? { missing: event.missing } : undefined;
        refused.push(code && refusedError(code, details));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        refused.push(error);
      }
    }
    return refused;
  });
}

const PREVIEW_ID = '00000000-0000-7000-8000-000000000000';

// ── The row ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Received =
  | { status: 'accepted' }
  | { status: 'refused'; refusal: string }
  | { status: 'received'; accountId: string; event: StaffEvent };

async function receive(
  tx: Tx,
  context: Context,
  actor: StaffActor,
  request: StaffRequest,
): Promise<Received> {
  const { commandId, communityId, caseId, command, text } = request;
  const known = await tx.command.findUnique({ where: { id: commandId } });
  if (known && (known.caseId !== caseId || known.byId !== actor.userId || !isSame(known, command))) {
    throw new UserError(
      'COMMAND_ID_TAKEN',
      '这个编号已用于另一件事',
      'this id was used for something else',
      409,
    );
  }
  if (known?.status === 'accepted') return { status: 'accepted' };
  if (known?.status === 'refused') return { status: 'refused', refusal: known.refusal ?? 'NOT_NOW' };
  const { event, accountId } = await prepare(tx, context, actor, request);
  if (!known) {
    await tx.command.create({
      data: {
        id: commandId,
        communityId,
        caseId,
        byId: actor.userId,
        kind: command.kind,
        payload: command as unknown as Prisma.InputJsonValue,
        textSealed: text === null ? null : context.cipher.seal(text),
      },
    });
    const { now } = await communityTime(tx, communityId, context.now());
    const written = { communityId, accountId, caseId, text, byId: actor.userId, now };
    await noticeMeans(tx, { ...written, source: 'command', sourceId: commandId });
  }
  return { status: 'received', accountId, event };
}

/** What an outcome of a task said is committed with the outcome, under the event's name: the same command in other words. */
function isSame(known: { kind: string; payload: Prisma.JsonValue }, { kind }: StaffCommand): boolean {
  return known.kind === kind || outcomePayload.safeParse(known.payload).success;
}

const outcomePayload = z.looseObject({ outcomeId: z.string() });

async function prepare(
  tx: Tx,
  context: Context,
  actor: StaffActor,
  request: Pick<StaffRequest, 'commandId' | 'communityId' | 'caseId' | 'command'>,
) {
  const base = await readBase(tx, context, actor, request);
  const event = await eventFor(tx, actor, base, request);
  return { event, snapshot: base.snapshot, accountId: base.accountId };
}

type Base = Awaited<ReturnType<typeof readBase>>;

/** The case as it stands, for whoever may act on its account. */
async function readBase(
  tx: Tx,
  context: Context,
  actor: StaffActor,
  { communityId, caseId }: Pick<StaffRequest, 'communityId' | 'caseId'>,
) {
  const row = await tx.dunningCase.findFirst({
    where: { id: caseId, communityId },
    select: {
      accountId: true,
      policyVersionId: true,
      snapshot: true,
      account: { select: { building: true } },
    },
  });
  const time = await communityTime(tx, communityId, context.now());
  const account = row && { id: row.accountId, communityId, building: row.account.building };
  if (!row || !account || !(await mayActOnAccount(tx, actor, account, time.today))) {
    throw new UserError('CASE_UNKNOWN', '没有这个案件，或不归您办理', 'there is no such case of yours', 404);
  }
  if (row.snapshot === null) throw new PassingError('CASE_NOT_BEGUN', 'the case is just being opened');
  const snapshot = recordedSnapshot(row.snapshot);
  const { facts, claim } = await readPlanningFacts(tx, snapshot.context, time.now);
  const policy = await policyOfCase(tx, { communityId, policyVersionId: row.policyVersionId });
  return { accountId: row.accountId, snapshot, facts, claim, policy, time };
}

async function eventFor(
  tx: Tx,
  actor: StaffActor,
  { snapshot, facts, claim, policy, time }: Base,
  { commandId, communityId, command }: Pick<StaffRequest, 'commandId' | 'communityId' | 'command'>,
): Promise<StaffEvent> {
  return eventOf(tx, command, {
    commandId,
    actorId: actor.userId,
    role:
      officeToAnswer(actor, communityId, command, snapshot.context) ??
      roleFor(actor, communityId, command, await holdKindOf(tx, command)),
    context: snapshot.context,
    policy,
    calendar: facts.calendar,
    facts,
    claim,
    time,
  });
}

async function holdKindOf(tx: Tx, command: StaffCommand): Promise<HoldKind | null> {
  if (command.kind !== 'clear_hold') return null;
  const hold = await tx.hold.findUnique({ where: { id: command.holdId }, select: { kind: true } });
  return hold && holdKindSchema.parse(hold.kind);
}

/** The role in which he may say it; of several the one with the most to say comes last in the table, and is taken first. */
function roleFor(
  actor: StaffActor,
  communityId: string,
  command: StaffCommand,
  holdKind: HoldKind | null,
): Role {
  const needed = permissionsFor(command, holdKind);
  const roles = rolesIn(actor, communityId).filter((role) =>
    needed.some((permission) => can(role, permission)),
  );
  const role = PRECEDENCE.find((one) => roles.includes(one));
  if (role) return role;
  throw new UserError('NOT_PERMITTED', '您的岗位不能办理此事', 'your role may not do this', 403, {
    needs: needed,
  });
}

/** Who has several offices answers a referral in the one whose approval is still open. */
function officeToAnswer(
  actor: StaffActor,
  communityId: string,
  command: StaffCommand,
  context: CaseContext,
): Role | null {
  if (command.kind !== 'answer_referral') return null;
  const roles = rolesIn(actor, communityId).filter((role) => can(role, 'referral.approve'));
  const standsFor = (role: Role) => officeOf(context, { id: actor.userId, role });
  return roles.find((role) => standsFor(role) === role) ?? roles.find((role) => standsFor(role)) ?? null;
}

const PRECEDENCE: Role[] = [
  'company',
  'manager',
  'supervisor',
  'counsel',
  'finance',
  'lawyer',
  'support',
  'agent',
];

// ── The update ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function execute(
  context: Context,
  { commandId, caseId, communityId }: StaffRequest,
  { accountId, event }: Extract<Received, { status: 'received' }>,
): Promise<number> {
  const answer = await updateCase(context, { caseId, accountId, communityId }, event);
  if (answer.accepted) return answer.turn;
  await withScope(context, communityId, (tx) =>
    tx.command.updateMany({
      where: { id: commandId, status: 'received' },
      data: { status: 'refused', refusal: answer.refusal },
    }),
  );
  throw refusedError(
    answer.refusal,
    event.type === 'REFERRAL_REQUESTED' ? { missing: event.missing } : undefined,
  );
}

// ── Afterwards ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What an accepted command leaves beside its case; done again without harm. */
async function conclude(tx: Tx, context: Context, actor: StaffActor, request: StaffRequest): Promise<void> {
  const { command, communityId, caseId, text } = request;
  if (command.kind !== 'clear_hold' || command.verdict !== 'answered') return;
  const dispute = await tx.dispute.findUnique({ where: { id: command.holdId } });
  if (!dispute || dispute.answeredAt) return;
  const { now } = await communityTime(tx, communityId, context.now());
  await tx.dispute.update({
    where: { id: dispute.id },
    data: {
      answeredAt: new Date(now),
      result: 'answered',
      answerSealed: text === null ? null : context.cipher.seal(text),
      answeredById: actor.userId,
    },
  });
  await appendEvidence(tx, context, {
    communityId,
    accountId: dispute.accountId,
    caseId,
    key: `dispute/${dispute.id}/answered`,
    at: new Date(now),
    actorId: actor.userId,
    kind: 'dispute_answered',
    content: { disputeId: dispute.id, kind: 'service', result: 'answered', answer: text },
  });
}
