import { randomUUID } from 'node:crypto';
import { type Actor, requirePermission } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { type Declared, declaredSchema } from '../domain/take-over';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { lockAccount } from '../ledger/claimable';
import { openCasesOf } from './open';
import { updateCase } from './staff-update';
import { startWorkflows } from './workflow-of-case';

export type TakeOverActor = Pick<Actor, 'userId' | 'memberships'>;

export type Look = {
  communityId: string;
  accountId: string;
  /** what is put right; none: it stands as declared */
  correction: Partial<Declared> | null;
  reason: string | null;
};

/**
 * A person looked at what a take-over declared of an account: it stands, or it was something else. A case that begins otherwise by the
 * correction begins anew as declared now; that is so only before it is released, while nobody has heard anything from it.
 *
 * @throws {UserError} NOT_PERMITTED, TAKE_OVER_UNKNOWN, TAKE_OVER_RELEASED, TAKE_OVER_REASON
 * @throws {PassingError} CASE_NOT_ANSWERING: what was said is kept, and the next scan lets the case begin anew
 */
export async function lookAtTakeOver(context: Context, actor: TakeOverActor, look: Look): Promise<void> {
  const { communityId, accountId } = look;
  requirePermission(actor, communityId, 'wave.release');
  const replaced = await withScope(context, communityId, (tx) => keepLook(tx, context, actor, look));
  if (replaced !== null) await beginAnew(context, { communityId, accountId, ...replaced });
}

type Replaced = { caseId: string; importId: string };

async function keepLook(
  tx: Tx,
  context: Context,
  actor: TakeOverActor,
  look: Look,
): Promise<Replaced | null> {
  const { communityId, accountId, correction, reason } = look;
  const known = await tx.takeOver.findFirst({ where: { accountId, communityId } });
  if (!known) throw unknown();
  await lockAccount(tx, accountId);
  const row = await tx.takeOver.findUniqueOrThrow({ where: { accountId } });
  const account = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { declared: true },
  });
  const before = declaredSchema.parse(account.declared);
  const declared = declaredSchema.parse({ ...before, ...correction });
  const isCorrected = JSON.stringify(declared) !== JSON.stringify(before);
  if (reason === null && (isCorrected || row.doubts > 0)) throw needsReason();
  const live = await tx.dunningCase.findFirst({
    where: { accountId, status: { not: 'closed' } },
    select: { id: true, releasedFromOn: true },
  });
  // said again after it was kept: the case may not have heard of it yet
  const isOpenStill = live !== null && live.id === row.replacesCaseId;
  if (isCorrected) await refuseReleased(tx, live);
  const replacesCaseId = isCorrected ? (live?.id ?? null) : row.replacesCaseId;
  const { now } = await communityTime(tx, communityId, context.now());
  const verdict = isCorrected || row.verdict === 'corrected' ? 'corrected' : 'confirmed';
  if (isCorrected) await tx.account.update({ where: { id: accountId }, data: { declared } });
  await tx.takeOver.update({
    where: { accountId },
    data: {
      verdict,
      lookedAt: new Date(now),
      lookedById: actor.userId,
      reasonSealed: reason === null ? row.reasonSealed : context.cipher.seal(reason),
      replacesCaseId,
    },
  });
  await appendEvidence(tx, context, {
    communityId,
    accountId,
    caseId: live?.id ?? null,
    key: `take-over/${accountId}/looked/${randomUUID()}`,
    at: new Date(now),
    actorId: actor.userId,
    kind: 'take_over_looked',
    content: {
      verdict: isCorrected ? 'corrected' : 'confirmed',
      declared,
      before: isCorrected ? before : null,
      reason,
    },
  });
  return live !== null && (isCorrected || isOpenStill) ? { caseId: live.id, importId: row.importId } : null;
}

async function refuseReleased(
  tx: Tx,
  live: { id: string; releasedFromOn: string | null } | null,
): Promise<void> {
  if (live === null) return;
  const spoken = await tx.contact.count({ where: { caseId: live.id } });
  if (live.releasedFromOn === null && spoken === 0) return;
  throw new UserError(
    'TAKE_OVER_RELEASED',
    '这一户已经放行，接管记录不能再更正；请在户卡上改级别、登记承诺或异议',
    'the account was released: change the level, or place a hold, on its card',
    409,
  );
}

/** The case ends, and the account begins anew as it is declared now, in the wave of the import that declared it. */
async function beginAnew(
  context: Context,
  { communityId, accountId, caseId, importId }: Replaced & { communityId: string; accountId: string },
): Promise<void> {
  const { now } = await withScope(context, communityId, (tx) =>
    communityTime(tx, communityId, context.now()),
  );
  const answer = await updateCase(
    context,
    { caseId, accountId, communityId },
    {
      type: 'CASE_CLOSED',
      at: now,
      actor: { id: SYSTEM_ACTOR, role: SYSTEM_ACTOR },
      commandId: `redeclared~${caseId}`,
      reason: 'superseded',
    },
  );
  if (!answer.accepted && answer.refusal !== 'CASE_CLOSED')
    throw new Error(`a case does not begin anew: ${answer.refusal}`);
  const { opened } = await withScope(context, communityId, (tx) =>
    openCasesOf(tx, context, communityId, [accountId], { origin: 'import', batchId: importId }),
  );
  await startWorkflows(context, opened);
}

/** Those whose case did not answer when a correction was kept. */
export async function resumeTakeOvers(context: Context, communityId: string): Promise<void> {
  const rows = await withScope(
    context,
    communityId,
    (tx) => tx.$queryRaw<{ accountId: string; caseId: string; importId: string }[]>`
      select t."accountId", c.id as "caseId", t."importId" from take_over t
      join dunning_case c on c.id = t."replacesCaseId" and c.status <> 'closed'
      where t."communityId" = ${communityId}::uuid order by c.id limit 200`,
  );
  for (const row of rows) await beginAnew(context, { communityId, ...row });
}

function unknown(): UserError {
  return new UserError(
    'TAKE_OVER_UNKNOWN',
    '这一户没有接管记录',
    'nothing was declared of this account',
    404,
  );
}

function needsReason(): UserError {
  return new UserError(
    'TAKE_OVER_REASON',
    '更正或确认有疑点的记录，须写明依据',
    'say why: the record is corrected, or has doubts',
  );
}
