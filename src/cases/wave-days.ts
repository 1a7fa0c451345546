import type { Tx } from '../db/scope';
import { type Calendar, quietReason } from '../domain/calendar';
import { addDays, type CivilDay, civilDay } from '../domain/civil-day';
import { accountsPerDay, dayRefusal, type ReleaseRules, type WaveFacts } from '../domain/release';
import { UserError } from '../errors';

/** A day on which nothing is sent in the whole community: a holiday, or a quiet day of its own for messages. */
export function isQuietDay(calendar: Calendar, day: CivilDay): boolean {
  return quietReason(calendar, day, 'sms') !== null;
}

/** @throws {UserError} RELEASE_DAY */
export function firstDay(
  asked: CivilDay | null,
  today: CivilDay,
  rules: ReleaseRules,
  calendar: Calendar,
): CivilDay {
  if (asked === null) return today;
  const refusal = dayRefusal(asked, today, rules, (day) => isQuietDay(calendar, day));
  switch (refusal) {
    case null:
      return asked;
    case 'IN_THE_PAST':
      throw new UserError('RELEASE_DAY', '放行日不能早于今天', 'the day of a release cannot be over');
    case 'TOO_FAR':
      throw new UserError(
        'RELEASE_DAY',
        `放行日最晚为 ${addDays(today, rules.mostDaysAhead)}`,
        `the day of a release is ${addDays(today, rules.mostDaysAhead)} at the latest`,
      );
    case 'QUIET_DAY':
      throw new UserError(
        'RELEASE_DAY',
        `${asked} 是静默日（${quietReason(calendar, asked, 'sms')}），请换一天`,
        `${asked} is a quiet day: choose another`,
      );
    default: {
      const never: never = refusal;
      throw new Error(`unknown refusal of a day: ${never}`);
    }
  }
}

/** Accounts of the wave that an earlier part laid on a day. */
export async function releasedBefore(
  tx: Tx,
  waveId: string,
  today: CivilDay,
): Promise<Map<CivilDay, number>> {
  const rows = await tx.dunningCase.groupBy({
    by: ['releasedFromOn'],
    where: { waveId, releasedFromOn: { gte: today } },
    _count: true,
  });
  return new Map(
    rows.flatMap(({ releasedFromOn, _count }) =>
      releasedFromOn === null ? [] : [[civilDay(releasedFromOn), _count] as const],
    ),
  );
}

/** The policy's limit for a first import, or the lower one that was asked for. */
export function perDayOf(facts: WaveFacts, rules: ReleaseRules, asked: number | null): number | null {
  const own = accountsPerDay(facts, rules);
  return asked === null ? own : Math.max(1, Math.min(asked, own ?? asked));
}
