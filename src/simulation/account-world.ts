import { beginningOf, type EarlierCase } from '../cases/beginning';
import { pieceOf, planOf, type StepPlan } from '../cases/step-plan';
import { namedCase, type Standing, verdictOn } from '../cases/who-gets-a-case';
import type { Calendar } from '../domain/calendar';
import type { Channel } from '../domain/channel';
import { addDays, type CivilDay, civilDayOf, startOfDay } from '../domain/civil-day';
import { type Claimable, isSettled } from '../domain/claimable';
import { noticeDeadline } from '../domain/deadlines';
import { type Interruption, limitationOf } from '../domain/limitation';
import type { AccountClaim } from '../ledger/claimable';
import type { CaseContext, CaseInput, Hold, Pending } from '../machine/context';
import type { CaseEvent, Note, StepAnswer } from '../machine/events';
import type { Facts } from '../machine/facts';
import { promisedIn } from '../machine/promised';
import type { CaseSnapshot } from '../machine/run';
import { parseStepKey, type StepKey } from '../machine/step-key';
import type { Policy } from '../policy/schema';
import { CaseDrive, type DriveHost } from './case-drive';
import { claimVerdict, type Refused } from './claim';
import type { ContactData } from './contact-data';
import { ContactLog, type ContactMade } from './contact-log';
import { FreshSpans } from './fresh';
import type { MemoryLedger } from './memory-ledger';
import { worthOf } from './staff';
import type { Conditions } from './world-conditions';

export type WorldSetup = {
  accountId: string;
  communityId: string;
  building: string | null;
  policy: Policy;
  calendar: Calendar;
  ledger: MemoryLedger;
  contacts: ContactData;
  conditions: Conditions;
  now: number;
  /** Between two events of a case; none: nothing */
  carry?: (snapshot: CaseSnapshot) => CaseSnapshot;
};

/** An act or a try of one, as it came out. `answer` is what the case was told; null: it stays to be done. */
export type Act = {
  at: number;
  key: StepKey;
  step: string;
  channel: Channel | null;
  automatic: boolean;
  answer: StepAnswer;
};

/** A case of the account with the ladder that is pinned to it. */
export type WorldCase = {
  id: string;
  drive: CaseDrive;
  policy: Policy;
  notes: readonly Note[];
  closedAt: number | null;
};

const HOUR_MS = 3_600_000;

/**
 * One account in a world without stores: its ledger, its addresses, what the conditions are, and the case that the machine makes of it. The
 * gates before a contact, who gets a case and what an outcome is worth are the product's own rules; only the rows are in memory.
 */
export class AccountWorld implements DriveHost {
  now: number;
  readonly log: ContactLog;
  readonly notes: Note[] = [];
  readonly acts: Act[] = [];
  readonly cases: WorldCase[] = [];
  /** Of the community, now; a case keeps the ladder that it was opened with */
  policy: Policy;
  readonly conditions: Conditions;
  readonly ledger: MemoryLedger;
  readonly contacts: ContactData;
  readonly carry?: (snapshot: CaseSnapshot) => CaseSnapshot;
  /** Confirmed acknowledgements, filings and the like, which no contact and no payment shows */
  readonly interruptions: Interruption[] = [];
  readonly calendar: Calendar;
  private fresh: FreshSpans;
  /** Of the newest case */
  private heard: Note[] = [];
  private reversedAtVersion = 0;
  private dueThrough: CivilDay;

  constructor(private readonly setup: WorldSetup) {
    this.now = setup.now;
    this.policy = setup.policy;
    this.calendar = setup.calendar;
    this.conditions = setup.conditions;
    this.ledger = setup.ledger;
    this.contacts = setup.contacts;
    this.log = new ContactLog(this.zone);
    this.fresh = new FreshSpans(this.zone);
    this.dueThrough = addDays(this.today, -1);
    if (setup.carry) this.carry = setup.carry;
  }

  get zone(): string {
    return this.setup.calendar.zone;
  }

