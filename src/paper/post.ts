import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import { whyNotClaim } from '../cases/claim';
import { tryKey } from '../cases/claim-peace';
import { claimRefusal } from '../cases/claim-refusals';
import { startTask, triesOf } from '../cases/contact-tasks';
import { finishTask } from '../cases/finish-task';
import type { FinishedTask } from '../cases/finished-task';
import { printedNoticeOf } from '../cases/printed-notice';
import { lockTask, type TaskActor, type TaskAtWork } from '../cases/task-access';
import { finishInputSchema } from '../cases/task-input';
import type { PaperItem } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { type ItemWithState, itemsWithState } from './item-state';
import { joinPhotos, photosMissing } from './photos';
import { itemByNumber, type PaperContext } from './reading';

/** What a scan tells who stands before a door. */
export type Scanned = {
  item: ItemWithState;
  task: TaskAtWork['task'];
  /** Null: it may go out now */
  refusal: UserError | null;
  photos: { shows: string; have: boolean }[];
};

/**
 * Reads the code of an envelope: whose it is, whether it may be posted at this moment, by the same gates as the claim that follows, and what is
 * to be photographed. Changes nothing, so it may be scanned as often as one likes, by anybody who may work there.
 *
 * @throws {UserError} PAPER_NUMBER_INVALID, PAPER_UNKNOWN, NOT_YOUR_ACCOUNT, NOT_PERMITTED
 */
export async function scanNotice(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  scanned: string,
): Promise<Scanned> {
  return withScope(context, communityId, async (tx) => {
    const found = await itemByNumber(tx, communityId, scanned);
    const work = await lockTask(tx, context, actor, communityId, found.taskId);
    const [item] = await itemsWithState(tx, [found]);
    if (!item) throw new Error(`no letter ${found.id}`);
    const refusal = await whyNot(tx, context, actor, work, item);
    return { item, task: work.task, refusal, photos: await photosMissing(tx, item) };
  });
}

async function whyNot(
  tx: Tx,
  context: PaperContext,
  { userId }: TaskActor,
  { task, time }: TaskAtWork,
  item: ItemWithState,
): Promise<UserError | null> {
  if (item.voidedAt !== null) return voided(await replacementOf(tx, item));
  if (item.state === 'out') return done();
  if (task.status === 'started') {
    return task.startedById === userId
      ? null
      : new UserError('STARTED_BY_ANOTHER', '同事已经开始这项任务', 'a colleague has started this task', 409);
  }
  const printed = await printedNoticeOf(tx, context, task.id);
  const { caseId, accountId, stepKey: key } = task;
  try {
    const refused = await whyNotClaim(tx, context, {
      ...{ caseId, accountId, key },
      contactKey: tryKey(key, triesOf(task) + 1),
      person: {
        ...{ userId, second: null, exemptionId: null, statedTime: null, printed },
        addressIndex: printed?.addressIndex ?? null,
      },
    });
    if (refused) return claimRefusal(refused, time.zone);
    return task.status === 'open' ? null : done();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function done(): UserError {
  return new UserError(
    'TASK_OVER',
    '这一份已登记送出，或任务已结束',
    'it is out already, or the task is over',
    409,
  );
}

function voided(replacement: string | null): UserError {
  return new UserError(
    'PAPER_VOID',
    `此编号已作废，不要送出${replacement === null ? '' : `；新编号 ${replacement}`}`,
    `this one counts no more${replacement === null ? '' : `: the new one is ${replacement}`}`,
    409,
    { replacedBy: replacement },
  );
}

async function replacementOf(tx: Tx, { id }: Pick<PaperItem, 'id'>): Promise<string | null> {
  const next = await tx.paperItem.findUnique({ where: { replacesId: id }, select: { number: true } });
  return next?.number ?? null;
}

/** The claim before the door: under all gates, with the notice that is printed. */
export async function startNotice(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  scanned: string,
) {
  const item = await withScope(context, communityId, (tx) => itemByNumber(tx, communityId, scanned));
  if (item.voidedAt !== null) {
    throw voided(await withScope(context, communityId, (tx) => replacementOf(tx, item)));
  }
  const started = await startTask(context, actor, { communityId, taskId: item.taskId });
  return { number: item.number, taskId: item.taskId, ...started };
}

export const finishNoticeSchema = finishInputSchema
  .pick({ commandId: true, note: true, witness: true, second: true, fileIds: true, trackingNumber: true })
  .extend({
    outcome: z.string().min(1).max(40).default('posted'),
    /** When it happened, on the community's clock, where it was written down later: without a network, in a stairwell */
    at: z.int().optional(),
  });
export type FinishNotice = z.input<typeof finishNoticeSchema>;

/**
 * What became of a letter at the door, with the photos of this door and those that were taken once for the whole batch. Where nobody had
 * started it, since there was no network, it is accepted as of the time said, marked, counted and shown to the supervisor. The
 * same commandId again is the same outcome.
 *
 * @throws {UserError} PAPER_UNKNOWN, PAPER_VOID, AT_BEFORE_PRINT, and those of `finishTask`
 */
export async function finishNotice(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  scanned: string,
  given: FinishNotice,
): Promise<FinishedTask & { number: string; taskId: string }> {
  const { at, fileIds = [], ...input } = finishNoticeSchema.parse(given);
  requirePermission(actor, communityId, 'contact.act');
  const { item, files } = await withScope(context, communityId, async (tx) => {
    const item = await itemByNumber(tx, communityId, scanned);
    await lockTask(tx, context, actor, communityId, item.taskId);
    if (item.voidedAt !== null) throw voided(await replacementOf(tx, item));
    if (at !== undefined && at < item.createdAt.getTime()) throw beforePrint();
    return { item, files: await joinPhotos(tx, context, actor, item) };
  });
  const finished = await finishTask(
    context,
    actor,
    { communityId, taskId: item.taskId },
    { ...input, at, fileIds: [...new Set([...fileIds, ...files])] },
  );
  return { ...finished, number: item.number, taskId: item.taskId };
}

function beforePrint(): UserError {
  return new UserError(
    'AT_BEFORE_PRINT',
    '登记的时间早于印制时间，请核对手机时钟',
    'it cannot have been handed out before it was printed: look at the clock of the phone',
  );
}
