import { CHANNELS, type Channel } from '../domain/channel';
import { type CivilDay, civilDayOf, minutesOfDayAt } from '../domain/civil-day';
import { limitationAlarm } from '../domain/limitation';
import type { Note } from '../machine/events';
import { statePath } from '../machine/place';
import type { AccountWorld, Act, WorldCase } from './account-world';
import type { ContactCount } from './contact-log';

/** `2026-03-01T09:37` on the community's clock. */
export type LocalTime = string;

export type StoryAct = {
  at: LocalTime;
  step: string;
  channel: Channel | null;
  by: 'system' | 'staff';
  /** accepted, no_answer, …; `deferred`, `withdrawn` and the like where it was not made */
  outcome: string;
  /** Why it was put off or withdrawn */
  reason: string | null;
  until: LocalTime | null;
};

export type StoryDay = {
  on: CivilDay;
  case: string | null;
  level: number | null;
  state: string | null;
  holds: { id: string; kind: string; endsAt: LocalTime }[];
  /** At the end of the day: charges − allocated − waived + lateFee − disputed − prepaid − fresh (law 7), all in fen */
  claimable: {
    claimableFen: number;
    chargesFen: number;
    allocatedFen: number;
    waivedFen: number;
    lateFeeFen: number;
    disputedFen: number;
    prepaidFen: number;
    freshFen: number;
    principalFen: number;
    lateFeeLeftFen: number;
  };
  /** What of the account's credit no charge took */
  creditFen: number;
  demands: {
    step: string;
    level: number;
    channel: string;
    grade: string;
    written: boolean;
    deadline: LocalTime | null;
  }[];
  /** So far, service notices apart; attempts are not contacts */
  contacts: Partial<Record<Channel, ContactCount>>;
  acts: StoryAct[];
  /** What else happened that day, in order */
  happened: string[];
  tasks: { step: string; task: string; due: LocalTime | null; escalation: number }[];
  next: { at: LocalTime; what: string; reason: string } | null;
  /** By charge with principal left: the day before which it is to be acted on, and the alarm that has been reached */
  limitation: { charge: string; actBefore: CivilDay; alarmDays: number | null }[];
};

export type StoryRefusal = { event: number; at: string; what: string; code: string; zh: string; en: string };

/** The same story gives the same answer, to the byte. */
export type StoryAnswer = {
  story: string;
  policy: string;
  from: CivilDay;
  to: CivilDay;
  /** What the story told and was not taken, and why */
  refused: StoryRefusal[];
  /** Days on which anything changed; that a late fee grew is no change */
  days: StoryDay[];
};

/** Writes down one day of an account after another. */
export class StoryBook {
  readonly days: StoryDay[] = [];
  private actsRead = 0;
  private notesRead = 0;
  private lastText = '';

  constructor(private readonly world: AccountWorld) {}

  /** At the end of a day; a day on which nothing changed is left out. */
  closeDay(on: CivilDay): void {
    const { world } = this;
    const acts = world.acts.slice(this.actsRead);
    const notes = world.notes.slice(this.notesRead);
    this.actsRead = world.acts.length;
    this.notesRead = world.notes.length;
    const day = this.dayOf(on, acts, notes);
    const text = textOf(day);
    const isQuiet = day.acts.length === 0 && day.happened.length === 0 && text === this.lastText;
    this.lastText = text;
    if (!isQuiet) this.days.push(day);
  }

  private dayOf(on: CivilDay, acts: readonly Act[], notes: readonly Note[]): StoryDay {
    const { world } = this;
    const { zone } = world;
    const last = world.cases.at(-1) ?? null;
    const context = last?.drive.context ?? null;
    const claim = world.claim(on);
    const at = (instant: number) => localTime(instant, zone);
    return {
      on,
      case: last?.id ?? null,
      level: context?.level ?? null,
      state: last ? statePath(last.drive.snapshot) : null,
      holds: (context?.holds ?? []).map(({ id, kind, endsAt }) => ({ id, kind, endsAt: at(endsAt) })),
      claimable: {
        claimableFen: claim.claimableFen,
        chargesFen: claim.chargesFen,
        allocatedFen: claim.allocatedFen,
        waivedFen: claim.waivedFen,
        lateFeeFen: claim.lateFeeFen,
        disputedFen: claim.disputedFen,
        prepaidFen: claim.prepaidFen,
        freshFen: claim.freshFen,
        principalFen: claim.principalOutstandingFen,
        lateFeeLeftFen: claim.lateFeeOutstandingFen,
      },
      creditFen: world.ledger.prepaidFen() - claim.prepaidFen,
      demands: (context?.demands ?? []).map(({ key, level, channel, grade, written, deadlineAt }) => ({
        step: key.split('/').slice(1, 3).join('/'),
        level,
        channel,
        grade,
        written,
        deadline: deadlineAt === null ? null : at(deadlineAt),
      })),
      contacts: this.contactsSoFar(),
      acts: acts.map((act) => actOf(act, zone)),
      happened: notes.flatMap((note) => happenedOf(note, zone)),
      tasks: Object.values(context?.pending ?? {}).flatMap(({ task, step, dueAt, escalation }) =>
        task === null ? [] : [{ step, task, due: dueAt === null ? null : at(dueAt), escalation }],
      ),
      next: last ? nextOf(last, zone) : null,
      limitation: claim.lines
        .filter(({ principalLeftFen }) => principalLeftFen > 0)
        .map(({ chargeId }) => {
          const actBefore = world.limitation(chargeId);
          const { alarmDays } = world.policy.rules.limitation;
          return {
            charge: chargeId,
            actBefore,
            alarmDays: limitationAlarm(actBefore, on, alarmDays).reached,
          };
        }),
    };
  }

