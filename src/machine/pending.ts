import type { Pending } from './context';
import { placeOf } from './place';
import type { CaseSnapshot } from './run';
import type { StepKey } from './step-key';

/** When an automatic act is to be performed; null while nobody has planned it yet. */
export function performAt({ dueAt, notBefore }: Pending): number | null {
  return dueAt === null ? null : Math.max(dueAt, notBefore ?? 0);
}

/**
 * The automatic acts that the driver performs now, unless they are in flight already. The ladder's own wait while the case is held;
 * service messages beside it do not.
 */
export function runnable(snapshot: CaseSnapshot, now: number): StepKey[] {
  const { region } = placeOf(snapshot);
  if (region === 'closed') return [];
  return Object.entries(snapshot.context.pending)
    .filter(([, pending]) => {
      if (pending.doer !== 'auto' || (pending.ladder && region !== 'ladder')) return false;
      const at = performAt(pending);
      return at !== null && at <= now;
    })
    .map(([key]) => key);
}
