import type { Channel } from '../../src/domain/channel';
import { chineseCalendar } from '../../src/domain/chinese-calendar';
import { addDays, type CivilDay, civilDay, instantAt, startOfDay } from '../../src/domain/civil-day';
import { fen } from '../../src/domain/money';
import type { HoldKind, Level } from '../../src/domain/vocabulary';
import type { Hold, Pending } from '../../src/machine/context';
import type { CaseEvent, StaffEvent, StepAnswer } from '../../src/machine/events';
import type { CaseSnapshot } from '../../src/machine/run';
import { standard } from '../../src/policy/standard';
import { AccountWorld } from '../../src/simulation/account-world';
import { ContactData } from '../../src/simulation/contact-data';
import type { ContactMade } from '../../src/simulation/contact-log';
import { MemoryLedger } from '../../src/simulation/memory-ledger';
import { advanceTo, catchUp, diligentStaff, type Staff } from '../../src/simulation/timeline';
import { fairConditions } from '../../src/simulation/world-conditions';

/** One account of the simulation as tests speak of it: days that pass, what staff say, what is paid. */
export const ZONE = 'Asia/Shanghai';
export const CALENDAR = chineseCalendar({ zone: ZONE, fromYear: 2024, throughYear: 2029 });

export type Claim = ContactMade;

export type WorldOptions = {
  openedOn: string;
  dueOn: string;
  owedFen: number;
  channels?: Channel[];
  level?: Level;
  holds?: { kind: HoldKind; days: number }[];
  careMark?: string;
  /** Kept resolved between its events, as a simulation of very many cases does; else carried through JSON each time */
  resolved?: boolean;
};

export type World = ReturnType<typeof createWorld>;

export function createWorld(options: WorldOptions) {
  const openedAt = instantAt(civilDay(options.openedOn), 9 * 60, ZONE);
  const dueOn = civilDay(options.dueOn);
  const ledger = new MemoryLedger(standard.rules.allocationOrder);
  // two bills: the second period is what registered mail goes out for beside the posting
  const half = Math.floor(options.owedFen / 2);
  for (const [index, amount] of [options.owedFen - half, half].entries()) {
    ledger.addCharge({ id: `charge-${index + 1}`, dueOn, amountFen: fen(amount), clause: null });
  }
  const contacts = new ContactData([]);
  const account = new AccountWorld({
    accountId: 'account-1',
    communityId: 'community-1',
    building: '1',
    policy: standard,
    calendar: CALENDAR,
    ledger,
    contacts,
    conditions: { ...fairConditions(dueOn), careMark: options.careMark ?? null },
    now: openedAt,
    // through JSON each time: what continue-as-new and the projection carry is all there is
    ...(options.resolved
      ? {}
      : { carry: (snapshot) => JSON.parse(JSON.stringify(snapshot)) as CaseSnapshot }),
  });
  const sequence = { hold: 0, command: 0, payment: 0 };
  let staff: Staff = staffOfTests;
  setChannels(options.channels ?? ['sms', 'call', 'visit', 'post', 'mail']);
  account.open({
    level: options.level ?? 1,
    basis: { kind: options.level ? 'declared' : 'first_overdue', evidence: [] },
    cause: 'unknown',
    holds: (options.holds ?? []).map(({ kind, days }) => holdOf(kind, days)),
    withCounsel: options.level === 4,
  });

  function drive() {
    const last = account.cases.at(-1);
    if (!last) throw new Error('a case was opened with the world');
    return last.drive;
  }

  function holdOf(kind: HoldKind, days: number, amountFen: number | null = null): Hold {
    sequence.hold += 1;
    const endsOn = addDays(account.today, days);
    return {
      id: `hold-${sequence.hold}`,
      kind,
      beganAt: account.now,
      endsAt: startOfDay(addDays(endsOn, 1), ZONE),
      by: 'staff-1',
      amountFen,
      promisedOn: kind === 'promise' ? endsOn : null,
    };
  }

  function setChannels(channels: readonly Channel[]): void {
    const byPhone: Channel[] = ['sms', 'wechat', 'call'];
    contacts.addresses.splice(0);
    if (byPhone.some((channel) => channels.includes(channel))) {
      contacts.add('phone-1', 'phone');
      contacts.find('phone-1')?.optedOut.push(...byPhone.filter((channel) => !channels.includes(channel)));
    }
    if (channels.includes('email')) contacts.add('email-1', 'email');
    contacts.setRoom(channels.some((channel) => ['visit', 'post', 'mail'].includes(channel)));
  }

  const world = {
    account,
    ledger,
    contacts,
    get snapshot() {
      return drive().snapshot;
    },
    get context() {
      return drive().context;
    },
    get place() {
      return drive().place;
    },
    get now() {
      return account.now;
    },
    get today(): CivilDay {
      return account.today;
    },
    get claims(): Claim[] {
      return account.log.made;
    },
    get notes() {
      return account.notes;
    },
    provider: providerSwitch(account),
    claimableFen: () => account.claim().claimableFen,
    wake: () => drive().nextWake(),
    facts: () => account.facts(drive().context, account.now),

    setStaff(next: (key: string, pending: Pending, helpers: StaffHelpers) => StepAnswer | null) {
      staff = (key, pending) => next(key, pending, helpersOf(account));
    },
    setChannels,

    /** Time passes to nine o'clock some days on: every due time is met; each evening staff work if they are there. */
    passDays(days: number, { staffWork = true, systemUp = true } = {}) {
      account.conditions.systemUp = systemUp;
      const until = instantAt(addDays(account.today, days), 9 * 60, ZONE);
      advanceTo(account, until, staffWork ? staff : null);
      account.conditions.systemUp = true;
    },

    /** To a minute of the clock, on this day or some days on. */
    passTo(days: number, minutesOfDay: number) {
      advanceTo(account, instantAt(addDays(account.today, days), minutesOfDay, ZONE), staff);
    },

    /** After an outage the worker's first task hears of everything that waits. */
    wakeUp() {
      catchUp(account);
    },

    say(event: CaseEvent) {
      drive().say(event);
    },

    /** What staff say, as the update's validator would take it. */
    command(event: StaffEventInput): string | null {
      sequence.command += 1;
      const whole = {
        actor: { id: 'manager-1', role: 'manager' },
        commandId: `command-${sequence.command}`,
        at: account.now,
        ...event,
      } as StaffEvent;
      return drive().command(whole);
    },

    hold(kind: HoldKind, days: number, amountFen: number | null = null): string {
      const hold = holdOf(kind, days, amountFen);
      world.command({ type: 'HOLD_PLACED', hold });
      return hold.id;
    },

    /** Booked; the case is told by what comes back. */
    pay(amount: number, on: CivilDay = account.today): CaseEvent {
      sequence.payment += 1;
      const id = `payment-${sequence.payment}`;
      ledger.pay({ id, amountFen: fen(amount), on, at: account.now }, account.today);
      return account.ledgerChanged();
    },

    reverse(): CaseEvent | null {
      const last = ledger.booked().at(-1);
      if (!last) return null;
      ledger.reverse(last.id);
      account.markReversed();
      return account.ledgerChanged();
    },
  };
  return world;
}

