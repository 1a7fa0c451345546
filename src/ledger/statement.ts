import { addDays, type CivilDay } from '../domain/civil-day';

/**
 * What the charging system states as received wins (domain.md, "Decisions"). A statement of a day D includes every receipt before D;
 * what came on D or later is on top of it. So money that we know from a bank and that the statement knows too is one money, whichever
 * file came first.
 */

/** What one payment that stands gave to the principal of one charge. */
export type PaymentPart = { paymentId: string; receivedOn: CivilDay; onDay: CivilDay; amountFen: number };

export type ChargeMoney = {
  chargeId: string;
  /** receivable less waivers */
  netFen: number;
  /** stated by the charging system without naming a payment */
  sourceFen: number;
  parts: readonly PaymentPart[];
  /** of payments that were reversed: a statement of a day in between still counts them */
  undone: readonly Undone[];
};

export type Statement = { chargeId: string; receivedFen: number; on: CivilDay; bookedOn: CivilDay };

/** Credit that over-payments left on the account. */
export type Credit = { paymentId: string; receivedOn: CivilDay; onDay: CivilDay; amountFen: number };

export type Entry = { chargeId: string; paymentId: string | null; amountFen: number; onDay: CivilDay };

export type Restated = {
  /** Allocations to be added, of origin `source` */
  entries: Entry[];
  /** What the credit of each payment grows (or shrinks) by, so that every payment still adds up */
  creditChanges: Map<string, { amountFen: number; onDay: CivilDay }>;
};

type Freed = { paymentId: string; receivedOn: CivilDay; onDay: CivilDay; leftFen: number };

/** Money that came and went back again: a statement of a day in between counts it, we do not any more. */
export type Undone = { receivedOn: CivilDay; undoneOn: CivilDay; amountFen: number };

/**
 * Brings the charges of one account to what is stated of them; each payment keeps its sum.
 *
 * @param undoneCredits credit of payments that were reversed since
 */
export function applyStatements(
  charges: ReadonlyMap<string, ChargeMoney>,
  statements: readonly Statement[],
  credits: readonly Credit[],
  undoneCredits: readonly Undone[],
): Restated {
  const entries: Entry[] = [];
  const freed: Freed[] = [];
  const undone = undoneCredits.map((one) => ({ ...one }));
  const needs: Need[] = [];
  for (const statement of statements) {
    const charge = charges.get(statement.chargeId);
    if (!charge) continue;
    const { needFen, spareUndoneFen } = settle(charge, statement, entries, freed);
    needs.push({ statement, leftFen: needFen });
    // the charging system may have booked elsewhere what came back since
    const { on } = statement;
    if (spareUndoneFen > 0)
      undone.push({ receivedOn: addDays(on, -1), undoneOn: on, amountFen: spareUndoneFen });
  }
  const credit = credits.map(({ amountFen, ...rest }): Freed => ({ ...rest, leftFen: amountFen }));
  const drawn = new Map<string, number>();
  for (const need of needs) {
    passOver(need, undone);
    take(need, freed, entries);
    for (const [paymentId, amountFen] of take(need, credit, entries)) {
      drawn.set(paymentId, (drawn.get(paymentId) ?? 0) + amountFen);
    }
    const { chargeId, bookedOn } = need.statement;
    if (need.leftFen > 0)
      entries.push({ chargeId, paymentId: null, amountFen: need.leftFen, onDay: bookedOn });
  }
  return { entries, creditChanges: creditChanges(freed, credit, drawn) };
}

type Need = { statement: Statement; leftFen: number };

/** What the statement counts and what came back since: nothing stands for it here. */
function passOver(need: Need, undone: Undone[]): void {
  const { on } = need.statement;
  for (const one of undone) {
    const amountFen = isCounted(one, on) ? Math.min(one.amountFen, need.leftFen) : 0;
    one.amountFen -= amountFen;
    need.leftFen -= amountFen;
  }
}

function isCounted({ receivedOn, undoneOn }: Undone, on: CivilDay): boolean {
  return receivedOn < on && on <= undoneOn;
}

