import { addDays, type CivilDay, daysBetween } from './civil-day';
import type { PartyKind } from './party';
import type { Role } from './roles';

/** 放行: a supervisor's consent that a wave of planned contacts may start (「标准」 放行). */
export interface ReleaseRules {
  by: readonly Role[];
  firstImportBy: readonly Role[];
  firstImportAccountsPerDay: number;
  mostDaysAhead: number;
  byHandPartyKinds: readonly PartyKind[];
}

export interface WaveFacts {
  /** made by the community's first accepted import */
  firstImport: boolean;
  /** a demonstration community: all at once, by the same command */
  demonstration: boolean;
}

export function mayRelease(
  role: Role,
  wave: WaveFacts,
  rules: Pick<ReleaseRules, 'by' | 'firstImportBy'>,
): boolean {
  return (wave.firstImport ? rules.firstImportBy : rules.by).includes(role);
}

/** How many accounts of the wave may start on one day; null: all. */
export function accountsPerDay(
  wave: WaveFacts,
  rules: Pick<ReleaseRules, 'firstImportAccountsPerDay'>,
): number | null {
  return wave.firstImport && !wave.demonstration ? rules.firstImportAccountsPerDay : null;
}

export type DayPlan = {
  /** the first day */
  from: CivilDay;
  /** null: all on the first day */
  perDay: number | null;
  isQuiet: (day: CivilDay) => boolean;
  /** accounts of the wave that were released for a day before */
  alreadyOn?: ReadonlyMap<CivilDay, number>;
};

/**
 * The day from which each account may be approached, in the order in which they were given. Where they are spread, a quiet day takes none:
 * what it took would all come on the day after it.
 */
export function releaseDays<Id>(
  accounts: readonly Id[],
  { from, perDay, isQuiet, alreadyOn = new Map() }: DayPlan,
): Array<{ account: Id; on: CivilDay }> {
  if (perDay === null) return accounts.map((account) => ({ account, on: from }));
  const days: Array<{ account: Id; on: CivilDay }> = [];
  let on = nextOpen(from, isQuiet);
  let taken = alreadyOn.get(on) ?? 0;
  for (const account of accounts) {
    while (taken >= perDay) {
      on = nextOpen(addDays(on, 1), isQuiet);
      taken = alreadyOn.get(on) ?? 0;
    }
    days.push({ account, on });
    taken += 1;
  }
  return days;
}

/** No holiday lasts longer; a calendar of quiet days alone is a mistake, not a reason to search for ever. */
const LONGEST_QUIET_DAYS = 60;

function nextOpen(from: CivilDay, isQuiet: (day: CivilDay) => boolean): CivilDay {
  let day = from;
  for (let tried = 0; tried < LONGEST_QUIET_DAYS && isQuiet(day); tried += 1) day = addDays(day, 1);
  return day;
}

/** 改日: why a release may not begin on that day. */
export type DayRefusal = 'IN_THE_PAST' | 'TOO_FAR' | 'QUIET_DAY';

export function dayRefusal(
  on: CivilDay,
  today: CivilDay,
  rules: Pick<ReleaseRules, 'mostDaysAhead'>,
  isQuiet: (day: CivilDay) => boolean,
): DayRefusal | null {
  if (on < today) return 'IN_THE_PAST';
  if (daysBetween(today, on) > rules.mostDaysAhead) return 'TOO_FAR';
  return on > today && isQuiet(on) ? 'QUIET_DAY' : null;
}
