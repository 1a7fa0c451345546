import { setTimeout as sleep } from 'node:timers/promises';
import { channelOfTask } from '../../cases/step-plan';
import type { FinishInput, StartInput } from '../../cases/task-input';
import { outcomesOf } from '../../cases/task-outcomes';
import type { Channel } from '../../domain/channel';
import { chineseCalendar } from '../../domain/chinese-calendar';
import { addDays, civilDayOf, MINUTE_MS, startOfDay } from '../../domain/civil-day';
import { openingsOn } from '../../domain/contact-windows';
import { UserError } from '../../errors';
import { type TaskKind, taskKindSchema } from '../../machine/vocabulary';
import { TASK_WORDS } from '../../machine/words';
import { standard } from '../../policy/standard';
import { Answers } from './answers';
import type { Desk, Shown, TaskRow } from './desk';
import type { Staff } from './staff';
import type { Answer, Story } from './story';

const LOOK_MS = 150;
/** A task that may not be worked now is looked at again. */
const AGAIN_MS = 350;
const MOST_ATTEMPTS = 60;
/** Into a window by so much of the community's time: the clock of a second a day is not exact to the minute. */
const INSIDE_MS = 20 * MINUTE_MS;
/** Windows that were missed until the owner is asked for a time of his own. */
const MISSED = 1;
const DELIVERED_AFTER_DAYS = 3;

/** The staff at work: they look through the list of tasks, and do each in the hours in which it may be done. */
export class Office {
  private readonly answers = new Answers();
  private readonly atWork = new Map<string, Promise<void>>();
  private readonly calendar;
  private readonly postmen: Promise<void>[] = [];
  private letters = 0;
  /** By kind, how many were finished */
  readonly finished = new Map<TaskKind, number>();
  /** What went wrong that nobody expected */
  readonly troubles: string[] = [];

  constructor(
    private readonly desk: Desk,
    private readonly staff: Staff,
    private readonly storyOf: (room: string) => Story | undefined,
  ) {
    const year = Number(desk.clock.firstDay.slice(0, 4));
    this.calendar = chineseCalendar({ zone: desk.clock.zone, fromYear: year, throughYear: year + 1 });
  }