/** Takes away what is more than stated; returns what is missing to it. */
function settle(
  charge: ChargeMoney,
  statement: Statement,
  entries: Entry[],
  freed: Freed[],
): { needFen: number; spareUndoneFen: number } {
  const { chargeId, on, bookedOn } = statement;
  const targetFen = Math.min(statement.receivedFen, Math.max(0, charge.netFen));
  const before = charge.parts.filter(({ receivedOn }) => receivedOn < on);
  const after = charge.parts.filter(({ receivedOn }) => receivedOn >= on);
  const undoneFen = sum(charge.undone.filter((one) => isCounted(one, on)));
  const haveFen = charge.sourceFen + sum(before) + undoneFen;
  let overFen = Math.max(0, haveFen - targetFen);
  const fromSourceFen = Math.min(Math.max(0, charge.sourceFen), overFen);
  if (fromSourceFen > 0) {
    entries.push({ chargeId, paymentId: null, amountFen: -fromSourceFen, onDay: bookedOn });
  }
  overFen -= fromSourceFen;
  const spareUndoneFen = overFen - release(chargeId, before, overFen, entries, freed);
  // what came later fills what is open after the statement, no more
  const openFen = Math.max(0, charge.netFen - targetFen + undoneFen - spareUndoneFen);
  release(chargeId, after, sum(after) - openFen, entries, freed);
  return { needFen: Math.max(0, targetFen - haveFen), spareUndoneFen };
}

/** The newest first: what was paid long ago has been seen by everybody. */
function release(
  chargeId: string,
  parts: readonly PaymentPart[],
  amountFen: number,
  entries: Entry[],
  freed: Freed[],
): number {
  let leftFen = Math.max(0, amountFen);
  const newestFirst = [...parts].sort((a, b) => (a.receivedOn < b.receivedOn ? 1 : -1));
  for (const { paymentId, receivedOn, onDay, amountFen: partFen } of newestFirst) {
    const takenFen = Math.min(partFen, leftFen);
    if (takenFen <= 0) continue;
    leftFen -= takenFen;
    entries.push({ chargeId, paymentId, amountFen: -takenFen, onDay });
    freed.push({ paymentId, receivedOn, onDay, leftFen: takenFen });
  }
  return Math.max(0, amountFen) - leftFen;
}

function take(need: Need, from: Freed[], entries: Entry[]): Map<string, number> {
  const { chargeId, on } = need.statement;
  const taken = new Map<string, number>();
  for (const source of from) {
    const amountFen = source.receivedOn < on ? Math.min(source.leftFen, need.leftFen) : 0;
    if (amountFen <= 0) continue;
    source.leftFen -= amountFen;
    need.leftFen -= amountFen;
    entries.push({ chargeId, paymentId: source.paymentId, amountFen, onDay: source.onDay });
    taken.set(source.paymentId, (taken.get(source.paymentId) ?? 0) + amountFen);
  }
  return taken;
}

function creditChanges(
  freed: readonly Freed[],
  credit: readonly Freed[],
  drawn: ReadonlyMap<string, number>,
) {
  const changes: Restated['creditChanges'] = new Map();
  const add = (paymentId: string, amountFen: number, onDay: CivilDay): void => {
    if (amountFen === 0) return;
    const known = changes.get(paymentId);
    changes.set(paymentId, { amountFen: (known?.amountFen ?? 0) + amountFen, onDay });
  };
  for (const { paymentId, leftFen, onDay } of freed) add(paymentId, leftFen, onDay);
  for (const { paymentId, onDay } of new Map(credit.map((one) => [one.paymentId, one])).values()) {
    add(paymentId, -(drawn.get(paymentId) ?? 0), onDay);
  }
  return changes;
}

/**
 * A payment that a later statement of its account already includes: what of it takes the place of money that was stated without naming
 * a payment. The rest was stated nowhere.
 */
export function explain(
  amountFen: number,
  receivedOn: CivilDay,
  onDay: CivilDay,
  charges: readonly (ChargeMoney & { statedOn: CivilDay | null })[],
  paymentId: string,
): { entries: Entry[]; leftFen: number } {
  const entries: Entry[] = [];
  let leftFen = amountFen;
  for (const { chargeId, statedOn, sourceFen } of charges) {
    const takenFen = statedOn !== null && statedOn > receivedOn ? Math.min(sourceFen, leftFen) : 0;
    if (takenFen <= 0) continue;
    leftFen -= takenFen;
    entries.push({ chargeId, paymentId: null, amountFen: -takenFen, onDay });
    entries.push({ chargeId, paymentId, amountFen: takenFen, onDay });
  }
  return { entries, leftFen };
}

function sum(parts: readonly { amountFen: number }[]): number {
  return parts.reduce((total, { amountFen }) => total + amountFen, 0);
}
