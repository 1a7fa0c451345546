import { claimRefusal } from '../cases/claim-refusals';
import { lockTask, type TaskActor, type TaskAtWork } from '../cases/task-access';
import type { PaperBatch } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import type { Candidate } from './candidates';
import { isRefused, type NoticeToPrint, readNotice } from './notice-facts';
import { MOST_A_DAY, noticeNumber } from './number';
import type { PaperContext } from './reading';

/** Why nothing was printed for a task: what would be answered at its door. */
export type LeftOut = { taskId: string; label: string; code: string; zh: string; en: string };

/**
 * Fixes what the notice of one task says: in one transaction under the locks of account and case, as a claim would read it.
 *
 * @returns null when it is drawn up, or was before
 */
export function drawUp(
  context: PaperContext,
  actor: TaskActor,
  batch: PaperBatch,
  { taskId, label }: Candidate,
  position: number,
): Promise<LeftOut | null> {
  const { communityId } = batch;
  return withScope(context, communityId, async (tx) => {
    try {
      const work = await lockTask(tx, context, actor, communityId, taskId);
      const standing = await tx.paperItem.findFirst({ where: { taskId, voidedAt: null } });
      if (standing?.batchId === batch.id) return null;
      if (standing) throw printedAlready(standing.number);
      if (work.task.status !== 'open') throw started();
      const numbers = numbersOf(tx, communityId, work.time.today);
      const notice = await readNotice(tx, context, work.task, civilDay(batch.lastDayOn), numbers.take);
      if (isRefused(notice)) throw claimRefusal(notice, work.time.zone);
      await keep(tx, context, batch, work, notice, position, numbers);
      return null;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { taskId, label, code: error.code, zh: error.zh, en: error.en };
    }
  });
}

function printedAlready(number: string): UserError {
  return new UserError('PAPER_PRINTED', `已印过，编号 ${number}`, `it is printed already: ${number}`, 409);
}

function started(): UserError {
  return new UserError('TASK_STARTED', '任务已开始或已结束', 'the task was started, or is over', 409);
}

/** Running numbers of a day, without a gap: taken under a lock that the next printer waits for. */
function numbersOf(tx: Tx, communityId: string, printedOn: CivilDay) {
  let serial = 0;
  return {
    printedOn,
    serial: () => serial,
    async take(): Promise<string> {
      const lock = `paper/${communityId}/${printedOn}`;
      await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))::text`;
      const last = await tx.paperItem.aggregate({
        where: { communityId, printedOn },
        _max: { serial: true },
      });
      serial = (last._max.serial ?? 0) + 1;
      if (serial > MOST_A_DAY) {
        throw new UserError(
          'PAPER_NUMBERS_USED_UP',
          '今天的编号已用完，明天再印',
          'no numbers are left for today',
          409,
        );
      }
      return noticeNumber(printedOn, serial);
    },
  };
}

async function keep(
  tx: Tx,
  { cipher }: PaperContext,
  batch: PaperBatch,
  { task, time }: TaskAtWork,
  notice: NoticeToPrint,
  position: number,
  numbers: ReturnType<typeof numbersOf>,
): Promise<void> {
  const before = await tx.paperItem.findFirst({
    where: { taskId: task.id, voidedAt: { not: null } },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  const { channel, partyId, addressIndex, ledgerVersion, amountFen, deadlineOn, lines, templateId } = notice;
  await tx.paperItem.create({
    data: {
      communityId: batch.communityId,
      batchId: batch.id,
      number: notice.page.number,
      printedOn: numbers.printedOn,
      serial: numbers.serial(),
      position,
      caseId: task.caseId,
      accountId: task.accountId,
      taskId: task.id,
      stepKey: task.stepKey,
      ...{ channel, partyId, addressIndex, ledgerVersion, amountFen, deadlineOn, lines, templateId },
      textSealed: cipher.seal(notice.text),
      pageSealed: cipher.seal(JSON.stringify(notice.page)),
      createdAt: new Date(time.now),
      replacesId: before?.id ?? null,
    },
  });
}
