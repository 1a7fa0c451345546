import type { Channel } from './channel';
import { intervalFor } from './deadlines';
import type { Ladder, LadderStep } from './ladder';
import type { Cause } from './vocabulary';

/** What reaches somebody who answers no number: his door, and letters. */
const DOOR: readonly Channel[] = ['post', 'mail', 'visit'];

/** A policy's ladder never changes once it was read, so what was made of it for a cause stays right. */
const made = new WeakMap<Ladder, Map<Cause, Ladder>>();

/**
 * The ladder as a cause makes it: its stays and days of entry, its steps, the channels that are left for it. Everything that plans asks
 * this one, so that a cause is in one place. 拒缴 shortens the interval between visits, never below its floor (`intervalFor`); the deadline of
 * a notice is shortened where it is written. Budgets, windows and the laws of a case bind every cause alike.
 */
export function ladderFor(ladder: Ladder, cause: Cause): Ladder {
  const known = made.get(ladder) ?? new Map<Cause, Ladder>();
  made.set(ladder, known);
  const built = known.get(cause) ?? build(ladder, cause);
  known.set(cause, built);
  return built;
}

function build(ladder: Ladder, cause: Cause): Ladder {
  const { level1, level2, level3 } = ladder;
  const own = ladder.causes[cause];
  const forAll = cause === 'forgetful' ? level1.forgetfulStayDays : level1.minimumStayDays;
  const left = (steps: readonly LadderStep[]) => (own.reach === 'door' ? atTheDoor(steps) : [...steps]);
  const level2AfterDueDays = own.level2AfterDueDays ?? level2.afterDueDays;
  return {
    ...ladder,
    level1: {
      ...level1,
      minimumStayDays: own.level1StayDays ?? forAll,
      // other numbers are tried first, also for whom none has answered
      steps: own.level1Steps ?? level1.steps,
    },
    level2: { ...level2, afterDueDays: level2AfterDueDays, steps: left(own.level2Steps ?? level2.steps) },
    level3: {
      ...level3,
      afterDueDays: own.level3AfterDueDays ?? level3.afterDueDays,
      steps: spacedVisits(left(own.level3Steps ?? level3.steps), ladder, cause),
      longFollowUp: { ...level3.longFollowUp, steps: left(level3.longFollowUp.steps) },
    },
  };
}

function atTheDoor(steps: readonly LadderStep[]): LadderStep[] {
  return steps.flatMap((step) => {
    const channels = step.channels.filter((channel) => DOOR.includes(channel));
    return channels.length === 0 ? [] : [{ ...step, channels }];
  });
}

/** No more visits than the policy has, and never closer together than it says (「标准」 三级次数). */
function spacedVisits(steps: readonly LadderStep[], ladder: Ladder, cause: Cause): LadderStep[] {
  const { visits, visitSpacingDays } = ladder.level3;
  const spacing = intervalFor(visitSpacingDays, cause, ladder.malicious);
  let planned = 0;
  let earliest = 0;
  return steps.flatMap((step) => {
    const shortened = intervalFor(step.onDay, cause, ladder.malicious);
    if (step.act !== 'visit') return [{ ...step, onDay: shortened }];
    planned += 1;
    if (planned > visits) return [];
    const onDay = Math.max(shortened, earliest);
    earliest = onDay + spacing;
    // the span in which it may still be done moves with it
    const untilDay = step.untilDay === undefined ? {} : { untilDay: step.untilDay + onDay - step.onDay };
    return [{ ...step, onDay, ...untilDay }];
  });
}
