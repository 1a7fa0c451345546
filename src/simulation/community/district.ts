import { channelOfTask } from '../../cases/step-plan';
import { addWorkdays, type Calendar } from '../../domain/calendar';
import type { Channel } from '../../domain/channel';
import { addDays, type CivilDay, daysBetween, instantAt, laterDay, startOfDay } from '../../domain/civil-day';
import type { Level } from '../../domain/vocabulary';
import { placeOf } from '../../machine/place';
import { Agenda } from './agenda';
import { deskWork } from './desk-work';
import { askedBy, type Deed, deedOf, partOf, shareOf, unaskedAfterDays } from './owner';
import type { Household } from './population';
import { quartersWithin } from './population';
import { Random } from './random';
import { type OpenTask, Resident, type Setting } from './resident';
import { countContact, emptyWeek, type Week } from './tally';

type Item =
  | { what: 'scan' | 'wake' | 'answer'; of: Resident }
  | { what: 'pays'; of: Resident; share: number }
  | { what: 'bill'; of: Household; dueOn: CivilDay }
  | { what: 'staff'; evening: boolean }
  | { what: 'week' };

/** The scan of the morning; the steward's hours; when people pay. */
const SCAN = 7 * 60;
const MORNING = 10 * 60 + 30;
const EVENING = 18 * 60 + 45;
const NOON = 12 * 60;
const MONTHS = 24;

export type DistrictResult = { weeks: Week[]; contacts: number };

/**
 * One steward's accounts over the days, with his hours and those of one visiting team: the machine, `planNext` and the gates of the product, on
 * a ledger in memory, with owners who do as is assumed.
 */
export class District {
  private readonly agenda = new Agenda<Item>();
  private readonly residents = new Map<number, Resident>();
  /** Those of whom work lies open */
  private readonly busy = new Set<Resident>();
  private readonly weeks: Week[] = [];
  private readonly calendar: Calendar;
  private contacts = 0;
  /** What of the steward's day the morning took */
  private callsToday = 0;
  private now: number;

  constructor(
    households: readonly Household[],
    private readonly setting: Setting & { days: number },
  ) {
    const { from, calendar, days } = setting;
    this.calendar = calendar;
    this.now = instantAt(from, SCAN, calendar.zone);
    const through = addDays(from, days - 1);
    for (let week = 0; week * 7 < days; week += 1) this.weeks.push(emptyWeek(addDays(from, week * 7)));
    for (const household of households) {
      if (household.owes.length > 0) this.comesToOwe(household, household.owes);
    }
    for (const dueOn of quartersWithin(from, through)) {
      for (const household of households) this.at(dueOn, 20 * 60, { what: 'bill', of: household, dueOn });
    }
    for (let day = 0; day < days; day += 1) {
      const on = addDays(from, day);
      this.at(on, MORNING, { what: 'staff', evening: false });
      this.at(on, EVENING, { what: 'staff', evening: true });
      if (day % 7 === 6 || day === days - 1) this.at(on, 24 * 60 - 1, { what: 'week' });
    }
  }

  run(): DistrictResult {
    const { from, days, calendar } = this.setting;
    const end = startOfDay(addDays(from, days), calendar.zone) - 1;
    for (let next = this.agenda.take(end); next !== null; next = this.agenda.take(end)) {
      this.now = Math.max(this.now, next.at);
      this.come(next.item);
    }
    return { weeks: this.weeks, contacts: this.contacts };
  }

  /** As they stand now; those who never owed anything overdue are not among them. */
  accounts(): Iterable<Resident> {
    return this.residents.values();
  }

  private come(item: Item): void {
    switch (item.what) {
      case 'bill':
        this.bill(item.of, item.dueOn);
        return;
      case 'staff':
        this.work(item.evening);
        return;
      case 'week':
        this.closeWeek();
        return;
      case 'scan':
        this.live(item.of, (resident) => resident.world.scan());
        return;
      case 'wake':
        // another one was put on the agenda since
        if (item.of.wakeAt > this.now) return;
        this.live(item.of, ({ world }) => {
          const wake = world.live?.drive.nextWake()?.at;
          if (wake !== undefined && wake <= this.now) world.live?.drive.wake(this.now);
        });
        return;
      case 'pays':
        item.of.paysAt = 0;
        this.live(item.of, (resident) => this.pays(resident, item.share));
        return;
      case 'answer':
        this.live(item.of, (resident) => this.answerComplaint(resident));
        return;
      default: {
        const never: never = item;
        throw new Error(`unknown item: ${JSON.stringify(never)}`);
      }
    }
  }

