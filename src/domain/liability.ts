import { z } from 'zod';
import { addDays, type CivilDay, daysBetween } from './civil-day';
import { type Fen, fen } from './money';
import type { Level } from './vocabulary';

/**
 * Who is liable beside the account's own party, or in his place: 共有人, 承租人 (pays by agreement, the owner stays jointly liable:
 * 物业管理条例 41, V), 遗产管理人 and 继承人 (up to the estate: 民法典 1145–1147, 1161, V). What a sale changes is another account: each keeps the
 * debts of his own time (domain of 民法典 945, V).
 */
export const LIABILITY_ROLES = ['co_owner', 'tenant', 'administrator', 'heir'] as const;
export const liabilityRoleSchema = z.enum(LIABILITY_ROLES, {
  error: '责任身份：只能是共有人、承租人、遗产管理人或继承人',
});
export type LiabilityRole = z.infer<typeof liabilityRoleSchema>;

export const LIABILITY_WORDS: Record<LiabilityRole, { zh: string; en: string }> = {
  co_owner: { zh: '共有人', en: 'co-owner' },
  tenant: { zh: '承租人', en: 'tenant' },
  administrator: { zh: '遗产管理人', en: 'administrator of the estate' },
  heir: { zh: '继承人', en: 'heir' },
};

export interface Liability {
  id: string;
  partyId: string;
  role: LiabilityRole;
  /** Null: every object of the account */
  objectId: string | null;
  fromOn: CivilDay;
  /** The last day, included; null: still */
  untilOn: CivilDay | null;
}

export interface LiableAccount {
  /** Whose account it is: owner, developer, occupier, organisation */
  partyId: string;
  /** Reported dead: nobody of the living is liable before an administrator or an heir is known */
  deceasedOn: CivilDay | null;
  liabilities: readonly Liability[];
}

export type LiableParty = {
  partyId: string;
  role: LiabilityRole | 'own';
  /** 业主连带: owes the same whole */
  jointly: boolean;
  /** Owes no more than the estate is worth */
  upToEstate: boolean;
};

export function isInForce({ fromOn, untilOn }: Pick<Liability, 'fromOn' | 'untilOn'>, on: CivilDay): boolean {
  return fromOn <= on && (untilOn === null || on <= untilOn);
}

/**
 * Who may be told of the debt on a day, in the order in which they are approached. A tenant who pays by agreement comes first at level 1;
 * from the written notice on the owner does, and the tenant has his copy. A dead man is written to no more: the administrator of his estate is, else the
 * heirs; while neither is known the list is empty, and nothing leaves.
 */
export function partiesToApproach(account: LiableAccount, level: Level, on: CivilDay): LiableParty[] {
  const standing = account.liabilities.filter((one) => isInForce(one, on));
  const of = (role: LiabilityRole): LiableParty[] =>
    standing
      .filter((one) => one.role === role)
      .map(({ partyId }) => ({
        partyId,
        role,
        jointly: role === 'co_owner' || role === 'tenant',
        upToEstate: role === 'administrator' || role === 'heir',
      }));
  const coOwners = of('co_owner');
  const tenants = of('tenant');
  const own = ownParty(account, on, coOwners.length > 0);
  const owners = own === null ? [...estateOf(of), ...coOwners] : [own, ...coOwners];
  return distinct(level === 1 ? [...tenants, ...owners] : [...owners, ...tenants]);
}

function ownParty({ partyId, deceasedOn }: LiableAccount, on: CivilDay, shared: boolean): LiableParty | null {
  if (deceasedOn !== null && deceasedOn <= on) return null;
  return { partyId, role: 'own', jointly: shared, upToEstate: false };
}

/** 民法典 1145: the administrator speaks for the estate; without one the heirs do. */
function estateOf(of: (role: LiabilityRole) => LiableParty[]): LiableParty[] {
  const administrators = of('administrator');
  return administrators.length > 0 ? administrators : of('heir');
}

function distinct(parties: readonly LiableParty[]): LiableParty[] {
  return parties.filter(
    ({ partyId }, index) => parties.findIndex((other) => other.partyId === partyId) === index,
  );
}

