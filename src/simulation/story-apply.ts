import { REFUSAL_SENTENCES, type Sentence } from '../cases/refusals';
import { channelOfTask } from '../cases/step-plan';
import { type CivilDay, civilDay } from '../domain/civil-day';
import { gradeOf, kindOf } from '../domain/grading';
import { fen } from '../domain/money';
import type { CaseEvent } from '../machine/events';
import type { StepKey } from '../machine/step-key';
import type { AccountWorld } from './account-world';
import type { LedgerProblem, NewCharge } from './memory-ledger';
import { policyOf } from './read-story';
import { DESK_WORK_DONE } from './staff';
import { type CommandRefusal, staffEventOf } from './story-commands';
import type { StoryEvent } from './story-event-schema';

/** Events that are a moment; those from one moment to another are switched by the run itself. */
export type MomentEvent = Exclude<
  StoryEvent,
  { event: 'provider_failing' | 'system_down' | 'receipts_not_booked' | 'paused' }
>;

/** Why something that the story tells was not taken. */
export type Untaken = CommandRefusal | LedgerProblem | 'NO_OPEN_TASK' | 'CONTACT_NOT_NOW' | 'NOTHING_SENT';

const SENTENCES: Record<Exclude<Untaken, keyof typeof REFUSAL_SENTENCES>, Sentence> = {
  NO_CASE: { zh: '此时没有案件', en: 'there is no case at that time' },
  CHARGE_KNOWN: { zh: '这笔应收已经登记', en: 'the charge is known already' },
  CHARGE_UNKNOWN: { zh: '没有这笔有效的应收', en: 'no such charge stands' },
  PAYMENT_UNKNOWN: { zh: '没有这笔有效的缴费', en: 'no such payment stands' },
  NO_OPEN_TASK: { zh: '此时没有这种待办', en: 'no task of that kind is open at that time' },
  CONTACT_NOT_NOW: {
    zh: '此时不能联系，任务留待以后',
    en: 'the contact may not be made at that time; the task stays open',
  },
  NOTHING_SENT: { zh: '此前没有经该渠道联系过', en: 'nothing went by that channel before' },
};

export function sentenceOf(code: Untaken): Sentence {
  return { ...REFUSAL_SENTENCES, ...SENTENCES }[code];
}

/** Applies what a story tells to its account, at the world's time. */
export class StoryTeller {
  private readonly matters: { matter: string; on: CivilDay }[] = [];

  constructor(
    private readonly world: AccountWorld,
    /** Whether what a ledger adds waits for consent anew */
    private readonly byRelease: boolean,
  ) {}

  /** @returns why it was not taken; null: it was */
  tell(event: MomentEvent, index: number): Untaken | null {
    const { world } = this;
    const { ledger } = world;
    switch (event.event) {
      case 'charge': {
        const problem = ledger.addCharge(chargeOf(event.charge));
        if (problem) return problem;
        if (this.byRelease) world.conditions.releasedFromOn = null;
        world.tell();
        world.considerCase();
        return null;
      }
      case 'charge_corrected':
        return this.changed(ledger.replaceCharge(event.charge, chargeOf(event.by)));
      case 'charge_cancelled':
        return this.changed(ledger.cancelCharge(event.charge));
      case 'charge_disputed':
        return this.changed(ledger.dispute(event.charge, event.amountFen ?? 'whole', this.dayOf(event.at)));
      case 'dispute_answered': {
        const problem = ledger.answerDispute(event.charge, this.dayOf(event.at));
        if (problem) return problem;
        if (event.verdict === 'accepted') return this.changed(ledger.cancelCharge(event.charge));
        if (event.reducedTo)
          return this.changed(ledger.replaceCharge(event.charge, chargeOf(event.reducedTo)));
        return this.changed(null);
      }
      case 'payment':
        return this.payment(event);
      case 'payment_reversed': {
        const problem = ledger.reverse(event.payment);
        if (problem) return problem;
        world.markReversed();
        return this.changed(null);
      }
      case 'waiver':
        return this.changed(
          ledger.waive({
            chargeId: event.charge,
            on: this.dayOf(event.at),
            principalFen: fen(event.principalFen ?? 0),
            lateFeeFen: fen(event.lateFeeFen ?? 0),
          }),
        );
      case 'prepayment':
        ledger.credit(event.amountFen);
        return this.changed(null);
      case 'interruption':
        world.interruptions.push({
          on: this.dayOf(event.at),
          kind: event.kind,
          grade: event.grade,
          confirmed: true,
          evidenceId: `event-${index}`,
        });
        return null;
      case 'task_done':
        return this.taskDone(event);
      case 'receipt':
        return this.receipt(event);
      case 'address': {
        const address = world.contacts.find(event.address);
        if (address && event.status) address.status = event.status;
        if (address && event.optedOut) address.optedOut = [...event.optedOut];
        return this.opened('contact_data');
      }
      case 'address_added':
        world.contacts.add(event.address, event.kind);
        return this.opened('contact_data');
      case 'stated_time':
        world.conditions.statedTime = event.time;
        return null;
      case 'care_mark':
        world.conditions.careMark = event.mark;
        return null;
      case 'wave_released':
        world.conditions.releasedFromOn = event.fromOn ?? world.today;
        return this.opened('wave');
      case 'policy_changed': {
        const policy = policyOf(event.policy);
        if (!policy) throw new Error('a story that was read names policies that are there');
        world.policy = policy;
        ledger.setOrder(policy.rules.allocationOrder);
        return null;
      }
      case 'case_moved':
        return this.moved();
      default: {
        const staffEvent = staffEventOf(event, world, `event-${index}`, this.matters);
        if (typeof staffEvent === 'string') return staffEvent;
        // its own word may close the case: asked before, not after
        const drive = world.live?.drive;
        const code = drive ? drive.command(staffEvent) : 'NO_CASE';
        if (code === null && event.event === 'hold' && event.matter) {
          this.matters.push({ matter: event.matter, on: world.today });
        }
        return code;
      }
    }
  }