  /** Something happens to one account; what it leads to is put on the agenda. */
  private live(resident: Resident, happens: (resident: Resident) => void): void {
    resident.world.now = this.now;
    const hadCase = resident.world.live !== null;
    happens(resident);
    this.react(resident);
    this.takeUpTasks(resident);
    this.planWake(resident);
    // what came due meanwhile and stood apart has a case of its own now
    if (hadCase && resident.world.live === null && resident.world.owes()) {
      this.at(addDays(resident.world.today, 1), SCAN, { what: 'scan', of: resident });
    }
  }

  private planWake(resident: Resident): void {
    const wake = resident.world.live?.drive.nextWake()?.at;
    if (wake === undefined) {
      resident.wakeAt = 0;
      return;
    }
    const at = Math.max(wake, this.now + 1);
    if (resident.wakeAt === at) return;
    resident.wakeAt = at;
    this.agenda.put(at, { what: 'wake', of: resident });
  }

  // ── Bills and money ──────────────────────────────────────────────────────────────────────────────────────────────────

  private bill(household: Household, dueOn: CivilDay): void {
    const known = this.residents.get(household.index);
    const { assumed, seed } = this.setting;
    const reaction = assumed.reactions[household.owner];
    // his own throw for this bill, the same under every policy
    const throws = new Random(seed ^ daysBetween('2000-01-01' as CivilDay, dueOn), household.index);
    const owesAlready = known !== undefined && known.overdueFen(dueOn) > 0;
    // who owes already pays a new bill on time half as often
    if (throws.happens(owesAlready ? reaction.onTime / 2 : reaction.onTime)) {
      this.week().onTimeFen += household.quarterFen;
      return;
    }
    this.comesToOwe(household, [{ dueOn, amountFen: household.quarterFen }]);
  }

  private comesToOwe(household: Household, bills: Household['owes']): void {
    const known = this.residents.get(household.index);
    const resident = known ?? new Resident(household, this.setting, this.now);
    this.residents.set(household.index, resident);
    for (const { dueOn, amountFen } of bills) resident.bill(dueOn, amountFen);
    if (!known && household.level !== null && household.level > 1) this.takeOver(resident, household.level);
    const last = bills.map(({ dueOn }) => dueOn).sort()[0];
    if (last === undefined) return;
    const { from, policy } = this.setting;
    const begins = addWorkdays(this.calendar, last, policy.ladder.level1.afterDueWorkdays);
    this.at(laterDay(begins, from), SCAN, { what: 'scan', of: resident });
    const after = unaskedAfterDays(resident, MONTHS);
    if (after !== null) this.willPay(resident, addDays(laterDay(last, from), after), shareOf(resident));
  }

  /** As a ledger declares it, unproven; what was with counsel has a task for him first. */
  private takeOver(resident: Resident, level: Level): void {
    this.live(resident, ({ world }) => {
      const basis = { kind: 'declared' as const, evidence: ['ledger'] };
      world.open({ level, basis, cause: 'unknown', withCounsel: level === 4, holds: [] });
    });
  }

  private willPay(resident: Resident, on: CivilDay, share: number): void {
    const at = instantAt(on, NOON, this.calendar.zone);
    if (at <= this.now) {
      this.willPay(resident, addDays(on, 1), share);
      return;
    }
    if (resident.paysAt !== 0 && resident.paysAt <= at) return;
    resident.paysAt = at;
    this.agenda.put(at, { what: 'pays', of: resident, share });
  }

  private pays(resident: Resident, share: number): void {
    const overdueFen = resident.overdueFen(resident.world.today);
    this.week().recoveredFen += resident.pay(partOf(overdueFen, share));
  }

  // ── What owners do ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** To every contact that was made since: it is counted, and may move him. */
  private react(resident: Resident): void {
    const { made } = resident.world.log;
    const { assumed } = this.setting;
    for (; resident.seen < made.length; resident.seen += 1) {
      const contact = made[resident.seen];
      if (!contact) continue;
      this.contacts += 1;
      this.count(contact.channel, contact.attempt);
      if (contact.class === 'service' || contact.attempt) continue;
      this.does(resident, deedOf(resident, askedBy(contact.channel), resident.world.today, assumed));
    }
  }