/** All channels by which messages leave fail together. */
function providerSwitch(account: AccountWorld) {
  const set = (failure: 'unavailable' | 'silent' | undefined) => {
    account.conditions.provider = failure === undefined ? {} : { sms: failure, email: failure };
  };
  return {
    set down(isDown: boolean) {
      set(isDown ? 'unavailable' : undefined);
    },
    set silent(isSilent: boolean) {
      set(isSilent ? 'silent' : undefined);
    },
  };
}

/** Staff of a test reach nobody, but for a reply in WeChat and a letter that is signed for. */
const staffOfTests: Staff = (key, pending, account) => {
  if (pending.task === 'wechat') return account.contactByStaff(key, pending, 'spoke');
  if (pending.task === 'mail') return account.contactByStaff(key, pending, 'signed');
  return diligentStaff(key, pending, account);
};

function helpersOf(account: AccountWorld): StaffHelpers {
  const pendingOf = (key: string): Pending => {
    const pending = account.live?.drive.context.pending[key];
    if (!pending) throw new Error(`not pending: ${key}`);
    return pending;
  };
  return {
    spoken: (key, channel, reached) => {
      const inVain = channel === 'visit' ? 'nobody_home' : 'no_answer';
      return account.contactByStaff(key, pendingOf(key), reached ? 'spoke' : inVain);
    },
    paper: (key, channel, grade) => {
      const sent = channel === 'mail' ? 'dispatched' : 'posted';
      return account.contactByStaff(key, pendingOf(key), grade === 'arrived' ? 'signed' : sent);
    },
    byDefault: (key, pending) => staffOfTests(key, pending, account),
  };
}

type StaffHelpers = {
  spoken(key: string, channel: Channel, reached: boolean): StepAnswer | null;
  paper(key: string, channel: Channel, grade: 'arrived' | 'sent'): StepAnswer | null;
  byDefault(key: string, pending: Pending): StepAnswer | null;
};

/** A staff event; actor, command id and time are the world's unless given. */
export type StaffEventInput = StaffEvent extends infer E
  ? E extends StaffEvent
    ? Omit<E, 'actor' | 'commandId' | 'at'> & Partial<Pick<E, 'actor' | 'commandId' | 'at'>>
    : never
  : never;
