/** A message of a machine that has no outcome. */
export type Unanswered = { leaseUntil: Date; calledAt: Date | null };

/** Its provider is asked every few minutes, later ever more seldom: so is, whether the next may go. */
const LOOK_AGAIN_MS = 5 * 60_000;

/**
 * A provider is asked by number and time, so two messages to one address are never in doubt at once: from the claim until it can be asked,
 * and, where the call was begun, until it has answered.
 *
 * @returns real time until which the address is busy; null: it is free
 */
export function busyUntil(
  unanswered: readonly Unanswered[],
  { realNow, latencyMs }: { realNow: number; latencyMs: number },
): number | null {
  const ends = unanswered.map(({ leaseUntil, calledAt }) => {
    const askableAt = leaseUntil.getTime() + latencyMs;
    if (calledAt === null || askableAt > realNow) return askableAt;
    return realNow + Math.max(LOOK_AGAIN_MS, Math.ceil((realNow - calledAt.getTime()) / 2));
  });
  const until = Math.max(...ends);
  return until > realNow ? until : null;
}
