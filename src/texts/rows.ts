import { z } from 'zod';
import type { Tx } from '../db/scope';
import { TEXT_CODES, textCodeSchema, textFormSchema } from '../domain/text-codes';
import { findingSchema } from '../domain/text-linter/finding';
import { UserError } from '../errors';

export const TEXT_STATUSES = ['draft', 'proposed', 'active', 'retired', 'refused'] as const;
export const textStatusSchema = z.enum(TEXT_STATUSES);
export type TextStatus = z.infer<typeof textStatusSchema>;

/** A row as the rest of the code knows it: what JSON and text columns hold is checked here. */
const rowSchema = z.looseObject({
  id: z.string(),
  code: textCodeSchema,
  version: z.int(),
  form: textFormSchema,
  subject: z.string().nullable(),
  body: z.string(),
  status: textStatusSchema,
  findings: z.array(findingSchema),
  createdById: z.string().nullable(),
  createdAt: z.date(),
  proposedById: z.string().nullable(),
  proposedAt: z.date().nullable(),
  approvedById: z.string().nullable(),
  approvedAt: z.date().nullable(),
  retiredById: z.string().nullable(),
  retiredAt: z.date().nullable(),
  refusedById: z.string().nullable(),
  refusedAt: z.date().nullable(),
  refusedReason: z.string().nullable(),
});
export type TextRow = z.infer<typeof rowSchema>;

/** All versions of a community's texts, or of one of them, newest first within a code. */
export async function textRows(tx: Tx, communityId: string, code?: string): Promise<TextRow[]> {
  const rows = await tx.textTemplate.findMany({
    where: { communityId, code: code ?? { in: TEXT_CODES } },
    orderBy: [{ code: 'asc' }, { version: 'desc' }],
  });
  return rows.map((row) => rowSchema.parse(row));
}

/** @throws {UserError} TEXT_UNKNOWN */
export async function textRow(tx: Tx, communityId: string, code: string, version: number): Promise<TextRow> {
  const row = await tx.textTemplate.findUnique({
    where: { communityId_code_version: { communityId, code, version } },
  });
  if (!row) {
    throw new UserError(
      'TEXT_UNKNOWN',
      `没有文本 ${code} 第 ${version} 版`,
      `there is no version ${version} of the text ${code}`,
      404,
    );
  }
  return rowSchema.parse(row);
}

/** Texts are numbered, and put in force, one after the other. */
export async function lockTexts(tx: Tx, communityId: string): Promise<void> {
  await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
}