  /** Until told to stop; whoever is at something then finishes it. */
  async work(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      for (const task of await this.desk.openTasks()) this.take(task, until);
      await sleep(LOOK_MS);
    }
    await Promise.all([...this.atWork.values(), ...this.postmen]);
  }

  private take(task: TaskRow, until: AbortSignal): void {
    const story = task.label === null ? undefined : this.storyOf(task.label);
    if (!story || this.atWork.has(task.id)) return;
    const kind = taskKindSchema.parse(task.kind);
    const answer = this.answers.next(story, kind);
    const work = this.finish(task, kind, answer, until)
      .catch((error: unknown) => {
        this.troubles.push(
          `${task.label} ${kind}: ${error instanceof Error ? error.message : String(error)}`,
        );
      })
      .finally(() => this.atWork.delete(task.id));
    this.atWork.set(task.id, work);
  }

  private async finish(task: TaskRow, kind: TaskKind, answer: Answer, until: AbortSignal): Promise<void> {
    const { clock } = this.desk;
    const said = () => (typeof answer === 'function' ? answer((days) => clock.inDays(days)) : answer);
    const { afterDays } = said();
    if (afterDays) await clock.days(afterDays, until);
    if (until.aborted) return;
    const channel = channelOfTask(kind);
    const proof = await this.proofOf(task, kind, said());
    for (let attempt = 1; ; attempt += 1) {
      if (until.aborted) return;
      try {
        if (channel) await this.reach(task, channel, until);
        const { afterDays: _waited, ...input } = { ...said(), ...proof };
        await this.desk.finish(task, input);
        return this.tell(task, kind, input);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (isOver(error)) return;
        if (attempt === MOST_ATTEMPTS) throw error;
        await sleep(AGAIN_MS);
      }
    }
  }

  /** Starts the contact in an hour in which it may be made; what is refused for now is tried at the next one. */
  private async reach(task: TaskRow, channel: Channel, until: AbortSignal): Promise<void> {
    const { clock } = this.desk;
    let from = clock.now();
    let missed = 0;
    for (;;) {
      const input = this.startInput(task, channel, missed);
      const at = input.statedTime ? this.middayFrom(from) : this.openingFrom(channel, from);
      await clock.until(at, until);
      if (until.aborted) return;
      try {
        await this.desk.start(task, input);
        return;
      } catch (error) {
        const next = error instanceof UserError ? nextPossible(error) : null;
        if (next === null) throw error;
        if (error instanceof UserError && error.code === 'WINDOW') missed += 1;
        from = Math.max(clock.now(), startOfDay(civilDayOf(next, clock.zone), clock.zone));
      }
    }
  }

  private startInput(task: TaskRow, channel: Channel, missed: number): StartInput {
    if (channel !== 'visit') return {};
    const second = { userId: this.staff.companionOf(this.desk.memberFor(task)).id };
    // 预约上门: the owner's own time beats the window
    const statedTime = { from: '09:00', to: '20:00' };
    return missed > MISSED ? { second, statedTime } : { second };
  }

  private openingFrom(channel: Channel, from: number): number {
    const { zone } = this.desk.clock;
    let day = civilDayOf(from, zone);
    for (;;) {
      const openings = openingsOn(day, { channel, calendar: this.calendar, rules: standard.rules.contact });
      const opening = openings.find(({ toAt }) => from + 2 * INSIDE_MS < toAt);
      if (opening) return Math.max(from, opening.fromAt + INSIDE_MS);
      day = addDays(day, 1);
      from = Math.max(from, startOfDay(day, zone));
    }
  }

  private middayFrom(from: number): number {
    const { zone } = this.desk.clock;
    const noon = startOfDay(civilDayOf(from, zone), zone) + 12 * 60 * MINUTE_MS;
    return from <= noon ? noon : noon + 24 * 60 * MINUTE_MS;
  }

  /** What an outcome wants beside itself: photos, a second person, a tracking number. */
  private async proofOf(
    task: TaskRow,
    kind: TaskKind,
    { outcome }: FinishInput,
  ): Promise<Partial<FinishInput>> {
    const needs = outcomesOf(kind).find((one) => one.outcome === outcome)?.needs ?? [];
    const proof: Partial<FinishInput> = {};
    const shown = needs.flatMap((need): Shown[] =>
      need.startsWith('photo_') ? [need.slice('photo_'.length) as Shown] : [],
    );
    if (shown.length > 0) {
      proof.fileIds = await Promise.all(shown.map((shows) => this.desk.photograph(task, shows)));
    }
    if (needs.includes('second')) {
      proof.second = { userId: this.staff.companionOf(this.desk.memberFor(task)).id };
    }
    if (needs.includes('tracking_number')) {
      this.letters += 1;
      proof.trackingNumber = `EX${task.id.slice(0, 8)}${this.letters}`;
    }
    return proof;
  }

  private tell(task: TaskRow, kind: TaskKind, input: FinishInput): void {
    this.finished.set(kind, (this.finished.get(kind) ?? 0) + 1);
    const said = outcomesOf(kind).find(({ outcome }) => outcome === input.outcome)?.zh ?? input.outcome;
    const who = this.desk.memberFor(task).name;
    this.desk.say(
      task.label ?? '',
      `${who} ${TASK_WORDS[kind]}：${said}`,
      `${kind.replaceAll('_', ' ')}: ${input.outcome.replaceAll('_', ' ')}`,
    );
    if (input.trackingNumber) this.postmen.push(this.deliver(task, input.trackingNumber));
  }

  /** The courier: three days later it was signed for. */
  private async deliver(task: TaskRow, trackingNumber: string): Promise<void> {
    await this.desk.clock.days(DELIVERED_AFTER_DAYS);
    await this.desk.delivered(trackingNumber, 'signed');
    this.desk.say(task.label ?? '', '快递妥投签收', 'the courier delivered the letter');
  }
}

/** Nothing to be done about it: withdrawn, paid, held, another colleague's. */
const OVER: ReadonlySet<string> = new Set([
  'TASK_OVER',
  'TASK_UNKNOWN',
  'NOT_PENDING',
  'NOTHING_OWED',
  'CASE_CLOSED',
  'CASE_SETTLED',
  'STARTED_BY_ANOTHER',
]);

function isOver({ code }: UserError): boolean {
  return OVER.has(code);
}

function nextPossible({ details }: UserError): number | null {
  const until = details?.until;
  return typeof until === 'string' ? Date.parse(until) : null;
}
