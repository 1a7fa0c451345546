import { mayActOnAccount, requirePermission } from '../../auth/actor';
import { type CommunityTime, communityTime } from '../../communities/time';
import type { Context } from '../../context';
import type { Prisma } from '../../db/generated/client';
import { type Tx, withScope } from '../../db/scope';
import { isSettled } from '../../domain/claimable';
import { UserError } from '../../errors';
import { accountClaim, lockAccounts, type Raised, raiseLedgerVersions } from '../../ledger/claimable';
import { type Moved, moveRows } from '../../ledger/moves/move';
import { policyOfCase } from '../../policy/versions';
import { askForContactData } from '../owner-data';
import type { StaffActor } from '../staff';
import { appendToBoth, sumsOf } from './both-chains';
import { finishMove } from './finish-move';
import { carryOver, closeOf, type FollowUp, liftOf } from './follow-up';
import { isKnown, type MoveDone } from './join';
import { createAccount, type NewParty } from './new-account';
import { prorate } from './prorate';
import { type OpenHold, readSide, type Side } from './sides';
import {
  creditToGiveBack,
  giveBackCredit,
  isUndone,
  partsOfSplit,
  partsOfUndo,
  type SplitCause,
  splitRefusal,
} from './split-plan';

export type SplitRequest = {
  communityId: string;
  commandId: string;
  fromId: string;
  objectIds: readonly string[];
  cause: SplitCause;
  into: { accountId: string } | NewParty;
  reason: string;
};

export type UndoRequest = { communityId: string; commandId: string; joinId: string; reason: string };

const PATIENCE = { timeoutMs: 30_000 };

/**
 * 拆户: objects go to another account, with the charges that are its own by the cause. Each case is recalculated: one that has nothing left to
 * claim ends, one that owes and has none is opened, waiting for its release.
 *
 * @throws {UserError} NOT_PERMITTED, ACCOUNT_UNKNOWN, COMMAND_ID_TAKEN, and those of `splitRefusal` and `partsOfSplit`
 */
export async function splitAccount(
  context: Context,
  actor: StaffActor,
  request: SplitRequest,
): Promise<MoveDone> {
  const { communityId, commandId, fromId, into } = request;
  const split = await withScope(
    context,
    communityId,
    async (tx) => {
      requirePermission(actor, communityId, 'account.join');
      const time = await communityTime(tx, communityId, context.now());
      const targetId = 'accountId' in into ? into.accountId : null;
      await lockAccounts(tx, targetId === null ? [fromId] : [fromId, targetId]);
      const known = { commandId, communityId, kind: 'split', fromId, intoId: targetId };
      if (await isKnown(tx, known)) return { intoId: await intoOf(tx, commandId), already: true };
      const from = await readOwn(tx, actor, communityId, fromId, time);
      const target = targetId === null ? null : await readOwn(tx, actor, communityId, targetId, time);
      const refusal = splitRefusal(from, target);
      if (refusal) throw refusal;
      const moved = await partsOfSplit(tx, from, request.objectIds, request.cause);
      const intoId =
        'accountId' in into
          ? into.accountId
          : await createAccount(tx, context, communityId, into, await objectsOf(tx, moved));
      await moveRows(tx, intoId, moved);
      const { cause, reason } = request;
      if (cause.kind === 'sale' && cause.straddling === 'by_days') {
        const sale = { communityId, fromId, intoId, soldOn: cause.soldOn, approvedById: actor.userId };
        await prorate(tx, { ...sale, today: time.today }, moved.objectIds);
      }
      if (cause.kind === 'sale') await askWhereHeLives(tx, from, moved, commandId, time);
      const move = { communityId, commandId, fromId, intoId, cause: cause.kind, undoesId: null, reason };
      await commit(tx, context, actor, move, from, moved, [], time);
      return { intoId, already: false };
    },
    PATIENCE,
  );
  return {
    moveId: commandId,
    fromId,
    ...split,
    state: await finishMove(context, { communityId, moveId: commandId }),
  };
}

