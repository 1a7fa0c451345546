import type { Channel } from '../../src/domain/channel';
import { chineseCalendar } from '../../src/domain/chinese-calendar';
import {
  addDays,
  type CivilDay,
  civilDay,
  civilDayOf,
  instantAt,
  startOfDay,
} from '../../src/domain/civil-day';
import { budgetVerdict, type EarlierContact } from '../../src/domain/contact-budget';
import { isOpen, nextOpening } from '../../src/domain/contact-windows';
import { noticeDeadline } from '../../src/domain/deadlines';
import type { HoldKind, Level } from '../../src/domain/vocabulary';
import type { Pending } from '../../src/machine/context';
import type { CaseEvent, Note, StaffEvent, StepAnswer } from '../../src/machine/events';
import type { Facts } from '../../src/machine/facts';
import { runnable } from '../../src/machine/pending';
import { placeOf } from '../../src/machine/place';
import { planNext } from '../../src/machine/plan-next';
import { refusal } from '../../src/machine/refusal';
import { advance, type CaseSnapshot, startCase } from '../../src/machine/run';
import { wakeAt } from '../../src/machine/wake-at';
import { standard } from '../../src/policy/standard';

/**
 * One account in a world without stores: the machine and `planNext` as the driver uses them, a ledger, a claim, an owner and staff in
 * memory. What the driver does with Temporal, this does with a loop over civil time; so thousands of histories a second.
 */
export const ZONE = 'Asia/Shanghai';
export const CALENDAR = chineseCalendar({ zone: ZONE, fromYear: 2024, throughYear: 2029 });
const HOUR_MS = 3_600_000;

export type Claim = {
  key: string;
  at: number;
  class: 'dunning' | 'formal' | 'service';
  channel: Channel;
  ledgerVersion: number;
  claimableFen: number;
  automatic: boolean;
  attempt: boolean;
  /** Posting and mailing of one notice are one formal service */
  piece: string | null;
};

export type WorldOptions = {
  openedOn: string;
  dueOn: string;
  owedFen: number;
  channels?: Channel[];
  level?: Level;
  holds?: { kind: HoldKind; days: number }[];
  careMark?: string;
};

export type World = ReturnType<typeof createWorld>;

