import { channelOfTask } from '../cases/step-plan';
import { addDays, instantAt } from '../domain/civil-day';
import type { Pending } from '../machine/context';
import type { StepAnswer } from '../machine/events';
import type { StepKey } from '../machine/step-key';
import type { AccountWorld } from './account-world';
import { DESK_WORK_DONE, IN_VAIN, isDoneAtOnce } from './staff';

/** What staff make of an open task; null: it stays open. */
export type Staff = (key: StepKey, pending: Pending, world: AccountWorld) => StepAnswer | null;

/** The morning's scan, and the evening hour at which every channel is open. */
const SCAN_MINUTES = 7 * 60;
const EVENING_MINUTES = 18 * 60 + 30;

/**
 * Time passes up to `until`: each due time is met, the scan comes each morning, staff work each evening. While the system is down nothing
 * of it happens.
 */
export function advanceTo(world: AccountWorld, until: number, staff: Staff | null): void {
  while (world.now < until) {
    const { systemUp } = world.conditions;
    const wake = systemUp ? world.live?.drive.nextWake()?.at : undefined;
    const scanAt = nextAt(world, SCAN_MINUTES);
    const eveningAt = nextAt(world, EVENING_MINUTES);
    const due = wake === undefined ? until : Math.max(wake, world.now + 1);
    world.now = Math.min(until, scanAt, eveningAt, due);
    if (!systemUp) continue;
    if (wake !== undefined && wake <= world.now) world.live?.drive.wake(world.now);
    if (world.now === scanAt) world.scan();
    if (world.now === eveningAt && staff !== null) work(world, staff);
  }
}

/** The system is up again: it hears of everything that waits, and of the time. */
export function catchUp(world: AccountWorld): void {
  world.scan();
  world.live?.drive.wake(world.now);
}

/** Staff work through what is open. */
export function work(world: AccountWorld, staff: Staff): void {
  const { live } = world;
  if (live === null) return;
  for (const [key, pending] of Object.entries(live.drive.context.pending)) {
    if (pending.doer !== 'task' || !live.drive.context.pending[key]) continue;
    const answer = staff(key, pending, world);
    if (answer === null) continue;
    live.drive.say({
      type: 'STEP_RESULT',
      at: world.now,
      key,
      answer,
      actor: { id: 'staff-1', role: 'agent' },
    });
  }
}

/** By default staff do everything that they are asked, on the first evening on which they may, and reach nobody. */
export const diligentStaff: Staff = (key, pending, world) => {
  if (pending.task === null) throw new Error(`a task without a kind: ${key}`);
  const channel = channelOfTask(pending.task);
  if (channel !== null) return world.contactByStaff(key, pending, IN_VAIN[channel]);
  return isDoneAtOnce(pending.task) ? DESK_WORK_DONE : null;
};

function nextAt(world: AccountWorld, minutes: number): number {
  const at = instantAt(world.today, minutes, world.zone);
  return at > world.now ? at : instantAt(addDays(world.today, 1), minutes, world.zone);
}
