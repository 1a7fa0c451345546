import { mayActOnAccount, requirePermission } from '../../auth/actor';
import { type CommunityTime, communityTime } from '../../communities/time';
import type { Context } from '../../context';
import type { Prisma } from '../../db/generated/client';
import { type Tx, withScope } from '../../db/scope';
import type { Permission } from '../../domain/permissions';
import { UserError } from '../../errors';
import { lockAccounts, raiseLedgerVersions } from '../../ledger/claimable';
import { everythingOf, type Moved, moveRows, sharePoints } from '../../ledger/moves/move';
import type { StaffActor } from '../staff';
import { appendToBoth, sumsOf } from './both-chains';
import { finishMove } from './finish-move';
import { carryOver, closeOf, type FollowUp, levelOf } from './follow-up';
import { hasDeclared, type JoinPlan, joinRefusal, type LevelChoice, planJoin } from './join-plan';
import { readSide, type Side } from './sides';

export type JoinRequest = {
  communityId: string;
  /** The caller's: the same id again is the same join */
  commandId: string;
  fromId: string;
  intoId: string;
  level: LevelChoice;
  reason: string;
};

export type MoveDone = {
  moveId: string;
  fromId: string;
  intoId: string;
  /** `telling`: the accounts are joined, and their cases will hear of it */
  state: 'finished' | 'telling';
  already: boolean;
};

/** A busy account's lock may be waited for. */
const PATIENCE = { timeoutMs: 30_000 };
const MAY: Permission = 'account.join';

/**
 * 并户: one account from now on. Under both accounts' locks everything of the one is the other's: objects, charges, payments, credit,
 * objections, pauses, numbers. Their cases are told afterwards, each step once; what could not be told is told by the scan. Until the
 * cases have heard, nobody is dunned twice: the joined account owes nothing and its claims are refused, and what held its case holds the
 * other's from the same commit on.
 *
 * @throws {UserError} NOT_PERMITTED, ACCOUNT_UNKNOWN, COMMAND_ID_TAKEN, and `joinRefusal`'s
 */
export async function joinAccounts(
  context: Context,
  actor: StaffActor,
  request: JoinRequest,
): Promise<MoveDone> {
  const { communityId, commandId, fromId, intoId } = request;
  const already = await withScope(context, communityId, (tx) => join(tx, context, actor, request), PATIENCE);
  const state = await finishMove(context, { communityId, moveId: commandId });
  return { moveId: commandId, fromId, intoId, state, already };
}

/** @returns whether it was done before */
async function join(tx: Tx, context: Context, actor: StaffActor, request: JoinRequest): Promise<boolean> {
  const { communityId, commandId, fromId, intoId, level, reason } = request;
  const time = await communityTime(tx, communityId, context.now());
  await lockAccounts(tx, [fromId, intoId]);
  if (await isKnown(tx, { commandId, communityId, kind: 'join', fromId, intoId })) return true;
  const { from, into } = await readBoth(tx, actor, request, time);
  const refusal = joinRefusal(from, into);
  if (refusal) throw refusal;
  const plan = planJoin(from, into, level);
  const followUps = followUpsOf(commandId, from, into, plan);
  const moved = await moveEverything(tx, from, into, plan, new Date(time.now));
  await tx.accountMove.create({
    data: {
      ...{ id: commandId, communityId, kind: 'join', fromId, intoId, byId: actor.userId },
      reasonSealed: context.cipher.seal(reason),
      at: new Date(time.now),
      moved: moved as Prisma.InputJsonObject,
      followUps: followUps as Prisma.InputJsonArray,
    },
  });
  await askForHolds(tx, actor, into, commandId, followUps);
  await record(tx, context, actor, request, moved, time);
  return false;
}

/** Holds come first where they can: what stops contacts is not to wait. */
function followUpsOf(moveId: string, from: Side, into: Side, plan: JoinPlan): FollowUp[] {
  const holds = carryOver(moveId, plan.carried);
  const end = from.live ? [closeOf(from.live.id, 'merged')] : [];
  if (plan.opensCase) return [...end, { do: 'open', accountId: into.id }, ...holds];
  const level = plan.setLevel === null ? [] : [levelOf(moveId, into.id, plan.setLevel)];
  return [...holds, ...end, ...level];
}

/** The same id for another thing is refused. */
export async function isKnown(
  tx: Tx,
  {
    commandId,
    ...request
  }: { commandId: string; communityId: string; kind: string; fromId: string; intoId: string | null },
): Promise<boolean> {
  const known = await tx.accountMove.findUnique({ where: { id: commandId } });
  if (!known) return false;
  const isSame =
    known.communityId === request.communityId &&
    known.kind === request.kind &&
    known.fromId === request.fromId &&
    (request.intoId === null || known.intoId === request.intoId);
  if (isSame) return true;
  throw new UserError(
    'COMMAND_ID_TAKEN',
    '这个编号已用于另一件事',
    'this id was used for something else',
    409,
  );
}

