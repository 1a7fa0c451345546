import type { Ladder, LadderStep } from '../../domain/ladder';
import { wasWithdrawn } from '../change';
import type { CaseContext } from '../context';
import { baseOf } from './steps';

/**
 * A case that was moved to another policy within a level has done steps that its new plan may call otherwise. What was done counts for the
 * first step of the new plan that goes by the same channel, so that nothing is said twice, and the next one keeps its distance from it (law 11).
 */
export function underMovedPolicy(context: CaseContext, ladder: Ladder): CaseContext {
  const moved = context.movedPolicy ?? null;
  if (moved === null || moved.at < context.enteredAt) return context;
  const steps = stepsOf(ladder, context.level);
  const known = new Set(steps.map(({ id }) => id));
  const names = new Map<string, string>();
  const taken = new Set(context.done.map(({ step }) => baseOf(step)).filter((id) => known.has(id)));
  for (const { step, channel, ...done } of context.done) {
    const id = baseOf(step);
    if (known.has(id) || names.has(id) || channel === null || wasWithdrawn({ ...done, step, channel }))
      continue;
    const same = steps.find((one) => !taken.has(one.id) && one.channels.includes(channel));
    if (!same) continue;
    names.set(id, same.id);
    taken.add(same.id);
  }
  if (names.size === 0) return context;
  return {
    ...context,
    done: context.done.map((done) => {
      const id = baseOf(done.step);
      const name = names.get(id);
      return name === undefined ? done : { ...done, step: `${name}${done.step.slice(id.length)}` };
    }),
  };
}

/** Long follow-up is at every level where nothing else is left. */
function stepsOf({ level1, level2, level3 }: Ladder, level: CaseContext['level']): LadderStep[] {
  const own = { 1: level1.steps, 2: level2.steps, 3: level3.steps, 4: [] }[level];
  return [...own, ...level3.longFollowUp.steps];
}