  private does(resident: Resident, deed: Deed | null): void {
    if (deed === null) return;
    const { world } = resident;
    switch (deed.does) {
      case 'pays':
        this.willPay(resident, deed.on, deed.share);
        return;
      case 'promises': {
        const { ladder } = world.pinned();
        const lastOn = addWorkdays(this.calendar, deed.on, ladder.promises.graceWorkdays);
        const amountFen = resident.overdueFen(world.today);
        resident.say('agent', {
          type: 'HOLD_PLACED',
          hold: resident.holdOf('promise', lastOn, deed.on, amountFen),
        });
        if (deed.keeps) this.willPay(resident, deed.on, 1);
        return;
      }
      case 'complains': {
        const { answerComplaintWorkdays } = this.setting.assumed;
        const lastOn = addWorkdays(
          this.calendar,
          world.today,
          world.pinned().ladder.holds.complaint.answerWorkdays,
        );
        resident.say('agent', {
          type: 'HOLD_PLACED',
          hold: resident.holdOf('complaint', lastOn, null, null),
        });
        const answerOn = addWorkdays(this.calendar, world.today, answerComplaintWorkdays);
        this.at(answerOn, NOON + 60, { what: 'answer', of: resident });
        return;
      }
      default: {
        const never: never = deed;
        throw new Error(`unknown deed: ${JSON.stringify(never)}`);
      }
    }
  }

  private answerComplaint(resident: Resident): void {
    const hold = resident.world.live?.drive.context.holds.find(({ kind }) => kind === 'complaint');
    if (!hold) return;
    this.minutes(this.setting.assumed.minutes.desk);
    resident.say('supervisor', { type: 'HOLD_CLEARED', holdId: hold.id, verdict: 'answered' });
  }

  // ── Staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  private takeUpTasks(resident: Resident): void {
    const pending = resident.world.live?.drive.context.pending ?? {};
    for (const key of resident.tasks.keys()) if (!pending[key]) resident.tasks.delete(key);
    for (const [key, one] of Object.entries(pending)) {
      if (one.doer !== 'task') continue;
      const known = resident.tasks.get(key);
      resident.tasks.set(key, { key, pending: one, notBefore: known?.notBefore ?? 0 });
    }
    if (resident.tasks.size > 0) this.busy.add(resident);
    else this.busy.delete(resident);
  }

  /** Half a day: what is oldest first, as far as the hours go. Visits are the evening's; the rest begins in the morning. */
  private work(evening: boolean): void {
    const { capacity } = this.setting.policy.rules;
    const left: Partial<Record<Channel, number>> = {
      call: capacity.callsPerPersonDay - (evening ? this.callsToday : 0),
      post: evening ? 0 : capacity.postingsPerPersonDay,
      visit: evening ? capacity.visitsPerTeamEvening : 0,
    };
    const open = [...this.busy]
      .flatMap((resident) => [...resident.tasks.values()].map((task) => ({ resident, task })))
      .filter(({ task }) => task.notBefore <= this.now)
      .sort((a, b) => a.task.pending.plannedAt - b.task.pending.plannedAt);
    for (const { resident, task } of open) {
      if (!resident.tasks.has(task.key)) continue;
      const channel = task.pending.task === null ? null : channelOfTask(task.pending.task);
      if (channel === null) {
        if (!evening) this.live(resident, () => this.desk(resident, task));
        continue;
      }
      const room = left[channel] ?? Number.POSITIVE_INFINITY;
      if (room <= 0) continue;
      let tried = false;
      this.live(resident, () => {
        tried = this.contact(resident, task, channel);
      });
      if (tried) left[channel] = room - 1;
    }
    this.callsToday = capacity.callsPerPersonDay - (left.call ?? 0);
  }

  /** @returns whether the contact was made, be it in vain */
  private contact(resident: Resident, task: OpenTask, channel: Channel): boolean {
    const { world } = resident;
    const before = world.log.made.length;
    const answer = world.contactByStaff(task.key, task.pending, this.outcomeOf(resident, channel));
    if (answer === null) {
      const refused = world.acts.at(-1)?.answer;
      const known = resident.tasks.get(task.key);
      if (known && refused?.kind === 'deferred') known.notBefore = refused.until;
      return false;
    }
    const actor = { id: 'agent-1', role: 'agent' };
    world.live?.drive.say({ type: 'STEP_RESULT', at: this.now, key: task.key, answer, actor });
    if (answer.kind === 'done' && answer.outcome === 'spoke') this.understand(resident);
    return world.log.made.length > before;
  }

  private outcomeOf({ random, reaction }: Resident, channel: Channel): string {
    switch (channel) {
      case 'call':
        return random.happens(reaction.answers) ? 'spoke' : 'no_answer';
      case 'visit':
        return random.happens(reaction.home) ? 'spoke' : 'nobody_home';
      case 'wechat':
        return 'sent';
      case 'post':
        return 'posted';
      case 'mail':
        return random.happens(MAIL_SIGNED) ? 'signed' : 'dispatched';
      case 'sms':
      case 'email':
        return 'accepted';
      default: {
        const never: never = channel;
        throw new Error(`unknown channel: ${never}`);
      }
    }
  }

  /** Spoken with for the first time, a supervisor confirms why he does not pay. */
  private understand(resident: Resident): void {
    if (resident.isUnderstood || resident.household.owner === 'unreachable') return;
    resident.isUnderstood = true;
    // a punctual one who is late has forgotten
    const owner = resident.household.owner === 'punctual' ? 'forgetful' : resident.household.owner;
    const { atOnceForCauses } = resident.world.pinned().ladder.level3;
    resident.say('supervisor', {
      type: 'CAUSE_CONFIRMED',
      cause: owner,
      atOnce: atOnceForCauses.includes(owner),
    });
  }

  private desk(resident: Resident, task: OpenTask): void {
    const result = deskWork(resident, task, this.now);
    const known = resident.tasks.get(task.key);
    if (result.kind === 'waits') {
      if (known) known.notBefore = result.until;
      return;
    }
    this.minutes(this.setting.assumed.minutes.desk);
    if (task.pending.task === 'lawyer_letter' && result.kind === 'said') {
      this.does(resident, deedOf(resident, 'lawyer', resident.world.today, this.setting.assumed));
    }
    if (result.kind === 'said') return;
    const actor = { id: 'supervisor-1', role: 'supervisor' };
    const event = { type: 'STEP_RESULT', at: this.now, key: task.key, answer: result.answer, actor } as const;
    resident.world.live?.drive.say(event);
  }

  // ── Counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  private at(on: CivilDay, minutes: number, item: Item): void {
    this.agenda.put(instantAt(on, minutes, this.calendar.zone), item);
  }

  private week(): Week {
    const { from, calendar } = this.setting;
    const days = Math.floor((this.now - startOfDay(from, calendar.zone)) / DAY_MS);
    const week = this.weeks[Math.min(Math.floor(days / 7), this.weeks.length - 1)];
    if (!week) throw new Error('no week is simulated');
    return week;
  }

  private minutes(minutes: number): void {
    const week = this.week();
    week.staffMinutes += minutes;
    week.costFen += Math.round((minutes * this.setting.assumed.prices.hourFen) / 60);
  }

  private count(channel: Channel, attempt: boolean): void {
    const week = this.week();
    countContact(week, channel, attempt);
    const { minutes, prices } = this.setting.assumed;
    switch (channel) {
      case 'sms':
        week.costFen += prices.smsFen;
        return;
      case 'email':
        week.costFen += prices.emailFen;
        return;
      case 'call':
        this.minutes(attempt ? minutes.attempt : minutes.call);
        return;
      case 'wechat':
        this.minutes(minutes.wechat);
        return;
      case 'post':
        week.costFen += prices.printFen;
        this.minutes(minutes.post);
        return;
      case 'mail':
        week.costFen += prices.printFen + prices.mailFen;
        this.minutes(minutes.mail);
        return;
      case 'visit':
        this.minutes(minutes.visit);
        return;
      default: {
        const never: never = channel;
        throw new Error(`unknown channel: ${never}`);
      }
    }
  }

  private closeWeek(): void {
    const week = this.week();
    for (const resident of this.residents.values()) {
      resident.world.now = this.now;
      week.overdueFen += resident.overdueFen(resident.world.today);
      const drive = resident.world.live?.drive;
      if (!drive) continue;
      const { region } = placeOf(drive.snapshot);
      if (region === 'held') week.held += 1;
      else if (region === 'settled' || region === 'settling') week.settled += 1;
      else if (region === 'ladder') week[`level${drive.context.level}`] += 1;
    }
  }
}

const DAY_MS = 86_400_000;
/** Of registered letters, so many are signed for; the rest are known as dispatched only. */
const MAIL_SIGNED = 0.85;
