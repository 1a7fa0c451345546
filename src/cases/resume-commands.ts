import { z } from 'zod';
import type { Context } from '../context';
import type { Command } from '../db/generated/client';
import { withScope } from '../db/scope';
import { roleSchema } from '../domain/roles';
import { PassingError, UserError } from '../errors';
import { finishMove } from './accounts/finish-move';
import { staffCommandSchema } from './commands';
import { followUpOf } from './follow-ups';
import { handOver } from './hand-over';
import { type StaffActor, sendStaffCommand } from './staff';

const moveSchema = z.object({ moveId: z.uuid() });

const PAGE = 200;
/** Whoever said it is still waiting for the case's answer until then. */
const ANSWERED_WITHIN_MS = 60_000;

/**
 * Commands that were committed and never reached their case: their caller crashed, or the case did not answer. A hold among them stops
 * every claim meanwhile. Each is said again under its own id, in the name of whoever said it; one that is refused ends so.
 *
 * @returns how many were answered
 */
export async function resumeCommands(context: Context, communityId: string): Promise<number> {
  const before = new Date(Date.now() - ANSWERED_WITHIN_MS);
  const commands = await withScope(context, communityId, (tx) =>
    tx.command.findMany({
      where: { communityId, status: 'received', createdAt: { lt: before } },
      orderBy: { id: 'asc' },
      take: PAGE,
    }),
  );
  let answered = 0;
  for (const command of commands) answered += await resume(context, command);
  return answered;
}

async function resume(context: Context, command: Command): Promise<number> {
  // said by a join or a split, which knows what came before it
  const ofMove = moveSchema.safeParse(command.payload);
  if (ofMove.success) {
    const { communityId } = command;
    return (await finishMove(context, { communityId, moveId: ofMove.data.moveId })) === 'finished' ? 1 : 0;
  }
  const actor = await actorOf(context, command);
  const why = await sayAgain(context, actor, command);
  if (why === 'waiting') return 0;
  if (why !== null) {
    await withScope(context, command.communityId, (tx) =>
      tx.command.updateMany({
        where: { id: command.id, status: 'received' },
        data: { status: 'refused', refusal: why },
      }),
    );
  }
  return 1;
}

/** @returns null when it was accepted, else the code of the refusal */
async function sayAgain(
  context: Context,
  actor: StaffActor,
  command: Command,
): Promise<string | 'waiting' | null> {
  const { id: commandId, communityId, caseId } = command;
  const followUp = followUpOf(command);
  if (followUp) {
    const [handed] = await handOver(context, actor, { communityId, caseId }, [followUp]);
    if (!handed || handed.state === 'waiting') return 'waiting';
    return handed.state === 'refused' ? handed.why.code : null;
  }
  try {
    const request = { communityId, commandId, caseId, command: staffCommandSchema.parse(command.payload) };
    await sendStaffCommand(context, actor, { ...request, text: null });
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.code;
    if (error instanceof PassingError) return 'waiting';
    throw error;
  }
}

async function actorOf(context: Context, { communityId, byId }: Command): Promise<StaffActor> {
  const memberships = await withScope(context, communityId, (tx) =>
    tx.membership.findMany({ where: { userId: byId, communityId } }),
  );
  return {
    userId: byId,
    memberships: memberships.map(({ role }) => ({ communityId, role: roleSchema.parse(role) })),
  };
}