/** @throws {UserError} NOT_PERMITTED, NOT_YOUR_ACCOUNT, ACCOUNT_UNKNOWN */
export async function readBoth(
  tx: Tx,
  actor: StaffActor,
  { communityId, fromId, intoId }: Pick<JoinRequest, 'communityId' | 'fromId' | 'intoId'>,
  time: CommunityTime,
): Promise<{ from: Side; into: Side }> {
  requirePermission(actor, communityId, MAY);
  const from = await readSide(tx, communityId, fromId, time.today);
  const into = await readSide(tx, communityId, intoId, time.today);
  for (const side of [from, into]) {
    if (await mayActOnAccount(tx, actor, side, time.today)) continue;
    throw new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
  }
  return { from, into };
}

async function moveEverything(tx: Tx, from: Side, into: Side, plan: JoinPlan, at: Date): Promise<Moved> {
  const { creditFen, ...parts } = await everythingOf(tx, from.id);
  // an open objection to service ends with its case, and is made anew on the other one
  const services = await tx.dispute.findMany({
    where: { accountId: from.id, kind: 'service', answeredAt: null },
    select: { id: true },
  });
  await tx.dispute.updateMany({
    where: { id: { in: services.map(({ id }) => id) } },
    data: { answeredAt: at, result: 'joined' },
  });
  const disputeIds = parts.disputeIds.filter((id) => !services.some((one) => one.id === id));
  await moveRows(tx, into.id, { ...parts, disputeIds });
  await tx.task.updateMany({
    where: { accountId: from.id, caseId: null, status: { in: ['open', 'started'] } },
    data: { accountId: into.id },
  });
  const followers = await tx.account.findMany({ where: { mergedIntoId: from.id }, select: { id: true } });
  await tx.account.updateMany({ where: { mergedIntoId: from.id }, data: { mergedIntoId: into.id } });
  await tx.account.update({ where: { id: from.id }, data: { mergedIntoId: into.id } });
  const place = plan.takesPlace
    ? { label: from.label, building: from.building, walkingOrder: from.walkingOrder }
    : {};
  await tx.account.update({
    where: { id: into.id },
    data: {
      ...place,
      careMark: into.careMark ?? from.careMark,
      ...(hasDeclared(from) && !hasDeclared(into)
        ? { declared: from.declared as Prisma.InputJsonObject }
        : {}),
    },
  });
  return {
    ...parts,
    disputeIds,
    pointIds: await sharePoints(tx, from.partyId, into.partyId),
    followerIds: followers.map(({ id }) => id),
    place: plan.takesPlace
      ? { label: into.label, building: into.building, walkingOrder: into.walkingOrder }
      : null,
    careMark: into.careMark,
    creditFen,
  };
}

/** From this commit on no claim passes them, before the case itself has heard. */
async function askForHolds(
  tx: Tx,
  actor: StaffActor,
  into: Side,
  moveId: string,
  followUps: readonly FollowUp[],
): Promise<void> {
  const caseId = into.live?.status === 'open' ? into.live.id : null;
  if (caseId === null) return; // a case that is opened by the join waits for its release
  for (const followUp of followUps) {
    if (followUp.do !== 'hold') continue;
    const dispute = await tx.dispute.findUnique({ where: { id: followUp.holdId }, select: { matter: true } });
    await tx.command.create({
      data: {
        id: followUp.commandId,
        communityId: into.communityId,
        caseId,
        byId: actor.userId,
        kind: 'HOLD_PLACED',
        payload: { moveId, hold: followUp.hold, ...(dispute ? { matter: dispute.matter } : {}) },
        textSealed: followUp.reasonSealed,
      },
    });
  }
}

async function record(
  tx: Tx,
  context: Context,
  actor: StaffActor,
  { communityId, commandId, fromId, intoId, reason }: JoinRequest,
  moved: Moved,
  time: CommunityTime,
): Promise<void> {
  const raised = await raiseLedgerVersions(
    tx,
    [fromId, intoId].map((accountId) => ({
      communityId,
      accountId,
      kind: 'joined',
      key: `join/${commandId}/${accountId}`,
      refId: commandId,
    })),
    time,
  );
  const sides = { communityId, fromId, intoId, actorId: actor.userId };
  await appendToBoth(
    tx,
    context,
    { ...sides, at: new Date(time.now), key: `join/${commandId}` },
    (accountId, otherHead) => ({
      kind: 'joined',
      content: {
        otherAccountId: accountId === fromId ? intoId : fromId,
        survives: accountId === intoId,
        ...{ reason, moveId: commandId, otherHead },
        ...sumsOf(moved, raised.get(accountId)),
      },
    }),
  );
}