/** What the bills are of, where no object goes along. */
async function objectsOf(tx: Tx, { objectIds, chargeIds }: Moved): Promise<string[]> {
  if (objectIds.length > 0) return objectIds;
  const charges = await tx.charge.findMany({
    where: { id: { in: chargeIds } },
    select: { objectId: true },
  });
  return charges.map(({ objectId }) => objectId);
}

/** Who sold all that he had lives somewhere else, and his debts cannot be posted at the buyer's door. */
async function askWhereHeLives(
  tx: Tx,
  from: Side,
  { objectIds }: Moved,
  outcomeId: string,
  time: CommunityTime,
): Promise<void> {
  if (from.objects.some(({ id }) => !objectIds.includes(id))) return;
  if (from.live === null) return;
  await askForContactData(tx, { communityId: from.communityId, accountId: from.id, outcomeId, time });
}

/**
 * Takes a join back: what it brought goes to the account that it came from, which is one of its own again, and goes on at the level at which
 * its case stood.
 *
 * @throws {UserError} NOT_PERMITTED, JOIN_UNKNOWN, JOIN_UNDONE, COMMAND_ID_TAKEN, and those of `splitRefusal`
 */
export async function undoJoin(context: Context, actor: StaffActor, request: UndoRequest): Promise<MoveDone> {
  const { communityId, commandId, joinId } = request;
  const undone = await withScope(
    context,
    communityId,
    async (tx) => {
      requirePermission(actor, communityId, 'account.join');
      const time = await communityTime(tx, communityId, context.now());
      const join = await tx.accountMove.findFirst({ where: { id: joinId, communityId, kind: 'join' } });
      if (!join) throw new UserError('JOIN_UNKNOWN', '没有这次并户', 'there is no such join', 404);
      const [fromId, intoId] = [join.intoId, join.fromId];
      await lockAccounts(tx, [fromId, intoId]);
      if (await isKnown(tx, { commandId, communityId, kind: 'split', fromId, intoId })) {
        return { fromId, intoId, already: true };
      }
      const from = await readOwn(tx, actor, communityId, fromId, time);
      const joined = await readOwn(tx, actor, communityId, intoId, time);
      if (joined.mergedIntoId !== fromId || (await isUndone(tx, joinId))) {
        throw new UserError(
          'JOIN_UNDONE',
          joined.mergedIntoId === null ? '这次并户已经撤销' : '并入的户后来又并入了另一户，请先撤销那一次',
          'this join does not stand any more, or another one came after it',
          409,
        );
      }
      const refusal = splitRefusal(from, { ...joined, mergedIntoId: null });
      if (refusal) throw refusal;
      const moved = await partsOfUndo(tx, join);
      const credit = await creditToGiveBack(tx, join);
      await moveRows(tx, intoId, moved);
      await giveBackCredit(tx, { communityId, fromId, intoId }, credit, time.today);
      await restore(tx, from, intoId, moved);
      const holds = await heldByJoin(tx, from, joinId);
      const { reason } = request;
      const move = {
        communityId,
        commandId,
        fromId,
        intoId,
        cause: 'wrong_join' as const,
        undoesId: joinId,
        reason,
      };
      await commit(tx, context, actor, move, from, moved, holds, time);
      return { fromId, intoId, already: false };
    },
    PATIENCE,
  );
  return {
    moveId: commandId,
    ...undone,
    state: await finishMove(context, { communityId, moveId: commandId }),
  };
}

async function readOwn(
  tx: Tx,
  actor: StaffActor,
  communityId: string,
  accountId: string,
  time: CommunityTime,
): Promise<Side> {
  const side = await readSide(tx, communityId, accountId, time.today);
  if (await mayActOnAccount(tx, actor, side, time.today)) return side;
  throw new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
}

async function intoOf(tx: Tx, moveId: string): Promise<string> {
  return (await tx.accountMove.findUniqueOrThrow({ where: { id: moveId }, select: { intoId: true } })).intoId;
}

