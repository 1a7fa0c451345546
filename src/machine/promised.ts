import type { Hold, Pending } from './context';

/**
 * What a reminder speaks of: the promised day, or the instalment that its step names (`promise-reminder~<hold>~<no>`). Null: the act
 * belongs to no promise.
 */
export function promisedIn(
  holds: readonly Hold[],
  { step, ref }: Pick<Pending, 'step' | 'ref'>,
): { on: string; amountFen: number; no: number | null } | null {
  const hold = holds.find(({ id }) => id === ref);
  if (!hold) return null;
  const no = Number(step.split('~')[2] ?? Number.NaN);
  const instalment = hold.plan?.instalments[no - 1];
  if (instalment) return { on: instalment.dueOn, amountFen: instalment.amountFen, no };
  if (hold.promisedOn === null) return null;
  return { on: hold.promisedOn, amountFen: hold.amountFen ?? 0, no: null };
}