/** The owner does not live where the object is, so that what is posted at its door is not his. */
export function isLet({ liabilities }: LiableAccount, on: CivilDay): boolean {
  return liabilities.some((one) => one.role === 'tenant' && isInForce(one, on));
}

export type LiabilityProblem = 'ENDS_BEFORE_IT_BEGINS' | 'STANDS_ALREADY' | 'NOT_DECEASED' | 'SAME_PARTY';

/** Why a liability cannot be recorded beside those that stand. */
export function liabilityProblem(
  account: LiableAccount,
  added: Omit<Liability, 'id'>,
): LiabilityProblem | null {
  if (added.untilOn !== null && added.untilOn < added.fromOn) return 'ENDS_BEFORE_IT_BEGINS';
  if (added.partyId === account.partyId) return 'SAME_PARTY';
  if ((added.role === 'administrator' || added.role === 'heir') && account.deceasedOn === null) {
    return 'NOT_DECEASED';
  }
  const stands = account.liabilities.some(
    (one) =>
      one.partyId === added.partyId &&
      one.role === added.role &&
      (one.objectId === null || added.objectId === null || one.objectId === added.objectId) &&
      overlaps(one, added),
  );
  return stands ? 'STANDS_ALREADY' : null;
}

function overlaps(
  a: Pick<Liability, 'fromOn' | 'untilOn'>,
  b: Pick<Liability, 'fromOn' | 'untilOn'>,
): boolean {
  return (a.untilOn === null || b.fromOn <= a.untilOn) && (b.untilOn === null || a.fromOn <= b.untilOn);
}

// ── A sale within a period ─────────────────────────────────────────────────────────────────────────────────────────────

/**
 * What becomes of a bill whose period a sale falls into, as the contract says: `by_due` leaves it whole with whoever held the object on its due
 * date; `by_days` shares it by the days of each, the day of the sale being the buyer's first.
 */
export const STRADDLING_RULES = ['by_due', 'by_days'] as const;
export const straddlingRuleSchema = z.enum(STRADDLING_RULES, {
  error: '跨转让日的账单：只能整笔按应缴日，或按天分摊',
});
export type StraddlingRule = z.infer<typeof straddlingRuleSchema>;

export interface BilledPeriod {
  periodFrom: CivilDay;
  /** included */
  periodTo: CivilDay;
  dueOn: CivilDay;
  amountFen: Fen;
}

export type SideOfSale = 'seller' | 'buyer' | 'both';

/** Whose a bill is after a sale. */
export function sideOfSale(bill: BilledPeriod, soldOn: CivilDay, rule: StraddlingRule): SideOfSale {
  if (rule === 'by_due') return bill.dueOn >= soldOn ? 'buyer' : 'seller';
  if (bill.periodTo < soldOn) return 'seller';
  return bill.periodFrom >= soldOn ? 'buyer' : 'both';
}

/** By days, whole fen; the fen that rounding leaves is the seller's. The two always add up to the bill. */
export function shareOfSale(bill: BilledPeriod, soldOn: CivilDay): { sellerFen: Fen; buyerFen: Fen } {
  const days = daysBetween(bill.periodFrom, bill.periodTo) + 1;
  const buyerDays = Math.min(days, Math.max(0, daysBetween(soldOn, bill.periodTo) + 1));
  const buyerFen = Number((BigInt(bill.amountFen) * BigInt(buyerDays)) / BigInt(days));
  return { sellerFen: fen(bill.amountFen - buyerFen), buyerFen: fen(buyerFen) };
}

/** The buyer's part: his days, and due no sooner than the object was his. */
export function buyersPart(bill: BilledPeriod, soldOn: CivilDay): BilledPeriod {
  const { buyerFen } = shareOfSale(bill, soldOn);
  const dueOn = bill.dueOn < soldOn ? addDays(soldOn, DAYS_TO_PAY) : bill.dueOn;
  return { periodFrom: soldOn, periodTo: bill.periodTo, dueOn, amountFen: buyerFen };
}

/** A bill that was due before he bought is news to the buyer: he has the time that a bill has. */
const DAYS_TO_PAY = 30;
