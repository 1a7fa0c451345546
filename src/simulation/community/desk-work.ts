import type { StepAnswer } from '../../machine/events';
import { meetsThresholds } from '../../machine/planning/levels';
import { DESK_WORK_DONE } from '../staff';
import type { OpenTask, Resident } from './resident';

/** What came of a piece of desk work: its answer, or that a word to the case has ended it; it waits where it is not over yet. */
export type DeskResult =
  | { kind: 'answer'; answer: StepAnswer }
  | { kind: 'said' }
  | { kind: 'waits'; until: number };

const DAY_MS = 86_400_000;
const ENDED: DeskResult = { kind: 'answer', answer: DESK_WORK_DONE };
const SAID: DeskResult = { kind: 'said' };

/** How people at desks do their work: promptly and as the plan asks. The referral is asked for and approved where its gates let it through. */
export function deskWork(resident: Resident, { pending }: OpenTask, now: number): DeskResult {
  const { world } = resident;
  const drive = world.live?.drive;
  if (!drive) return SAID;
  const later: DeskResult = { kind: 'waits', until: now + DAY_MS };
  switch (pending.task) {
    case 'propose_referral': {
      const thresholdsMet = meetsThresholds(drive.context, world.facts(drive.context, now), now);
      const taken = resident.say('supervisor', { type: 'REFERRAL_REQUESTED', missing: [], thresholdsMet });
      return taken ? SAID : ENDED;
    }
    case 'approve_referral':
      return resident.say('manager', { type: 'REFERRAL_ANSWERED', approved: true }) ? SAID : later;
    case 'counsel_confirm':
      return resident.say('counsel', { type: 'COUNSEL_CONFIRMED' }) ? SAID : later;
    case 'prepare_package':
      return milestone(resident, 'package_ready') ? SAID : later;
    case 'lawyer_letter':
      return milestone(resident, 'lawyer_letter_sent') ? SAID : later;
    case 'choose_procedure':
      return milestone(resident, 'suit_filed') ? SAID : later;
    case 'confirm_settling':
      return resident.say('counsel', { type: 'CASE_CLOSED', reason: 'settled' }) ? SAID : later;
    // the court takes its time; the work is looked at when it is due
    case 'follow_procedure':
      return pending.dueAt !== null && pending.dueAt - DAY_MS > now
        ? { kind: 'waits', until: pending.dueAt - DAY_MS }
        : ENDED;
    // answered with its hold, by whoever answers the owner
    case 'answer_complaint':
      return later;
    default:
      return ENDED;
  }
}

function milestone(
  resident: Resident,
  which: 'package_ready' | 'lawyer_letter_sent' | 'suit_filed',
): boolean {
  return resident.say('counsel', { type: 'MILESTONE_REACHED', milestone: which });
}
