import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../../context';
import { withSystemScope } from '../../db/scope';
import { evidenceStorage } from '../files';
import type { ChainAccount } from './chains';
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
 * Of one account: every file that its chain speaks of is there, byte for byte, and its row says the same; every row is spoken of.
 * Where the entry itself cannot be read any more, the row's own digest is what the bytes are held against.
 */
export async function verifyFiles(
  context: Pick<Context, 'db' | 'config'>,
  account: ChainAccount,
  entries: readonly SpokenOf[],
): Promise<{ findings: Finding[]; files: number }> {
  const { accountId, label } = account;
  const rows = await withSystemScope(context, (tx) =>
    tx.evidenceFile.findMany({ where: { accountId }, orderBy: { id: 'asc' } }),
  );
  const byId = new Map(entries.map((entry) => [entry.fileId, entry]));
  const findings: Finding[] = [];
  for (const entry of entries) {
    const row = rows.find(({ id }) => id === entry.fileId);
    const same = row?.sha256 === entry.sha256 && row.size === entry.size && row.mediaType === entry.mediaType;
    if (!same) {
      findings.push(
        finding('FILE_RECORD_CHANGED', {
          accountId,
          label,
          seq: entry.seq,
          kind: 'file',
          what: entry.fileId,
        }),
      );
    }
  }
  const known = await withSystemScope(context, (tx) =>
    tx.evidenceEntry.findMany({
      where: { key: { in: rows.map(({ id }) => `file/${id}`) } },
      select: { key: true, seq: true },
    }),
  );
  const seqByKey = new Map(known.map(({ key, seq }) => [key, seq]));
  for (const { id, sha256 } of rows) {
    const seq = seqByKey.get(`file/${id}`) ?? null;
    if (seq === null) findings.push(finding('FILE_UNRECORDED', { accountId, label, what: id }));
    const problem = await bytesProblem(context, byId.get(id)?.sha256 ?? sha256);
    if (problem) findings.push(finding(problem, { accountId, label, seq, kind: 'file', what: id }));
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
