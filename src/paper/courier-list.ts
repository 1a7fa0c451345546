import ExcelJS from 'exceljs';
import { requirePermission } from '../auth/actor';
import type { TaskActor } from '../cases/task-access';
import { communityTime } from '../communities/time';
import type { PaperItem } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { UserError } from '../errors';
import { appendAllEvidence } from '../evidence/append';
import { recipientsOf } from './envelopes';
import { standing } from './item-state';
import { findBatch, type PaperContext } from './reading';
import { itemsOf } from './seal';

const COLUMNS = [
  ['序号', 6],
  ['通知书编号', 18],
  ['收件人', 14],
  ['地址', 44],
  ['电话', 16],
  ['内件品名', 36],
  ['运单号', 20],
] as const;

/**
 * 交寄清单 for the carrier, with names, addresses and numbers in full: that they were shown, and to whom, is in evidence of every account. Its
 * last column is empty; filled in, the same file brings the tracking numbers back.
 *
 * @param revealId the caller's: twice is one reveal
 * @throws {UserError} NOT_PERMITTED, BATCH_UNKNOWN, NOT_A_MAILING
 */
export async function courierList(
  context: PaperContext,
  actor: TaskActor,
  { communityId, batchId, revealId }: { communityId: string; batchId: string; revealId: string },
): Promise<Buffer> {
  requirePermission(actor, communityId, 'number.reveal');
  const rows = await withScope(context, communityId, async (tx) => {
    const batch = await findBatch(tx, communityId, batchId);
    if (batch.kind !== 'mailing') {
      throw new UserError(
        'NOT_A_MAILING',
        '张贴批次没有交寄清单',
        'a posting has no list for a carrier',
        409,
      );
    }
    const items = standing(await itemsOf(tx, batchId));
    const { name } = await tx.community.findUniqueOrThrow({
      where: { id: communityId },
      select: { name: true },
    });
    const recipients = await recipientsOf(tx, context, name, items);
    await writeRevealed(tx, context, actor, items, `交寄清单`, revealId);
    return items.flatMap((item, index) => {
      const to = recipients.get(item.id);
      if (!to) return [];
      const inside = `物业费催缴通知书${item.number}`;
      return [
        [index + 1, item.number, to.name, to.address, to.phone ?? '', inside, item.trackingNumber ?? ''],
      ];
    });
  });
  return workbook(rows);
}

/** Personal data of many accounts was shown to one person at once. */
export async function writeRevealed(
  tx: Tx,
  context: PaperContext,
  { userId }: TaskActor,
  items: readonly PaperItem[],
  purpose: string,
  revealId: string,
): Promise<void> {
  const [first] = items;
  if (!first) return;
  const { now } = await communityTime(tx, first.communityId, context.now());
  await appendAllEvidence(
    tx,
    context,
    items.map(({ communityId, accountId, caseId, number }) => ({
      ...{ communityId, accountId, caseId },
      key: `reveal/${revealId}/${number}`,
      at: new Date(now),
      actorId: userId,
      kind: 'revealed' as const,
      content: {
        what: ['name' as const, 'postal' as const, 'phone' as const],
        purpose: `${purpose} ${number}`,
      },
    })),
  );
}

/** Text in every cell: a carrier's program would turn a long number into another one. */
async function workbook(rows: readonly (string | number)[][]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.created = new Date(0);
  const sheet = book.addWorksheet('交寄清单', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = COLUMNS.map(([header, width]) => ({ header, width, style: { numFmt: '@' } }));
  sheet.getRow(1).font = { bold: true };
  for (const row of rows) sheet.addRow(row);
  return Buffer.from(await book.xlsx.writeBuffer());
}