  private contactsSoFar(): StoryDay['contacts'] {
    const counts = this.world.log.counts();
    return Object.fromEntries(
      CHANNELS.filter((channel) => counts[channel].contacts + counts[channel].attempts > 0).map((channel) => [
        channel,
        counts[channel],
      ]),
    );
  }
}

/** Of a day, what makes it a change: all but the late fee, which grows by itself. */
function textOf({ on: _on, acts: _acts, happened: _happened, claimable, ...rest }: StoryDay): string {
  const { claimableFen: _claimable, lateFeeFen: _fee, lateFeeLeftFen: _left, ...terms } = claimable;
  return JSON.stringify({ ...rest, ...terms });
}

function actOf({ at, step, channel, automatic, answer }: Act, zone: string): StoryAct {
  const act = { at: localTime(at, zone), step, channel, by: automatic ? 'system' : 'staff' } as const;
  switch (answer.kind) {
    case 'done':
      return { ...act, outcome: answer.outcome, reason: null, until: null };
    case 'deferred':
      return { ...act, outcome: 'deferred', reason: answer.reason, until: localTime(answer.until, zone) };
    case 'in_doubt':
      return { ...act, outcome: 'in_doubt', reason: null, until: localTime(answer.until, zone) };
    case 'withdrawn':
      return { ...act, outcome: 'withdrawn', reason: answer.reason, until: null };
    case 'unproven':
    case 'lost':
    case 'no_channel':
      return { ...act, outcome: answer.kind, reason: null, until: null };
    default: {
      const never: never = answer;
      throw new Error(`unknown answer: ${JSON.stringify(never)}`);
    }
  }
}

/** What happened in the case, in a word; acts have their own place. */
function happenedOf(note: Note, zone: string): string[] {
  const at = localTime(note.at, zone).slice(11);
  switch (note.kind) {
    case 'level_entered':
      return [`${at} level ${note.level} entered (${note.basis.kind})`];
    case 'hold_began':
      return [`${at} hold ${note.hold.id} began (${note.hold.kind})`];
    case 'hold_ended':
      return [`${at} hold ${note.id} ended (${note.verdict})`];
    case 'hold_extended':
      return [`${at} hold ${note.id} extended to ${localTime(note.endsAt, zone)}`];
    case 'cause_set':
      return [`${at} cause ${note.from} → ${note.to}`];
    case 'task_overdue':
      return [`${at} overdue ${stepOf(note.key)} (${note.escalation})`];
    case 'settled':
      return [`${at} settled`];
    case 'reopened':
      return [`${at} reopened at level ${note.level}`];
    case 'milestone':
      return [`${at} milestone ${note.milestone}`];
    case 'closed':
      return [`${at} closed (${note.reason})`];
    case 'step_ended':
      return note.end === 'withdrawn' ? [`${at} withdrawn ${stepOf(note.key)} (${note.reason})`] : [];
    default:
      return [];
  }
}

function nextOf({ drive }: WorldCase, zone: string): StoryDay['next'] {
  const wake = drive.nextWake();
  if (wake === null) return null;
  const at = localTime(wake.at, zone);
  const { next, pending } = drive.context;
  if (wake.reason === 'next' && next !== null) {
    const what =
      next.kind === 'step' ? `step ${next.step}` : next.kind === 'level' ? `level ${next.to}` : next.kind;
    return { at, what, reason: next.reason };
  }
  const waiting = pending[wake.ref];
  return {
    at,
    what: `${wake.reason} ${stepOf(wake.ref)}`,
    reason: waiting?.blockedBy?.reason ?? wake.reason,
  };
}

function stepOf(key: string): string {
  return key.split('/')[2] ?? key;
}

export function localTime(instant: number, zone: string): LocalTime {
  const minutes = minutesOfDayAt(instant, zone);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${civilDayOf(instant, zone)}T${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