export function createWorld(options: WorldOptions) {
  const openedAt = instantAt(civilDay(options.openedOn), 9 * 60, ZONE);
  const dueOn = civilDay(options.dueOn);
  const ledger = {
    version: 1,
    owedFen: options.owedFen,
    payments: [] as { fen: number; reversed: boolean }[],
  };
  const claims: Claim[] = [];
  const notes: Note[] = [];
  const sequence = { hold: 0, command: 0 };
  /** `silent`: takes what it is given, answers nothing, and cannot be asked */
  const provider = { down: false, silent: false };
  let now = openedAt;
  let usableChannels: Channel[] = options.channels ?? ['sms', 'call', 'visit', 'post', 'mail'];
  /** What staff make of a task; tests replace it */
  let staff: (key: string, pending: Pending) => StepAnswer | null = defaultStaff;
  const paidSince = new Map<string, number>();

  const opened = startCase({
    caseId: 'case-1',
    accountId: 'account-1',
    communityId: 'community-1',
    clock: { kind: 'real' },
    openedAt,
    level: options.level ?? 1,
    basis: { kind: options.level ? 'declared' : 'first_overdue', evidence: [] },
    cause: 'unknown',
    ledgerVersion: ledger.version,
    claimableFen: claimableFen(),
    principalFen: claimableFen(),
    oldestDueOn: dueOn,
    holds: (options.holds ?? []).map(({ kind, days }) => holdOf(kind, days, openedAt)),
    withCounsel: options.level === 4,
  });
  let snapshot: CaseSnapshot = opened.snapshot;
  notes.push(...opened.notes);
  settle();

  function claimableFen(): number {
    const paid = ledger.payments.reduce((sum, payment) => sum + (payment.reversed ? 0 : payment.fen), 0);
    return Math.max(0, ledger.owedFen - paid);
  }

  function holdOf(kind: HoldKind, days: number, at: number, amountFen: number | null = null) {
    sequence.hold += 1;
    const endsOn = addDays(civilDayOf(at, ZONE), days);
    return {
      id: `hold-${sequence.hold}`,
      kind,
      beganAt: at,
      endsAt: startOfDay(addDays(endsOn, 1), ZONE),
      by: 'staff-1',
      amountFen,
      promisedOn: kind === 'promise' ? endsOn : null,
    };
  }

  function facts(): Facts {
    const inVain = new Set(
      claims
        .filter((claim) => claim.channel === 'call' && claim.attempt)
        .map((claim) => civilDayOf(claim.at, ZONE)),
    );
    return {
      ladder: standard.ladder,
      contact: standard.rules.contact,
      calendar: CALENDAR,
      accountId: 'account-1',
      building: '1',
      careMark: options.careMark ?? null,
      oldestDueOn: claimableFen() > 0 ? dueOn : null,
      claimableFen: claimableFen(),
      principalFen: claimableFen(),
      periodsOwed: 2,
      oldestFreshDueOn: null,
      usableChannels,
      daysTriedInVain: [...inVain],
      bookedThrough: addDays(civilDayOf(now, ZONE), -1),
      paidSinceFen: Object.fromEntries(paidSince),
      limitationOn: addDays(dueOn, 3 * 365),
      postedWithoutAnswer: false,
      letterCameBack: false,
    };
  }

  function apply(event: CaseEvent): void {
    // through JSON each time: what continue-as-new and the projection carry is all there is
    const carried = JSON.parse(JSON.stringify(snapshot)) as CaseSnapshot;
    const done = advance(carried, event);
    snapshot = done.snapshot;
    notes.push(...done.notes);
  }

  /** What the driver does after each event: act, record, plan, until nothing is open. */
  function settle(): void {
    for (let round = 0; round < 50; round += 1) {
      const key = runnable(snapshot, now)[0];
      if (key !== undefined) {
        apply({ type: 'STEP_RESULT', at: now, key, answer: perform(key), actor: null });
        continue;
      }
      const before = stateOf(snapshot);
      apply(planNext(snapshot, facts(), now));
      if (stateOf(snapshot) !== before) continue;
      const wake = wakeAt(snapshot);
      if (placeOf(snapshot).region === 'closed') return;
      if (wake === null) throw new Error(`nothing lies ahead: ${stateOf(snapshot)}`); // law 10
      if (wake.at > now) return;
      // the driver's timer fires at once; a case that never comes to rest runs out of rounds
      apply({ type: 'WOKEN', at: now });
    }
    throw new Error('the case does not come to rest');
  }

  function earlier(): EarlierContact[] {
    return claims.map((claim) => ({
      at: claim.at,
      class: claim.class,
      channel: claim.channel,
      kind: claim.attempt ? 'attempt' : 'contact',
      automatic: claim.automatic,
      addressHash: claim.channel === 'call' || claim.channel === 'sms' ? 'phone-1' : null,
      ofPerson: true,
      piece: claim.piece,
    }));
  }

  /** The claim, with the same rules of contact as the real one, on the ledger in memory. */
  function claim(
    key: string,
    channel: Channel,
    contactClass: Claim['class'],
    automatic: boolean,
  ): StepAnswer | null {
    if (claims.some((known) => known.key === key)) throw new Error(`claimed twice: ${key}`);
    if (contactClass !== 'service') {
      if (snapshot.context.holds.length > 0) return { kind: 'withdrawn', reason: 'HELD' };
      if (claimableFen() <= standard.ladder.settlement.toleranceFen) {
        return { kind: 'withdrawn', reason: 'NOTHING_OWED' };
      }
    }
    const window = {
      channel,
      calendar: CALENDAR,
      rules: standard.rules.contact,
      building: '1',
      contactClass,
    };
    if (!isOpen(now, window)) {
      const until = nextOpening({ ...window, from: now, spreadKey: 'account-1' }) ?? now + HOUR_MS;
      return { kind: 'deferred', until, reason: 'WINDOW', ref: null };
    }
    const piece = contactClass === 'formal' ? `notice-${snapshot.context.entry}` : null;
    const budget = budgetVerdict({
      at: now,
      piece,
      class: contactClass,
      channel,
      automatic,
      addressHash: channel === 'call' || channel === 'sms' ? 'phone-1' : null,
      level: snapshot.context.level,
      zone: ZONE,
      rules: standard.rules.contact,
      earlier: earlier(),
    });
    if (!budget.ok) {
      const until = nextOpening({ ...window, from: budget.until, spreadKey: 'account-1' }) ?? budget.until;
      return { kind: 'deferred', until, reason: budget.rule, ref: null };
    }
    claims.push({
      key,
      at: now,
      class: contactClass,
      channel,
      ledgerVersion: ledger.version,
      claimableFen: claimableFen(),
      automatic,
      attempt: false,
      piece,
    });
    return null;
  }

  function perform(key: string): StepAnswer {
    const pending = snapshot.context.pending[key];
    if (!pending) throw new Error(`performed although not pending: ${key}`);
    const service = !pending.ladder;
    const channel = usableChannels.find((one) => one === 'sms' || one === 'email');
    if (!channel) return { kind: 'no_channel' };
    if (provider.down) return { kind: 'deferred', until: now + HOUR_MS, reason: 'PROVIDER', ref: null };
    const refused = claim(key, channel, service ? 'service' : 'dunning', true);
    if (refused) return refused;
    if (provider.silent) return { kind: 'unproven', channel };
    return {
      kind: 'done',
      outcome: 'accepted',
      grade: 'sent',
      channel,
      demand: !service,
      written: false,
      deadlineAt: null,
    };
  }

  /** By default staff do everything they are asked, and reach nobody. */
  function defaultStaff(key: string, pending: Pending): StepAnswer | null {
    switch (pending.task) {
      case 'call':
      case 'care_call':
        return spoken(key, 'call', false);
      case 'visit':
        return spoken(key, 'visit', false);
      case 'wechat':
        return spoken(key, 'wechat', true);
      case 'post':
      case 'mail':
        return paper(key, pending.task, pending.task === 'mail' ? 'arrived' : 'sent');
      case 'propose_referral':
      case 'approve_referral':
      case 'prepare_package':
      case 'lawyer_letter':
      case 'choose_procedure':
      case 'follow_procedure':
      case 'counsel_confirm':
      case 'confirm_settling':
      case 'verify_payment':
      case 'answer_complaint':
        return null;
      default:
        return {
          kind: 'done',
          outcome: 'done',
          grade: 'none',
          channel: null,
          demand: false,
          written: false,
          deadlineAt: null,
        };
    }
  }

  function spoken(key: string, channel: Channel, reached: boolean): StepAnswer | null {
    const refused = claim(key, channel, 'dunning', false);
    // a person who may not call today tries again another day; the task stays open
    if (refused) return refused.kind === 'deferred' ? null : refused;
    const made = claims.at(-1);
    if (made && !reached) made.attempt = true;
    return {
      kind: 'done',
      outcome: reached ? 'spoke' : channel === 'visit' ? 'nobody_home' : 'no_answer',
      grade: reached ? 'spoken' : 'none',
      channel,
      demand: reached,
      written: false,
      deadlineAt: null,
    };
  }

  function paper(key: string, channel: Channel, grade: 'arrived' | 'sent'): StepAnswer | null {
    const refused = claim(key, channel, 'formal', false);
    if (refused) return refused.kind === 'deferred' ? null : refused;
    const deadlineOn = noticeDeadline(
      civilDayOf(now, ZONE),
      channel === 'mail' ? 'by_mail' : 'by_hand',
      snapshot.context.cause,
      standard.ladder,
      CALENDAR,
    );
    return {
      kind: 'done',
      outcome: channel === 'mail' ? 'signed' : 'posted',
      grade,
      channel,
      demand: true,
      written: true,
      deadlineAt: startOfDay(addDays(deadlineOn, 1), ZONE),
    };
  }

  /** Staff work through what is open, in the evening hour at which every channel is open. */
  function work(): void {
    for (const [key, pending] of Object.entries(snapshot.context.pending)) {
      if (pending.doer !== 'task' || !snapshot.context.pending[key]) continue;
      const answer = staff(key, pending);
      if (answer) {
        apply({ type: 'STEP_RESULT', at: now, key, answer, actor: { id: 'staff-1', role: 'agent' } });
        settle();
      }
    }
  }

  function ledgerEvent(reversed: boolean): CaseEvent {
    const owed = claimableFen();
    return {
      type: 'LEDGER_CHANGED',
      at: now,
      ledgerVersion: ledger.version,
      claimableFen: owed,
      principalFen: owed,
      oldestDueOn: owed > 0 ? dueOn : null,
      settled: owed <= standard.ladder.settlement.toleranceFen,
      reversed,
      openDisputes: [],
    };
  }

  const world = {
    get snapshot() {
      return snapshot;
    },
    get context() {
      return snapshot.context;
    },
    get place() {
      return placeOf(snapshot);
    },
    get now() {
      return now;
    },
    get today(): CivilDay {
      return civilDayOf(now, ZONE);
    },
    claims,
    notes,
    provider,
    claimableFen,
    wake: () => wakeAt(snapshot),
    facts,

    setStaff(next: (key: string, pending: Pending, helpers: StaffHelpers) => StepAnswer | null) {
      staff = (key, pending) => next(key, pending, { spoken, paper, byDefault: defaultStaff });
    },
    setChannels(next: Channel[]) {
      usableChannels = next;
    },

    /** Time passes: every due time is met; each evening at 18:30 staff work if they are there. */
    passDays(days: number, { staffWork = true, systemUp = true } = {}) {
      const until = startOfDay(addDays(civilDayOf(now, ZONE), days), ZONE) + 9 * HOUR_MS;
      while (now < until) {
        const wake = systemUp ? (wakeAt(snapshot)?.at ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
        const evening = instantAt(civilDayOf(now, ZONE), 18 * 60 + 30, ZONE);
        const nextEvening =
          evening > now ? evening : instantAt(addDays(civilDayOf(now, ZONE), 1), 18 * 60 + 30, ZONE);
        const next = Math.min(until, nextEvening, Math.max(wake, now + 1));
        now = next;
        if (systemUp && wake <= now) world.say({ type: 'WOKEN', at: now });
        if (now === nextEvening && staffWork && systemUp) work();
      }
    },

    /** After an outage the worker's first task hears of everything that waits. */
    wakeUp() {
      world.say({ type: 'WOKEN', at: now });
    },

    say(event: CaseEvent) {
      apply(event);
      settle();
    },

    /** What staff say, as the update's validator would take it. */
    command(event: StaffEventInput): string | null {
      sequence.command += 1;
      const whole = {
        actor: { id: 'manager-1', role: 'manager' },
        commandId: `command-${sequence.command}`,
        at: now,
        ...event,
      } as StaffEvent;
      const code = refusal(snapshot, whole);
      if (code === null) world.say(whole);
      return code;
    },

    hold(kind: HoldKind, days: number, amountFen: number | null = null): string {
      const hold = holdOf(kind, days, now, amountFen);
      paidSince.set(hold.id, 0);
      world.command({ type: 'HOLD_PLACED', hold });
      return hold.id;
    },

    pay(fen: number): CaseEvent {
      ledger.payments.push({ fen, reversed: false });
      ledger.version += 1;
      for (const [id, paid] of paidSince) paidSince.set(id, paid + fen);
      return ledgerEvent(false);
    },

    reverse(): CaseEvent | null {
      const last = ledger.payments.filter((payment) => !payment.reversed).at(-1);
      if (!last) return null;
      last.reversed = true;
      ledger.version += 1;
      return ledgerEvent(true);
    },
  };
  return world;
}

function stateOf(snapshot: CaseSnapshot): string {
  return JSON.stringify({ ...snapshot, context: { ...snapshot.context, now: 0 } });
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