/** The account is one of its own again, with those that had been joined to it before. */
async function restore(tx: Tx, from: Side, accountId: string, moved: Moved): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { mergedIntoId: null } });
  await tx.account.updateMany({
    where: { id: { in: moved.followerIds }, mergedIntoId: from.id },
    data: { mergedIntoId: accountId },
  });
  await tx.contactPoint.deleteMany({ where: { id: { in: moved.pointIds }, partyId: from.partyId } });
  await tx.account.update({
    where: { id: from.id },
    data: { ...(moved.place ?? {}), careMark: moved.careMark },
  });
}

/** Holds that the join brought go back with what they are about. */
async function heldByJoin(tx: Tx, { live }: Side, joinId: string): Promise<OpenHold[]> {
  const holds = live?.holds ?? [];
  const brought = await tx.command.findMany({
    where: { id: { in: holds.map(({ id }) => id) }, payload: { path: ['moveId'], equals: joinId } },
    select: { id: true },
  });
  return holds.filter(({ id }) => brought.some((one) => one.id === id));
}

type Move = {
  communityId: string;
  commandId: string;
  fromId: string;
  intoId: string;
  cause: SplitCause['kind'];
  undoesId: string | null;
  reason: string;
};

/** Versions, the move's row with what the cases are to be told, and both chains. */
async function commit(
  tx: Tx,
  context: Context,
  actor: StaffActor,
  move: Move,
  from: Side,
  moved: Moved,
  holds: readonly OpenHold[],
  time: CommunityTime,
): Promise<void> {
  const { communityId, commandId, fromId, intoId } = move;
  const raised = await raiseLedgerVersions(
    tx,
    [fromId, intoId].map((accountId) => ({
      communityId,
      accountId,
      kind: 'split',
      key: `split/${commandId}/${accountId}`,
      refId: commandId,
    })),
    time,
  );
  const followUps: FollowUp[] = [
    { do: 'open', accountId: intoId },
    ...carryOver(commandId, holds),
    ...liftOf(commandId, fromId, holds),
    ...(await endOf(tx, from, move.cause === 'assumption' ? 'transferred' : 'superseded', time)),
  ];
  await tx.accountMove.create({
    data: {
      ...{ id: commandId, communityId, kind: 'split', fromId, intoId, undoesId: move.undoesId },
      byId: actor.userId,
      reasonSealed: context.cipher.seal(move.reason),
      at: new Date(time.now),
      moved: moved as Prisma.InputJsonObject,
      followUps: followUps as Prisma.InputJsonArray,
    },
  });
  await record(tx, context, actor, move, moved, raised, time);
}

/** What it claimed is claimed elsewhere: nobody has paid, so it is not settled, and nobody is thanked. */
async function endOf(
  tx: Tx,
  { id, communityId, live }: Side,
  reason: 'superseded' | 'transferred',
  { today }: CommunityTime,
): Promise<FollowUp[]> {
  if (live?.status !== 'open') return [];
  const { policyVersionId } = await tx.dunningCase.findUniqueOrThrow({
    where: { id: live.id },
    select: { policyVersionId: true },
  });
  const { ladder } = await policyOfCase(tx, { communityId, policyVersionId });
  const claim = await accountClaim(tx, id, today);
  return isSettled(claim, ladder.settlement.toleranceFen) ? [closeOf(live.id, reason)] : [];
}

async function record(
  tx: Tx,
  context: Context,
  actor: StaffActor,
  { communityId, commandId, fromId, intoId, cause, undoesId, reason }: Move,
  moved: Moved,
  raised: ReadonlyMap<string, Raised>,
  time: CommunityTime,
): Promise<void> {
  const sides = { communityId, fromId, intoId, actorId: actor.userId };
  await appendToBoth(
    tx,
    context,
    { ...sides, at: new Date(time.now), key: `split/${commandId}` },
    (accountId, otherHead) => ({
      kind: 'split',
      content: {
        otherAccountId: accountId === fromId ? intoId : fromId,
        gives: accountId === fromId,
        ...{ cause, reason, moveId: commandId, undoesId, otherHead },
        ...sumsOf(moved, raised.get(accountId)),
      },
    }),
  );
}
