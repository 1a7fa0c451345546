import { z } from 'zod';
import type { FieldCipher } from '../../db/field-cipher';

/** A staged row: its cells as they stood in the file, and what they mean if they could be read. Sealed: it has personal data. */
const stagedRowSchema = z.object({ cells: z.array(z.string()), content: z.unknown() });
export type StagedRow = z.infer<typeof stagedRowSchema>;

export function sealRow(cipher: FieldCipher, row: StagedRow): string {
  return cipher.seal(JSON.stringify(row));
}

export function openRow(cipher: FieldCipher, sealed: string): StagedRow {
  return stagedRowSchema.parse(JSON.parse(cipher.open(sealed)));
}
