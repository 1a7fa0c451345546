import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import type { AccountMove } from '../../db/generated/client';
import { withScope } from '../../db/scope';
import { PassingError } from '../../errors';
import { SYSTEM_ACTOR } from '../../evidence/notes';
import type { StaffEvent } from '../../machine/events';
import { openCasesOf } from '../open';
import { updateCase } from '../staff-update';
import { startWorkflows } from '../workflow-of-case';
import { type FollowUp, followUpSchema } from './follow-up';

export type MoveIds = { communityId: string; moveId: string };
export type MoveState = 'finished' | 'telling';

/** A case that was just opened has its first record in a moment. */
const ATTEMPTS = 25;
const BETWEEN_MS = 200;

/**
 * Tells the cases of two accounts what moved between them, each step once by its id; done again it goes on where it stopped. Where a case
 * does not answer now, the scan tells it.
 */
export async function finishMove(context: Context, { communityId, moveId }: MoveIds): Promise<MoveState> {
  const move = await withScope(context, communityId, (tx) =>
    tx.accountMove.findFirst({ where: { id: moveId, communityId } }),
  );
  if (!move || move.finishedAt) return 'finished';
  try {
    for (const followUp of z.array(followUpSchema).parse(move.followUps)) await tell(context, move, followUp);
  } catch (error) {
    if (!(error instanceof PassingError)) throw error;
    context.logger.warn({ moveId, code: error.code }, 'the cases of a move are told later');
    return 'telling';
  }
  await withScope(context, communityId, async (tx) => {
    const { now } = await communityTime(tx, communityId, context.now());
    await tx.accountMove.updateMany({
      where: { id: moveId, finishedAt: null },
      data: { finishedAt: new Date(now) },
    });
  });
  return 'finished';
}

/** Those that were committed and whose cases have not heard all of it: their caller crashed, or a case did not answer. */
export async function finishMoves(context: Context, communityId: string): Promise<void> {
  const moves = await withScope(context, communityId, (tx) =>
    tx.accountMove.findMany({
      where: { communityId, finishedAt: null },
      orderBy: { realAt: 'asc' },
      select: { id: true },
      take: 200,
    }),
  );
  for (const { id } of moves) await finishMove(context, { communityId, moveId: id });
}

async function tell(context: Context, move: AccountMove, followUp: FollowUp): Promise<void> {
  switch (followUp.do) {
    case 'hold':
      return tellHold(context, move, followUp);
    case 'close':
      return tellEnd(context, move, followUp);
    case 'lift':
      return tellLift(context, move, followUp);
    case 'open':
      return openAgain(context, move, followUp.accountId);
    case 'level':
      return tellLevel(context, move, followUp);
    default: {
      const never: never = followUp;
      throw new Error(`unknown follow-up: ${JSON.stringify(never)}`);
    }
  }
}

type Of<Do extends FollowUp['do']> = Extract<FollowUp, { do: Do }>;

async function tellHold(context: Context, move: AccountMove, followUp: Of<'hold'>): Promise<void> {
  const { commandId, hold } = followUp;
  const live = await openCase(context, move.communityId, move.intoId);
  if (!live) return refuse(context, move, commandId, 'CASE_CLOSED');
  const { at, isKnown } = await command(context, move, live.id, {
    id: commandId,
    kind: 'HOLD_PLACED',
    payload: { moveId: move.id, hold },
    textSealed: followUp.reasonSealed,
  });
  if (isKnown) return;
  if (hold.endsAt <= at) return refuse(context, move, commandId, 'HOLD_END_PAST');
  await say(context, move, live, {
    type: 'HOLD_PLACED',
    at,
    actor: { id: move.byId, role: SYSTEM_ACTOR },
    commandId,
    hold: { id: commandId, ...hold, beganAt: at },
  });
}

async function tellLift(
  context: Context,
  move: AccountMove,
  { commandId, accountId, holdId }: Of<'lift'>,
): Promise<void> {
  const live = await openCase(context, move.communityId, accountId);
  if (!live) return;
  const payload = { moveId: move.id, holdId };
  const row = { id: commandId, kind: 'HOLD_CLEARED', payload, textSealed: move.reasonSealed };
  const { at, isKnown } = await command(context, move, live.id, row);
  if (isKnown) return;
  const actor = { id: move.byId, role: SYSTEM_ACTOR };
  await say(context, move, live, { type: 'HOLD_CLEARED', at, actor, commandId, holdId, verdict: 'lifted' });
}