  get today(): CivilDay {
    return civilDayOf(this.now, this.zone);
  }

  /** The case that is open or silent; null: there is none. */
  get live(): WorldCase | null {
    const last = this.cases.at(-1);
    return last && last.closedAt === null ? last : null;
  }

  note(notes: readonly Note[]): void {
    for (const note of notes) {
      this.notes.push(note);
      this.heard.push(note);
      this.fresh.hear(note);
      const last = this.cases.at(-1);
      if (note.kind === 'closed' && last) last.closedAt = note.at;
    }
  }

  claim(day: CivilDay = this.today): Claimable {
    return this.ledger.claimOn(day, this.freshChargeIds());
  }

  freshChargeIds(): string[] {
    if (this.live === null) return [];
    return this.ledger
      .dueDays()
      .filter(({ dueOn }) => this.fresh.isFresh(dueOn))
      .map(({ id }) => id);
  }

  bookedThroughOn(): CivilDay {
    return this.conditions.bookedThroughOn ?? addDays(this.today, -1);
  }

  facts(context: CaseContext, now: number): Facts {
    const claim = this.claim(civilDayOf(now, this.zone));
    const owed = claim.lines.filter(({ principalLeftFen }) => principalLeftFen > 0);
    const watched = context.holds.filter(({ kind }) => kind === 'promise' || kind === 'instalment_plan');
    return {
      ladder: this.pinned().ladder,
      contact: this.policy.rules.contact,
      calendar: this.calendar,
      accountId: this.setup.accountId,
      building: this.setup.building,
      careMark: this.conditions.careMark,
      oldestDueOn: claim.oldestDueOn,
      claimableFen: claim.claimableFen,
      principalFen: claim.principalOutstandingFen,
      periodsOwed: owed.length,
      oldestFreshDueOn: claim.lines.find(({ freshFen }) => freshFen > 0)?.dueOn ?? null,
      usableChannels: this.contacts.channels(),
      daysTriedInVain: this.log.daysTriedInVain(context.enteredAt, this.contacts.phones()),
      bookedThrough: this.bookedThroughOn(),
      paidSinceFen: Object.fromEntries(
        watched.map(({ id, beganAt }) => [id, this.ledger.paidSinceFen(beganAt)]),
      ),
      paidOnDays: Object.fromEntries(watched.map(({ id, beganAt }) => [id, this.ledger.paidOnDays(beganAt)])),
      limitationOn: owed
        .map(({ chargeId }) => this.limitation(chargeId))
        .reduce<CivilDay | null>((first, day) => (first === null || day < first ? day : first), null),
      postedWithoutAnswer: this.log.postedWithoutAnswer(context.enteredAt),
      letterCameBack: this.log.letterCameBack(context.enteredAt, this.contacts.hasPostal()),
    };
  }

  /** The day before which a charge is to be acted on, on the earlier reading. */
  limitation(chargeId: string): CivilDay {
    const charge = this.ledger.charge(chargeId);
    if (!charge) throw new Error(`no standing charge ${chargeId}`);
    return limitationOf({
      dueOn: charge.dueOn,
      lastInstalmentDueOn: null,
      interruptions: [...this.interruptions, ...this.demandsThatArrived(), ...this.partPayments()],
    }).actBefore;
  }

  // ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  perform(key: StepKey, pending: Pending): StepAnswer {
    const plan = planOf(pending, this.pinned());
    const channel = plan.channels.find((one) => this.contacts.addressFor(one) !== undefined) ?? null;
    const answer = this.send(key, pending, plan, channel);
    this.acts.push({ at: this.now, key, step: pending.step, channel, automatic: true, answer });
    return answer;
  }

  private send(key: StepKey, pending: Pending, plan: StepPlan, channel: Channel | null): StepAnswer {
    const senseless = this.senseless(plan, pending);
    if (senseless) return senseless;
    if (channel === null) {
      return plan.byStaff.some((one) => this.contacts.addressFor(one) !== undefined)
        ? { kind: 'withdrawn', reason: 'SUPERSEDED' }
        : { kind: 'no_channel' };
    }
    const failure = this.conditions.provider[channel];
    if (failure === 'unavailable') {
      return { kind: 'deferred', until: this.now + HOUR_MS, reason: 'PROVIDER', ref: null };
    }
    const made = this.contact(key, plan, channel, pending.ref);
    if ('kind' in made) return made;
    if (failure === 'silent') {
      made.outcome = 'unproven';
      return { kind: 'unproven', channel };
    }
    if (failure === 'refuses') {
      Object.assign(made, { attempt: true, outcome: 'failed' });
      if (parseStepKey(key).resend === 0) return { kind: 'lost' };
    }
    const { attempt: _attempt, ...worth } = worthOf(
      channel,
      plan.class,
      failure === 'refuses' ? 'failed' : 'accepted',
      this.policy.rules.limitation.returnedMailCounts,
    );
    return { kind: 'done', channel, ...worth, written: false, deadlineAt: null };
  }

  /** A service notice that would say what is not so any more. */
  private senseless({ service }: StepPlan, { step, ref }: Pending): StepAnswer | null {
    switch (service) {
      case 'promise-reminder': {
        if (!this.owes()) return { kind: 'withdrawn', reason: 'NOTHING_OWED' };
        const holds = this.live?.drive.context.holds ?? [];
        const promisedOn = promisedIn(holds, { step, ref })?.on;
        return promisedOn && promisedOn >= this.today ? null : { kind: 'withdrawn', reason: 'SUPERSEDED' };
      }
      case 'thanks': {
        const level = this.live?.drive.context.level ?? 1;
        return level >= 3 || this.owes() ? { kind: 'withdrawn', reason: 'SUPERSEDED' } : null;
      }
      case 'correction':
      case null:
        return null;
      default: {
        const never: never = service;
        throw new Error(`unknown service notice: ${never}`);
      }
    }
  }

  /**
   * A person's contact for a task: the same claim as a machine's, and what its outcome is worth.
   *
   * @returns null while it may not be made today: the task stays open
   */
  contactByStaff(key: StepKey, pending: Pending, outcome: string): StepAnswer | null {
    const plan = planOf(pending, this.pinned());
    const [channel] = plan.channels;
    if (!channel) throw new Error(`a task of no channel: ${pending.step}`);
    const act = { at: this.now, key, step: pending.step, channel, automatic: false };
    if (this.contacts.addressFor(channel) === undefined) return { kind: 'no_channel' };
    const made = this.contact(this.tryKey(key), plan, channel, pending.ref);
    if ('kind' in made) {
      this.acts.push({ ...act, answer: made });
      return made.kind === 'deferred' ? null : made;
    }
    const { attempt, ...worth } = worthOf(
      channel,
      plan.class,
      outcome,
      this.policy.rules.limitation.returnedMailCounts,
    );
    Object.assign(made, { attempt, outcome: worth.outcome });
    const answer = {
      kind: 'done',
      channel,
      ...worth,
      deadlineAt: worth.written ? this.noticeDeadlineAt(channel) : null,
    } as const;
    this.acts.push({ ...act, answer });
    return answer;
  }

  /** The claim: through every gate on what is so at this instant, then it is in the log. */
  private contact(
    key: StepKey,
    plan: StepPlan,
    channel: Channel,
    holdId: string | null,
  ): ContactMade | Refused {
    if (this.log.made.some((known) => known.key === key)) throw new Error(`claimed twice: ${key}`);
    const context = this.context();
    const address = this.contacts.addressFor(channel) ?? null;
    const piece = plan.class === 'formal' ? pieceOf(key, this.pinned().ladder) : null;
    const { claimableFen } = this.claim();
    const refused = claimVerdict({
      now: this.now,
      class: plan.class,
      channel,
      automatic: plan.automatic,
      address,
      piece,
      accountId: this.setup.accountId,
      building: this.setup.building,
      level: context.level,
      holds: context.holds,
      holdId,
      owes: this.owes(),
      claimableFen,
      minimumFen: plan.minimumFen,
      careMark: this.conditions.careMark,
      releasedFromOn: this.conditions.releasedFromOn,
      bookedThrough: this.bookedThroughOn(),
      maxWorkdaysBehind: this.policy.rules.freshness.maxWorkdays,
      pausedThroughOn: this.conditions.pausedThroughOn,
      statedTime: this.conditions.statedTime,
      rules: this.policy.rules.contact,
      calendar: this.calendar,
      earlier: this.log.earlier(),
    });
    if (refused) return refused;
    const made: ContactMade = {
      key,
      at: this.now,
      class: plan.class,
      channel,
      automatic: plan.automatic,
      address,
      attempt: false,
      piece,
      ledgerVersion: this.ledger.version,
      claimableFen,
      outcome: 'accepted',
    };
    this.log.made.push(made);
    return made;
  }

  // ── What the case is told ────────────────────────────────────────────────────────────────────────────────────────────

  /** What the account owes now, as the outbox would relay it. */
  ledgerChanged(): CaseEvent {
    const claim = this.claim();
    const live = this.live;
    return {
      type: 'LEDGER_CHANGED',
      at: this.now,
      ledgerVersion: this.ledger.version,
      claimableFen: claim.claimableFen,
      principalFen: claim.principalOutstandingFen,
      oldestDueOn: claim.oldestDueOn,
      settled: isSettled(claim, this.pinned().ladder.settlement.toleranceFen),
      reversed: live !== null && this.reversedAtVersion > live.drive.context.ledgerVersion,
      openDisputes: this.ledger.openDisputes(),
    };
  }

  /** A payment was reversed: the next event of the ledger says so. */
  markReversed(): void {
    this.reversedAtVersion = this.ledger.version;
  }

  /** Tells the case what the ledger says, if it has not heard it yet. */
  tell(): void {
    const { live } = this;
    if (live && live.drive.context.ledgerVersion < this.ledger.version) live.drive.say(this.ledgerChanged());
  }

  /** The morning's scan: charges that came due since the last one, and who gets a case. */
  scan(): void {
    const { today } = this;
    const cameDue = this.ledger
      .dueDays()
      .some(({ dueOn }) => dueOn > addDays(this.dueThrough, -1) && dueOn < today);
    this.dueThrough = today;
    if (cameDue) this.ledger.raise();
    this.tell();
    this.considerCase();
  }

  /** Opens a case where one is due; a silent one is superseded by it. */
  considerCase(): void {
    const standing = this.standing();
    const verdict = verdictOn(
      this.accountClaim(),
      standing,
      { id: 'policy', version: 1, digest: '', policy: this.policy },
      this.calendar,
      this.today,
    );
    if (verdict === 'supersede') {
      this.live?.drive.command({
        type: 'CASE_CLOSED',
        at: this.now,
        actor: { id: 'system', role: 'system' },
        commandId: `superseded~${this.live.id}`,
        reason: 'superseded',
      });
      this.considerCase();
    }
    if (verdict === 'open') this.openNamed(namedCase(standing));
  }

  private openNamed(earlier: EarlierCase | null): void {
    const { ladder } = this.policy;
    const isReview = earlier !== null && earlier.closeReason !== 'superseded';
    const lastOn = addDays(this.today, ladder.holds.takeoverReviewDays);
    const hold: Hold = {
      id: `review-${this.cases.length + 1}`,
      kind: 'takeover_review',
      beganAt: this.now,
      endsAt: startOfDay(addDays(lastOn, 1), this.zone),
      by: null,
      amountFen: null,
      promisedOn: null,
    };
    this.open({ ...beginningOf(null, earlier), cause: 'unknown', holds: isReview ? [hold] : [] });
  }

  /** Opens a case on what the account owes now. */
  open(beginning: Pick<CaseInput, 'level' | 'basis' | 'withCounsel' | 'cause' | 'holds'>): WorldCase {
    const claim = this.claim();
    const id = `case-${this.cases.length + 1}`;
    this.fresh = new FreshSpans(this.zone);
    const notes: Note[] = [];
    this.heard = notes;
    const drive = new CaseDrive(
      {
        caseId: id,
        accountId: this.setup.accountId,
        communityId: this.setup.communityId,
        clock: { kind: 'real' },
        openedAt: this.now,
        ledgerVersion: this.ledger.version,
        claimableFen: claim.claimableFen,
        principalFen: claim.principalOutstandingFen,
        oldestDueOn: claim.oldestDueOn,
        ...beginning,
      },
      this,
    );
    const opened: WorldCase = { id, drive, policy: this.policy, notes, closedAt: null };
    this.cases.push(opened);
    drive.settle(this.now);
    return opened;
  }

  // ── Readings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The policy's rules of now with the ladder that the live case is pinned to. */
  pinned(): Policy {
    const pinned = this.live?.policy ?? this.policy;
    return { ...this.policy, ladder: pinned.ladder };
  }

  owes(): boolean {
    const claim = this.claim();
    return claim.oldestDueOn !== null && claim.claimableFen > this.pinned().ladder.settlement.toleranceFen;
  }

  private context(): Pick<CaseContext, 'level' | 'holds'> {
    return this.live?.drive.context ?? { level: 1, holds: [] };
  }

  private noticeDeadlineAt(channel: Channel): number {
    const deadlineOn = noticeDeadline(
      this.today,
      channel === 'mail' ? 'by_mail' : 'by_hand',
      this.live?.drive.context.cause ?? 'unknown',
      this.pinned().ladder,
      this.calendar,
    );
    return startOfDay(addDays(deadlineOn, 1), this.zone);
  }

  /** A further try of the same task has a key of its own. */
  private tryKey(key: StepKey): StepKey {
    const tries = this.log.made.filter((made) => made.key === key || made.key.startsWith(`${key}~t`)).length;
    return tries === 0 ? key : `${key}~t${tries + 1}`;
  }

  private standing(): Standing {
    const closed = this.cases.filter(({ closedAt }) => closedAt !== null).at(-1);
    const { live } = this;
    return {
      live: live && {
        id: live.id,
        status:
          live.drive.place.region === 'settled' || live.drive.place.region === 'settling'
            ? 'settled'
            : 'open',
        ledgerVersion: live.drive.context.ledgerVersion,
      },
      last: closed
        ? {
            id: closed.id,
            level: closed.drive.context.level,
            closeReason: closed.drive.context.closeReason,
            ledgerVersion: closed.drive.context.ledgerVersion,
            closedAt: new Date(closed.closedAt ?? 0),
          }
        : null,
      declared: null,
      redeclared: false,
      raised: false,
      reversedAtVersion: this.reversedAtVersion,
    };
  }

  private accountClaim(): AccountClaim {
    const { lines, ...sums } = this.claim();
    return {
      ...sums,
      accountId: this.setup.accountId,
      ledgerVersion: this.ledger.version,
      lines: lines.map((line) => ({
        ...line,
        objectId: 'object-1',
        item: line.chargeId,
        periodFrom: line.dueOn,
        periodTo: line.dueOn,
      })),
      openDisputes: this.ledger.openDisputes(),
      periodsOwed: lines.filter(({ principalLeftFen }) => principalLeftFen > 0).length,
    };
  }

  private demandsThatArrived(): Interruption[] {
    return this.cases.flatMap(({ drive }) =>
      drive.context.demands
        .filter(({ grade }) => grade === 'arrived')
        .map(({ at, key }) => ({
          on: civilDayOf(at, this.zone),
          kind: 'demand' as const,
          grade: 'arrived' as const,
          confirmed: true,
          evidenceId: key,
        })),
    );
  }

  private partPayments(): Interruption[] {
    return this.ledger
      .booked()
      .filter(({ parts }) => parts.length > 0)
      .map(({ on, id }) => ({
        on,
        kind: 'part_payment' as const,
        grade: 'none' as const,
        confirmed: false,
        evidenceId: id,
      }));
  }
}