  private dayOf(moment: string): CivilDay {
    return civilDay(moment.slice(0, 10));
  }

  private changed(problem: LedgerProblem | null): LedgerProblem | null {
    if (problem === null) this.world.tell();
    return problem;
  }

  /** The same payment delivered twice counts once, by its id: it is not refused. */
  private payment(event: Extract<MomentEvent, { event: 'payment' }>): null {
    const { world } = this;
    const { id, amountFen, instruction, booked } = event;
    const isNew = world.ledger.pay({ id, amountFen, on: this.dayOf(event.at), at: world.now }, world.today, {
      ...(instruction && {
        instruction: instruction.map((part) => ({
          chargeId: part.charge,
          ...(part.amountFen === undefined ? {} : { fen: part.amountFen }),
        })),
      }),
      ...(booked && {
        booked: booked.map(({ charge, ...parts }) => ({ chargeId: charge, ...parts })),
      }),
    });
    if (isNew) world.tell();
    return null;
  }

  private taskDone(event: Extract<MomentEvent, { event: 'task_done' }>): Untaken | null {
    const { world } = this;
    const { live } = world;
    if (live === null) return 'NO_CASE';
    const [key, pending] =
      Object.entries(live.drive.context.pending).find(([, one]) => one.task === event.task) ?? [];
    if (key === undefined || pending === undefined) return 'NO_OPEN_TASK';
    const channel = channelOfTask(event.task);
    const address = channel === null ? undefined : world.contacts.addressFor(channel);
    const answer =
      channel === null
        ? { ...DESK_WORK_DONE, outcome: event.outcome }
        : world.contactByStaff(key, pending, event.outcome);
    if (answer === null) return 'CONTACT_NOT_NOW';
    const by = world.contacts.find(address ?? '');
    if (event.outcome === 'wrong_number' && by) by.status = 'wrong';
    const role = event.by ?? 'agent';
    const actor = { id: event.person ?? `${role}-1`, role };
    live.drive.say({ type: 'STEP_RESULT', at: world.now, key, answer, actor });
    return null;
  }

  /** A receipt, or a letter that came back: what the last contact by the channel is worth after all. */
  private receipt({ channel, outcome }: Extract<MomentEvent, { event: 'receipt' }>): Untaken | null {
    const { world } = this;
    const made = world.log.made.findLast((one) => one.channel === channel);
    if (!made) return 'NOTHING_SENT';
    made.outcome = outcome;
    made.attempt = kindOf(outcome) === 'attempt';
    const grade = gradeOf(outcome, world.policy.rules.limitation.returnedMailCounts);
    const key: StepKey = made.key.replace(/~t\d+$/, '');
    world.live?.drive.say({ type: 'GRADE_CHANGED', at: world.now, key, grade, deadlineAt: null });
    return null;
  }

  /** What waited for a gate is tried now. */
  opened(gate: Extract<CaseEvent, { type: 'GATE_OPENED' }>['gate']): null {
    this.world.live?.drive.say({ type: 'GATE_OPENED', at: this.world.now, gate, ref: null, clock: null });
    return null;
  }

  /** A running case is moved to the policy of today, by an explicit word; what is next is planned anew on it. */
  private moved(): Untaken | null {
    const { live, ledger } = this.world;
    if (live === null) return 'NO_CASE';
    live.policy = this.world.policy;
    ledger.raise();
    return this.changed(null);
  }
}

export function chargeOf(charge: Extract<StoryEvent, { event: 'charge' }>['charge']): NewCharge {
  const { id, dueOn, amountFen, lateFee = null } = charge;
  return { id, dueOn, amountFen, clause: lateFee };
}
