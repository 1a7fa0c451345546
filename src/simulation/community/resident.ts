import type { Calendar } from '../../domain/calendar';
import { addDays, type CivilDay, civilDay, laterDay, startOfDay } from '../../domain/civil-day';
import { type Fen, fen } from '../../domain/money';
import type { Role } from '../../domain/roles';
import type { Hold, Pending } from '../../machine/context';
import type { StaffEvent } from '../../machine/events';
import type { StepKey } from '../../machine/step-key';
import type { Policy } from '../../policy/schema';
import { AccountWorld } from '../account-world';
import { ContactData } from '../contact-data';
import { MemoryLedger } from '../memory-ledger';
import { fairConditions } from '../world-conditions';
import type { Assumptions, Reaction } from './assumptions';
import type { Household } from './population';
import { Random } from './random';

/** A piece of work of somebody's that lies open; `notBefore`: it may not be done sooner. */
export type OpenTask = { key: StepKey; pending: Pending; notBefore: number };

export type Setting = {
  policy: Policy;
  calendar: Calendar;
  assumed: Assumptions;
  seed: number;
  from: CivilDay;
};

/** What is said, without who says it and when. */
type Unsaid = StaffEvent extends infer E
  ? E extends StaffEvent
    ? Omit<E, 'actor' | 'commandId' | 'at'>
    : never
  : never;

/** One account as it is simulated: its world once it owes anything overdue, and what its owner is about to do. */
export class Resident {
  readonly random: Random;
  readonly world: AccountWorld;
  readonly tasks = new Map<StepKey, OpenTask>();
  /** For when its case's next wake is on the agenda; 0: none is */
  wakeAt = 0;
  /** Contacts of its log that the owner has reacted to already */
  seen = 0;
  /** On the agenda already: he pays once for several reasons */
  paysAt = 0;
  /** Somebody has said why he does not pay */
  isUnderstood = false;
  private commands = 0;
  private newestBillOn: CivilDay = civilDay('1970-01-01');
  private reckoned: { version: number; on: CivilDay; fen: Fen } | null = null;

  constructor(
    readonly household: Household,
    { policy, calendar, assumed, seed, from }: Setting,
    now: number,
  ) {
    // another stream than the household's own: what happens must not change who he is
    this.random = new Random(seed, household.index * 2 + 1);
    const contacts = new ContactData([], true);
    const { channels } = household;
    if (channels.includes('call')) {
      contacts.add('phone', 'phone');
      const closed = (['sms', 'wechat', 'call'] as const).filter((channel) => !channels.includes(channel));
      contacts.find('phone')?.optedOut.push(...closed);
    }
    if (channels.includes('email')) contacts.add('email', 'email');
    this.world = new AccountWorld({
      accountId: `account-${household.index}`,
      communityId: 'community',
      building: null,
      policy,
      calendar,
      ledger: new MemoryLedger(policy.rules.allocationOrder),
      contacts,
      conditions: { ...fairConditions(from), careMark: household.care ? 'care' : null },
      now,
    });
    this.reaction = assumed.reactions[household.owner];
  }

  readonly reaction: Reaction;

  bill(dueOn: CivilDay, amountFen: Fen): void {
    this.newestBillOn = laterDay(this.newestBillOn, dueOn);
    this.world.ledger.addCharge({ id: `bill-${dueOn}`, dueOn, amountFen, clause: null });
  }

  /** Of all bills, what is overdue and unpaid. Between two changes of the ledger it stays, once the newest bill is overdue itself. */
  overdueFen(today: CivilDay): Fen {
    const { version } = this.world.ledger;
    const known = this.reckoned;
    if (known?.version === version && known.on > this.newestBillOn && today >= known.on) return known.fen;
    const overdue = this.reckonOverdue(today);
    this.reckoned = { version, on: today, fen: overdue };
    return overdue;
  }

  private reckonOverdue(today: CivilDay): Fen {
    const { lines } = this.world.ledger.claimOn(today, []);
    return fen(lines.reduce((sum, line) => sum + line.claimableFen, 0));
  }

  /** Money comes in; the case hears of it at once. @returns what was booked */
  pay(amountFen: Fen): Fen {
    const { world } = this;
    if (amountFen === 0) return amountFen;
    const id = `payment-${world.ledger.payments.length + 1}`;
    world.ledger.pay({ id, amountFen, on: world.today, at: world.now }, world.today);
    world.tell();
    return amountFen;
  }

  /** What staff say to the case, each under an id of its own. @returns whether it was taken */
  say(role: Role, event: Unsaid): boolean {
    const drive = this.world.live?.drive;
    if (!drive) return false;
    this.commands += 1;
    const said = { at: this.world.now, actor: { id: `${role}-1`, role }, commandId: `said-${this.commands}` };
    return drive.command({ ...event, ...said } as StaffEvent) === null;
  }

  holdOf(
    kind: 'promise' | 'complaint',
    lastOn: CivilDay,
    promisedOn: CivilDay | null,
    amountFen: Fen | null,
  ): Hold {
    return {
      id: `${kind}-${this.commands + 1}`,
      kind,
      beganAt: this.world.now,
      endsAt: startOfDay(addDays(lastOn, 1), this.world.zone),
      by: 'agent-1',
      amountFen,
      promisedOn,
    };
  }
}
