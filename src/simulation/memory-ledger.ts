import { type AllocationOrder, type AllocationPart, allocate, type OpenCharge } from '../domain/allocation';
import { type CivilDay, earlierDay } from '../domain/civil-day';
import {
  type ChargeFacts,
  type ChargePart,
  type Claimable,
  claimable,
  type LateFeeBasis,
} from '../domain/claimable';
import type { LateFeeClause, LateFeeSuspension } from '../domain/late-fee';
import { type Fen, fen, minFen, sumFen, ZERO_FEN } from '../domain/money';

export type NewCharge = {
  id: string;
  dueOn: CivilDay;
  amountFen: Fen;
  /** The contract's clause; null: no late fee */
  clause: LateFeeClause | null;
  /** Outstanding late fee as the charging system states it; it stands until the next one */
  statedLateFee?: { fen: Fen; on: CivilDay } | null;
};

type Charge = Omit<NewCharge, 'statedLateFee'> & {
  statedLateFee: { fen: Fen; on: CivilDay } | null;
  status: 'standing' | 'replaced' | 'cancelled';
  disputed: ChargeFacts['disputed'];
  suspensions: LateFeeSuspension[];
};

export type MemoryPayment = {
  id: string;
  amountFen: Fen;
  /** The day of the money; a part that was booked later counts from here all the same */
  on: CivilDay;
  at: number;
  parts: AllocationPart[];
  prepaidFen: Fen;
  reversed: boolean;
};

type Waiver = { chargeId: string; on: CivilDay; principalFen: Fen; lateFeeFen: Fen };

export type Direction = {
  booked?: readonly AllocationPart[];
  instruction?: ReadonlyArray<{ chargeId: string; fen?: Fen }>;
};

/** The charge, or the payment, that was named is not there, or is over. */
export type LedgerProblem = 'CHARGE_KNOWN' | 'CHARGE_UNKNOWN' | 'PAYMENT_UNKNOWN';

/**
 * One account's ledger without a store: what is charged, paid, waived and objected to, in the terms of the domain's own rules. What a
 * method changed raises `version`; one that changed nothing (the same payment twice) does not. Amounts are fen.
 */
export class MemoryLedger {
  version = 1;
  readonly payments: MemoryPayment[] = [];
  private readonly charges = new Map<string, Charge>();
  private readonly waivers: Waiver[] = [];
  private creditFen: number = 0;
  /** What was last read and reckoned; right as long as the version, and the question, are the same */
  private read: { version: number; facts: ChargeFacts[] } | null = null;
  private reckoned: { version: number; question: string; claim: Claimable } | null = null;

  constructor(private order: AllocationOrder) {}

  /** The policy's order for payments to come; what was allocated stands. */
  setOrder(order: AllocationOrder): void {
    this.order = order;
  }

  addCharge(charge: NewCharge): LedgerProblem | null {
    if (this.charges.has(charge.id)) return 'CHARGE_KNOWN';
    this.charges.set(charge.id, {
      ...charge,
      statedLateFee: charge.statedLateFee ?? null,
      status: 'standing',
      disputed: 'none',
      suspensions: [],
    });
    this.version += 1;
    return null;
  }

  /** 红冲: the old bill stays, replaced; its money goes over to the new one, and what is above it becomes prepayment. */
  replaceCharge(id: string, by: NewCharge): LedgerProblem | null {
    const old = this.standing(id);
    if (!old) return 'CHARGE_UNKNOWN';
    const problem = this.addCharge(by);
    if (problem) return problem;
    old.status = 'replaced';
    let roomFen: number = by.amountFen;
    for (const payment of this.booked()) {
      for (const part of payment.parts.filter(({ chargeId }) => chargeId === id)) {
        const keptFen = minFen(part.principalFen, Math.max(0, roomFen));
        roomFen -= keptFen;
        payment.prepaidFen = fen(payment.prepaidFen + part.principalFen - keptFen);
        part.principalFen = keptFen;
        part.chargeId = by.id;
      }
    }
    for (const waiver of this.waivers.filter(({ chargeId }) => chargeId === id)) waiver.chargeId = by.id;
    return null;
  }

  /** The bill was wrong altogether: what was paid on it is prepayment. */
  cancelCharge(id: string): LedgerProblem | null {
    const charge = this.standing(id);
    if (!charge) return 'CHARGE_UNKNOWN';
    charge.status = 'cancelled';
    for (const payment of this.booked()) {
      const gone = payment.parts.filter(({ chargeId }) => chargeId === id);
      payment.parts = payment.parts.filter(({ chargeId }) => chargeId !== id);
      payment.prepaidFen = fen(
        payment.prepaidFen + sumFen(gone.map((part) => part.principalFen + part.lateFeeFen)),
      );
    }
    this.version += 1;
    return null;
  }

  /** An objection to the amount: to the whole charge, or to a part. While it is open no late fee runs on what is objected to. */
  dispute(id: string, what: 'whole' | Fen, on: CivilDay): LedgerProblem | null {
    const charge = this.standing(id);
    if (!charge) return 'CHARGE_UNKNOWN';
    charge.disputed = what;
    charge.suspensions.push({ from: on, to: null, fen: what === 'whole' ? null : what });
    this.version += 1;
    return null;
  }

  /** Answered: the part is claimable again. Whether the late fee of the meantime counts follows from the suspension, which ends. */
  answerDispute(id: string, on: CivilDay): LedgerProblem | null {
    const charge = this.standing(id);
    if (!charge || charge.disputed === 'none') return 'CHARGE_UNKNOWN';
    charge.disputed = 'none';
    charge.suspensions = charge.suspensions.map((one) => (one.to === null ? { ...one, to: on } : one));
    this.version += 1;
    return null;
  }

