import { Readable } from 'node:stream';
import { setImmediate as breathe } from 'node:timers/promises';
import { PDFDocument } from 'pdf-lib';
import type { TaskActor } from '../cases/task-access';
import type { PaperBatch, PaperItem } from '../db/generated/client';
import { withScope } from '../db/scope';
import { appendEvidence } from '../evidence/append';
import { evidenceStorage, recordFile, type StoredFile, storeFile } from '../evidence/files';
import { noticePdf } from './notice-pdf';
import { openPage, type PaperContext } from './reading';

/**
 * Renders the notices of a batch that are not rendered yet, one at a time, so that others are served in between, and keeps each as a file
 * of its account.
 */
export async function renderNotices(
  context: PaperContext,
  { userId }: TaskActor,
  batch: PaperBatch,
  onEach: () => void,
): Promise<void> {
  const items = await withScope(context, batch.communityId, (tx) =>
    tx.paperItem.findMany({ where: { batchId: batch.id, sha256: null }, orderBy: { position: 'asc' } }),
  );
  for (const item of items) {
    const stored = await storeFile(
      context,
      Readable.from(await noticePdf(openPage(context, item), item.printedOn)),
    );
    await keepNotice(context, userId, batch, item, stored);
    onEach();
    await breathe();
  }
}

function keepNotice(
  context: PaperContext,
  byId: string,
  batch: PaperBatch,
  item: PaperItem,
  stored: StoredFile,
): Promise<void> {
  const { communityId, accountId, caseId, taskId } = item;
  const at = item.createdAt;
  return withScope(context, communityId, async (tx) => {
    await recordFile(
      tx,
      context,
      { communityId, accountId, caseId, taskId, shows: 'notice', byId, at },
      stored,
    );
    await tx.paperItem.update({ where: { id: item.id }, data: { sha256: stored.sha256 } });
    await appendEvidence(tx, context, {
      ...{ communityId, accountId, caseId, at },
      key: `paper/${item.number}/printed`,
      actorId: byId,
      kind: 'paper',
      content: {
        paperItemId: item.id,
        number: item.number,
        batchId: batch.id,
        event: 'printed',
        sha256: stored.sha256,
        amountFen: item.amountFen,
        deadlineOn: item.deadlineOn,
      },
    });
  });
}

/** One file for the printer, in the order of the parts. Each part keeps its own type and its own page numbers. */
export async function joinPdfs(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const whole = await PDFDocument.create({ updateMetadata: false });
  for await (const part of parts) {
    const document = await PDFDocument.load(part, { updateMetadata: false });
    const pages = await whole.copyPages(document, document.getPageIndices());
    for (const page of pages) whole.addPage(page);
    await breathe();
  }
  return Buffer.from(await whole.save({ objectsPerTick: 50, updateFieldAppearances: false }));
}

/** The bytes of notices that are kept already. */
export async function* noticesOf(
  context: Pick<PaperContext, 'config'>,
  items: readonly Pick<PaperItem, 'sha256'>[],
): AsyncGenerator<Buffer> {
  for (const { sha256 } of items) {
    if (sha256 === null) continue;
    yield await bytesOf(context, sha256);
  }
}

/** @throws Error when what was kept is gone: loud, since it is evidence */
export async function bytesOf(context: Pick<PaperContext, 'config'>, sha256: string): Promise<Buffer> {
  const kept = await evidenceStorage(context).read(sha256);
  if (!kept) throw new Error(`the file ${sha256} is gone`);
  const pieces: Buffer[] = [];
  for await (const piece of kept) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
