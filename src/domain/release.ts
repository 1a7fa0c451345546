import { addDays, type CivilDay } from './civil-day';
import type { Role } from './roles';

/** 放行: a supervisor's consent that a wave of planned contacts may start (「标准」 放行). */
export interface ReleaseRules {
  by: readonly Role[];
  firstImportBy: readonly Role[];
  firstImportAccountsPerDay: number;
}

export interface WaveFacts {
  /** made by the community's first accepted import */
  firstImport: boolean;
  /** a demonstration community: all at once, by the same command */
  demonstration: boolean;
}

export function mayRelease(role: Role, wave: WaveFacts, rules: ReleaseRules): boolean {
  return (wave.firstImport ? rules.firstImportBy : rules.by).includes(role);
}

/** How many accounts of the wave may start on one day; null: all. */
export function accountsPerDay(wave: WaveFacts, rules: ReleaseRules): number | null {
  return wave.firstImport && !wave.demonstration ? rules.firstImportAccountsPerDay : null;
}

/** The day from which each account may be approached, in the order in which they were given. */
export function releaseDays<Id>(
  accounts: readonly Id[],
  from: CivilDay,
  wave: WaveFacts,
  rules: ReleaseRules,
): Array<{ account: Id; on: CivilDay }> {
  const perDay = accountsPerDay(wave, rules);
  return accounts.map((account, index) => ({
    account,
    on: perDay === null ? from : addDays(from, Math.floor(index / perDay)),
  }));
}
