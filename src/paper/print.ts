import { Readable } from 'node:stream';
import { z } from 'zod';
import { requirePermission } from '../auth/actor';
import type { TaskActor } from '../cases/task-access';
import { communityTime } from '../communities/time';
import type { PaperBatch, Prisma } from '../db/generated/client';
import { withScope } from '../db/scope';
import { addDays, type CivilDay, civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { storeFile } from '../evidence/files';
import { rulesOfPlace } from '../policy/rule-packs';
import { BATCH_KINDS, type Candidate, candidatesOf } from './candidates';
import { drawUp, type LeftOut } from './draw-up';
import { slipPdfs, slipsOf } from './envelopes';
import { findBatch, type PaperContext } from './reading';
import { joinPdfs, noticesOf, renderNotices } from './render';

/** A letter lies sealed for a day or two before it is out. */
const DAYS_TO_GO_OUT = 3;
const LONGEST_DAYS_TO_GO_OUT = 14;
const MOST_IN_A_BATCH = 500;

export const newBatchSchema = z.strictObject({
  kind: z.enum(BATCH_KINDS, { error: '种类只能是张贴（posting）或邮寄（mailing）' }),
  /** For which day it is made; default: today */
  onDay: civilDaySchema.optional(),
  /** The last day on which its letters may go out; default: three days later. The deadline printed counts from it. */
  lastDayOn: civilDaySchema.optional(),
  building: z.string().trim().min(1).max(32).optional(),
  stewardId: z.uuid().optional(),
  caseIds: z.array(z.uuid()).min(1).max(MOST_IN_A_BATCH).optional(),
  taskIds: z.array(z.uuid()).min(1).max(MOST_IN_A_BATCH).optional(),
  roomOnSlips: z.boolean().default(false),
  most: z.int().min(1).max(MOST_IN_A_BATCH).default(MOST_IN_A_BATCH),
});
export type NewBatch = z.input<typeof newBatchSchema>;

export type PrintProgress = { phase: 'drawing_up' | 'rendering' | 'joining'; done: number; of: number };

/**
 * Draws up, renders and joins the notices of open tasks, in walking order. Whoever is refused at the gates of a contact now gets none,
 * with the reason. The same id again goes on where it stopped, and changes nothing when it was done.
 *
 * @throws {UserError} NOT_PERMITTED, BATCH_DAYS, NOTHING_TO_PRINT
 */
export async function printBatch(
  context: PaperContext,
  actor: TaskActor,
  { communityId, batchId }: { communityId: string; batchId: string },
  given: NewBatch,
  onProgress: (progress: PrintProgress) => void = () => {},
): Promise<PaperBatch> {
  const input = newBatchSchema.parse(given);
  requirePermission(actor, communityId, 'notice.draft');
  const { batch, candidates, before } = await begin(context, actor, communityId, batchId, input);
  if (batch.printedAt !== null) return batch;
  const leftOut: LeftOut[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const left = await drawUp(context, actor, batch, candidate, before + index + 1);
    if (left) leftOut.push(left);
    onProgress({ phase: 'drawing_up', done: index + 1, of: candidates.length });
  }
  await withScope(context, communityId, (tx) =>
    tx.paperBatch.update({
      where: { id: batchId },
      data: { leftOut: leftOut satisfies Prisma.InputJsonArray },
    }),
  );
  const of = candidates.length - leftOut.length;
  let done = 0;
  await renderNotices(context, actor, batch, () => {
    done += 1;
    onProgress({ phase: 'rendering', done, of });
  });
  onProgress({ phase: 'joining', done: of, of });
  return join(context, batch);
}

/** `before`: letters of it that were drawn up when it stopped */
type Begun = { batch: PaperBatch; candidates: Candidate[]; before: number };

async function begin(
  context: PaperContext,
  actor: TaskActor,
  communityId: string,
  batchId: string,
  { kind, most, roomOnSlips, onDay, lastDayOn, ...choice }: z.output<typeof newBatchSchema>,
): Promise<Begun> {
  return withScope(context, communityId, async (tx) => {
    const { now, today } = await communityTime(tx, communityId, context.now());
    const known = await tx.paperBatch.findUnique({ where: { id: batchId } });
    if (known) {
      if (known.communityId !== communityId || known.createdById !== actor.userId) throw idTaken();
      const candidates =
        known.printedAt === null
          ? await candidatesOf(tx, actor, { communityId, kind }, choice, today, most)
          : [];
      const before = await tx.paperItem.count({ where: { batchId } });
      return { batch: known, candidates, before };
    }
    if (roomOnSlips && (await rulesOfPlace(tx, communityId)).posting.value.room === 'never') {
      throw new UserError(
        'ROOM_NOT_ALLOWED',
        '本小区适用的规则包不许在告知条上印房号',
        'the rule packs of this community let no slip show the room',
        422,
      );
    }
    const days = daysOf(today, onDay, lastDayOn);
    const candidates = await candidatesOf(tx, actor, { communityId, kind }, choice, today, most);
    if (candidates.length === 0) throw nothingToPrint(kind);
    const batch = await tx.paperBatch.create({
      data: {
        id: batchId,
        communityId,
        kind,
        ...days,
        building: choice.building ?? null,
        stewardId: choice.stewardId ?? null,
        roomOnSlips,
        createdById: actor.userId,
        createdAt: new Date(now),
      },
    });
    return { batch, candidates, before: 0 };
  });
}

function daysOf(
  today: CivilDay,
  onDay: CivilDay = today,
  lastDayOn: CivilDay = addDays(onDay, DAYS_TO_GO_OUT),
): { onDay: CivilDay; lastDayOn: CivilDay } {
  const isGood = onDay >= today && lastDayOn >= onDay && lastDayOn <= addDays(today, LONGEST_DAYS_TO_GO_OUT);
  if (isGood) return { onDay, lastDayOn };
  throw new UserError(
    'BATCH_DAYS',
    `日期不对：送出日不早于今天，最迟送出日在其后、且不晚于 ${LONGEST_DAYS_TO_GO_OUT} 天内`,
    `from today on, and within ${LONGEST_DAYS_TO_GO_OUT} days`,
  );
}

function idTaken(): UserError {
  return new UserError(
    'COMMAND_ID_USED',
    '这个 commandId 已用于别处',
    'this commandId was used elsewhere',
    409,
  );
}

function nothingToPrint(kind: string): UserError {
  const what = kind === 'mailing' ? '邮寄' : '张贴';
  return new UserError(
    'NOTHING_TO_PRINT',
    `没有待印的${what}任务（已印未作废的不再印）`,
    'no open task waits for a notice',
    409,
  );
}

/** Both files for the printer: the notices, and what goes onto their envelopes. */
async function join(context: PaperContext, batch: PaperBatch): Promise<PaperBatch> {
  const { communityId, id } = batch;
  const { items, slips } = await withScope(context, communityId, async (tx) => {
    const items = await tx.paperItem.findMany({ where: { batchId: id }, orderBy: { position: 'asc' } });
    return { items, slips: await slipsOf(tx, context, batch, items) };
  });
  const files =
    items.length === 0
      ? { noticesSha256: null, slipsSha256: null }
      : {
          noticesSha256: (await storeFile(context, Readable.from(await joinPdfs(noticesOf(context, items)))))
            .sha256,
          slipsSha256: (
            await storeFile(context, Readable.from(await joinPdfs(slipPdfs(batch, slips, batch.onDay))))
          ).sha256,
        };
  return withScope(context, communityId, async (tx) => {
    const { now } = await communityTime(tx, communityId, context.now());
    await tx.paperBatch.updateMany({
      where: { id, printedAt: null },
      data: { ...files, printedAt: new Date(now) },
    });
    return findBatch(tx, communityId, id);
  });
}