/** By whoever joined them: the level of a case is decided by a person (law 1). */
async function tellLevel(
  context: Context,
  move: AccountMove,
  { commandId, accountId, level }: Of<'level'>,
): Promise<void> {
  const live = await openCase(context, move.communityId, accountId);
  if (!live) return;
  const { at, isKnown } = await command(context, move, live.id, {
    id: commandId,
    kind: 'level',
    payload: { kind: 'level', level, moveId: move.id },
    textSealed: move.reasonSealed,
  });
  if (isKnown) return;
  const actor = { id: move.byId, role: 'supervisor' as const };
  await say(context, move, live, { type: 'LEVEL_DECIDED', at, actor, commandId, level });
}

async function tellEnd(
  context: Context,
  move: AccountMove,
  { caseId, commandId, reason }: Of<'close'>,
): Promise<void> {
  const row = await withScope(context, move.communityId, async (tx) => ({
    ...(await tx.dunningCase.findUniqueOrThrow({
      where: { id: caseId },
      select: { id: true, accountId: true, status: true },
    })),
    at: (await communityTime(tx, move.communityId, context.now())).now,
  }));
  if (row.status === 'closed') return;
  const actor = { id: SYSTEM_ACTOR, role: SYSTEM_ACTOR };
  const { at } = row;
  await updateCase(
    context,
    { caseId, accountId: row.accountId, communityId: move.communityId },
    { type: 'CASE_CLOSED', at, actor, commandId, reason },
  );
}

/** A silent case makes room for one that goes on where the joined one stood. */
async function openAgain(context: Context, move: AccountMove, accountId: string): Promise<void> {
  const { communityId } = move;
  const open = () =>
    withScope(context, communityId, (tx) => openCasesOf(tx, context, communityId, [accountId]));
  const { opened, superseded } = await open();
  for (const { caseId } of superseded) {
    const commandId = `superseded~${caseId}`;
    await tellEnd(context, move, { do: 'close', commandId, caseId, reason: 'superseded' });
  }
  const again = superseded.length > 0 ? await open() : { opened: [] };
  await startWorkflows(context, [...opened, ...again.opened]);
}

type Live = { id: string; accountId: string };

/** @throws {PassingError} CASE_NOT_BEGUN when its workflow has not recorded anything yet */
async function openCase(context: Context, communityId: string, accountId: string): Promise<Live | null> {
  for (let attempt = 1; ; attempt += 1) {
    const row = await withScope(context, communityId, (tx) =>
      tx.dunningCase.findFirst({
        where: { accountId, status: 'open' },
        select: { id: true, accountId: true, turn: true },
      }),
    );
    if (!row || row.turn > 0) return row;
    if (attempt === ATTEMPTS) throw new PassingError('CASE_NOT_BEGUN', 'the case is just being opened');
    await sleep(BETWEEN_MS);
  }
}

type NewCommand = { id: string; kind: string; payload: object; textSealed: string | null };

/** The command's row, made if it is not there; known: it was answered already. */
async function command(
  context: Context,
  { communityId, byId }: AccountMove,
  caseId: string,
  row: NewCommand,
): Promise<{ at: number; isKnown: boolean }> {
  return withScope(context, communityId, async (tx) => {
    await tx.command.createMany({ data: [{ ...row, communityId, caseId, byId }], skipDuplicates: true });
    const { status } = await tx.command.findUniqueOrThrow({
      where: { id: row.id },
      select: { status: true },
    });
    const { now } = await communityTime(tx, communityId, context.now());
    return { at: now, isKnown: status !== 'received' };
  });
}

async function say(context: Context, move: AccountMove, live: Live, event: StaffEvent): Promise<void> {
  const ids = { caseId: live.id, accountId: live.accountId, communityId: move.communityId };
  const answer = await updateCase(context, ids, event);
  if (!answer.accepted) await refuse(context, move, event.commandId, answer.refusal);
}

async function refuse(
  context: Context,
  { communityId }: AccountMove,
  id: string,
  refusal: string,
): Promise<void> {
  await withScope(context, communityId, (tx) =>
    tx.command.updateMany({ where: { id, status: 'received' }, data: { status: 'refused', refusal } }),
  );
}
