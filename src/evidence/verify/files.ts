import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../context';
import { withSystemScope } from '../../db/scope';
import { evidenceStorage, fileKey } from '../files';
import type { ChainAccount } from './chain-check';
import { type Finding, finding } from './finding';

const spokenOfSchema = z.object({
  fileId: z.string(),
  sha256: z.string(),
  size: z.number(),
  mediaType: z.string(),
});
export type SpokenOf = z.infer<typeof spokenOfSchema> & { seq: number };

export function spokenOf(content: unknown, seq: number): SpokenOf | null {
  const read = spokenOfSchema.safeParse(content);
  return read.success ? { ...read.data, seq } : null;
}

/**
 * Of each account: every file that its chain speaks of is there, byte for byte, and its row says the same; every row is spoken of.
 * Where the entry itself cannot be read any more, the row's own digest is what the bytes are held against.
 */
export async function verifyFiles(
  context: Pick<Context, 'db' | 'config'>,
  reports: readonly { account: ChainAccount; files: readonly SpokenOf[] }[],
): Promise<{ findings: Finding[]; files: number }> {
  const { rows, seqByKey } = await withSystemScope(context, async (tx) => {
    const accountIds = reports.map(({ account }) => account.accountId);
    const rows = await tx.evidenceFile.findMany({
      where: { accountId: { in: accountIds } },
      orderBy: { id: 'asc' },
    });
    const known = await tx.evidenceEntry.findMany({
      where: { key: { in: rows.map(({ id }) => fileKey(id)) } },
      select: { key: true, seq: true },
    });
    return { rows, seqByKey: new Map(known.map(({ key, seq }) => [key, seq])) };
  });
  const rowById = new Map(rows.map((row) => [row.id, row]));
  const entryById = new Map(reports.flatMap(({ files }) => files.map((file) => [file.fileId, file])));
  const labels = new Map(reports.map(({ account }) => [account.accountId, account.label]));
  const findings: Finding[] = [];
  for (const { account, files } of reports) {
    for (const { fileId, sha256, size, mediaType, seq } of files) {
      const row = rowById.get(fileId);
      const same = row?.sha256 === sha256 && row.size === size && row.mediaType === mediaType;
      if (!same)
        findings.push(finding('FILE_RECORD_CHANGED', { ...account, seq, kind: 'file', what: fileId }));
    }
  }
  for (const { id, accountId, sha256 } of rows) {
    const place = { accountId, label: labels.get(accountId), what: id };
    const seq = seqByKey.get(fileKey(id));
    if (seq === undefined) findings.push(finding('FILE_UNRECORDED', place));
    const problem = await bytesProblem(context, entryById.get(id)?.sha256 ?? sha256);
    if (problem) findings.push(finding(problem, { ...place, seq, kind: 'file' }));
  }
  return { findings, files: rows.length };
}

async function bytesProblem(
  context: Pick<Context, 'config'>,
  sha256: string,
): Promise<'FILE_MISSING' | 'FILE_CHANGED' | null> {
  const source = await evidenceStorage(context).read(sha256);
  if (!source) return 'FILE_MISSING';
  const hash = createHash('sha256');
  for await (const bytes of source) hash.update(bytes);
  return hash.digest('hex') === sha256 ? null : 'FILE_CHANGED';
}
