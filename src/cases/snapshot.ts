import type { Prisma } from '../db/generated/client';
import { type CaseSnapshot, migrate } from '../machine/run';

/** A case's persisted snapshot, as its row keeps it; null before its first record. Checked: it may be of an earlier release. */
export function snapshotOf(column: Prisma.JsonValue): CaseSnapshot | null {
  return column === null ? null : migrate(column as unknown as CaseSnapshot);
}

/** @throws Error when the case has no record yet */
export function recordedSnapshot(column: Prisma.JsonValue): CaseSnapshot {
  const snapshot = snapshotOf(column);
  if (!snapshot) throw new Error('the case has no record yet');
  return snapshot;
}