  /** The same external id twice is one payment. @returns whether it is new */
  pay(
    { id, amountFen, on, at }: { id: string; amountFen: Fen; on: CivilDay; at: number },
    today: CivilDay,
    direction: Direction = {},
  ): boolean {
    if (this.payments.some((known) => known.id === id)) return false;
    const day = earlierDay(on, today);
    const result = allocate({ amountFen, on: day, ...direction }, this.open(day), this.order);
    this.payments.push({
      id,
      amountFen,
      on: day,
      at,
      parts: result.ok ? result.parts.map((part) => ({ ...part })) : [],
      prepaidFen: result.ok ? result.prepaymentFen : amountFen,
      reversed: false,
    });
    this.version += 1;
    return true;
  }

  reverse(id: string): LedgerProblem | null {
    const payment = this.payments.find((one) => one.id === id && !one.reversed);
    if (!payment) return 'PAYMENT_UNKNOWN';
    payment.reversed = true;
    this.version += 1;
    return null;
  }

  waive(waiver: Waiver): LedgerProblem | null {
    if (!this.standing(waiver.chargeId)) return 'CHARGE_UNKNOWN';
    this.waivers.push({ ...waiver });
    this.version += 1;
    return null;
  }

  /** Credit that was there before, or came without a payment of this story. */
  credit(amountFen: Fen): void {
    this.creditFen += amountFen;
    this.version += 1;
  }

  /** A charge came due: nothing changed but the day. */
  raise(): void {
    this.version += 1;
  }

  claimOn(day: CivilDay, freshChargeIds: readonly string[]): Claimable {
    const question = `${day}|${freshChargeIds.join()}`;
    const known = this.reckoned;
    if (known?.version === this.version && known.question === question) return known.claim;
    const claim = claimable(day, this.facts(), { prepaidFen: this.prepaidFen(), freshChargeIds });
    this.reckoned = { version: this.version, question, claim };
    return claim;
  }

  prepaidFen(): Fen {
    return fen(this.creditFen + sumFen(this.booked().map(({ prepaidFen }) => prepaidFen)));
  }

  openDisputes(): string[] {
    return this.all()
      .filter(({ disputed }) => disputed !== 'none')
      .map(({ id }) => id);
  }

  dueDays(): { id: string; dueOn: CivilDay }[] {
    return this.all().map(({ id, dueOn }) => ({ id, dueOn }));
  }

  /** Booked since an instant, and standing. */
  paidSinceFen(at: number): Fen {
    return sumFen(
      this.booked()
        .filter((payment) => payment.at >= at)
        .map(({ amountFen }) => amountFen),
    );
  }

  /** The same by the day of the money. */
  paidOnDays(at: number): { on: CivilDay; fen: number }[] {
    return this.booked()
      .filter((payment) => payment.at >= at)
      .map(({ on, amountFen }) => ({ on, fen: amountFen }));
  }

  booked(): MemoryPayment[] {
    return this.payments.filter(({ reversed }) => !reversed);
  }

  /** Each charge as the domain's rules take it; those that were replaced or cancelled are none. */
  facts(): ChargeFacts[] {
    if (this.read?.version === this.version) return this.read.facts;
    const facts = this.readFacts();
    this.read = { version: this.version, facts };
    return facts;
  }

  private readFacts(): ChargeFacts[] {
    return this.all().map((charge) => ({
      id: charge.id,
      dueOn: charge.dueOn,
      chargedFen: charge.amountFen,
      allocations: this.booked().flatMap(({ on, parts }) =>
        parts.filter(({ chargeId }) => chargeId === charge.id).map((part): ChargePart => ({ ...part, on })),
      ),
      waivers: this.waivers.filter(({ chargeId }) => chargeId === charge.id),
      lateFee: basisOf(charge),
      disputed: charge.disputed,
    }));
  }

  amountOf(id: string): Fen | null {
    return this.charges.get(id)?.amountFen ?? null;
  }

  charge(id: string): NewCharge | null {
    return this.standing(id);
  }

  /** What of each charge is open on a day, those that are not due yet included: a payer may pay those too. */
  private open(day: CivilDay): OpenCharge[] {
    const lines = new Map(
      claimable(day, this.facts(), { prepaidFen: ZERO_FEN, freshChargeIds: [] }).lines.map((line) => [
        line.chargeId,
        line,
      ]),
    );
    return this.facts().map((charge) => {
      const paid = sumFen([...charge.allocations, ...charge.waivers].map((part) => part.principalFen));
      return {
        chargeId: charge.id,
        dueOn: charge.dueOn,
        principalFen: fen(Math.max(0, charge.chargedFen - paid)),
        lateFeeFen: lines.get(charge.id)?.lateFeeLeftFen ?? ZERO_FEN,
        ratePerDay: charge.lateFee.kind === 'clause' ? Number(charge.lateFee.clause.ratePerDay) : 0,
      };
    });
  }

  private all(): Charge[] {
    return [...this.charges.values()].filter(({ status }) => status === 'standing');
  }

  private standing(id: string): Charge | null {
    const charge = this.charges.get(id);
    return charge?.status === 'standing' ? charge : null;
  }
}

function basisOf({ clause, statedLateFee, suspensions }: Charge): LateFeeBasis {
  if (statedLateFee) {
    return { kind: 'stated', outstandingFen: statedLateFee.fen, on: statedLateFee.on };
  }
  return clause === null ? { kind: 'none' } : { kind: 'clause', clause, suspensions };
}
