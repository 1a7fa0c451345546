import type { Channel } from '../../domain/channel';
import { addDays, addMonths, type CivilDay, formatDay, partsOf } from '../../domain/civil-day';
import { type Fen, fen } from '../../domain/money';
import type { Level } from '../../domain/vocabulary';
import type { Assumptions, OwnerKind } from './assumptions';
import { Random } from './random';

/** A quarter's bill, or one that a ledger names. */
export type Bill = { dueOn: CivilDay; amountFen: Fen };

/** One account as the simulation begins with it. */
export type Household = {
  index: number;
  /** Why he does not pay, which nobody knows at first */
  owner: OwnerKind;
  channels: Channel[];
  care: boolean;
  quarterFen: Fen;
  owes: Bill[];
  /** Declared by a take-over; null: begins at level 1 */
  level: Level | null;
};

/** The due days of the quarters before `from` (the newest first) and within the days simulated. */
export function quartersBefore(from: CivilDay, quarters: number): CivilDay[] {
  const [year, month] = partsOf(from);
  const begins = formatDay(year, month - ((month - 1) % 3), 1);
  return Array.from({ length: quarters }, (_, index) => addDays(addMonths(begins, -3 * index), -1));
}

export function quartersWithin(from: CivilDay, through: CivilDay): CivilDay[] {
  const days: CivilDay[] = [];
  const [last] = quartersBefore(from, 1);
  if (last === undefined) return days;
  for (let ahead = 1; ; ahead += 1) {
    const dueOn = addDays(addMonths(addDays(last, 1), 3 * ahead), -1);
    if (dueOn > through) return days;
    if (dueOn >= from) days.push(dueOn);
  }
}

/** The household of one number: the same for the same seed, whatever else is simulated. */
export function householdOf(index: number, seed: number, from: CivilDay, assumed: Assumptions): Household {
  const random = new Random(seed, index * 2);
  const quarterFen = fen(
    Math.max(100, Math.round(random.around(assumed.quarter.medianFen, assumed.quarter.spread))),
  );
  const owner = random.pick(assumed.owners);
  const starts = random.pick(
    Object.fromEntries(assumed.startsOwing.map(({ quarters, share }) => [String(quarters), share])),
  );
  return {
    index,
    owner,
    channels: channelsOf(random, assumed),
    care: random.happens(assumed.care),
    quarterFen,
    owes: quartersBefore(from, owner === 'punctual' ? 0 : Number(starts)).map((dueOn) => ({
      dueOn,
      amountFen: quarterFen,
    })),
    level: null,
  };
}

export function channelsOf(random: Random, { reach }: Pick<Assumptions, 'reach'>): Channel[] {
  const mobile = random.happens(reach.mobile);
  const has: Record<Channel, boolean> = {
    sms: mobile,
    email: random.happens(reach.email),
    wechat: random.happens(reach.wechat) && mobile,
    call: mobile,
    visit: true,
    post: true,
    mail: true,
  };
  return (Object.keys(has) as Channel[]).filter((channel) => has[channel]);
}
