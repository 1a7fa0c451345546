import { z } from 'zod';
import type { Channel } from '../../domain/channel';
import { LEVELS } from '../../domain/vocabulary';

const count = z.int().min(0);
const fen = z.int();

/** What happened in one week of the simulated time, and how the accounts stood at its end. */
export const weekSchema = z.strictObject({
  /** the first civil day of it */
  fromOn: z.string(),
  sms: count,
  email: count,
  wechat: count,
  calls: count,
  /** calls that nobody answered */
  attempts: count,
  posted: count,
  mailed: count,
  visits: count,
  /** of all work of people, contacts and desk */
  staffMinutes: count,
  costFen: fen,
  /** paid of what was overdue */
  recoveredFen: fen,
  /** quarter's bills paid by their due date */
  onTimeFen: fen,
  /** accounts with a case, by level; held and silent ones apart */
  level1: count,
  level2: count,
  level3: count,
  level4: count,
  held: count,
  settled: count,
  /** of all accounts, overdue at the week's end */
  overdueFen: fen,
});
export type Week = z.infer<typeof weekSchema>;

export function emptyWeek(fromOn: string): Week {
  const zeros = Object.fromEntries(
    Object.keys(weekSchema.shape)
      .filter((key) => key !== 'fromOn')
      .map((key) => [key, 0]),
  );
  return { ...zeros, fromOn } as Week;
}

/** The weeks of several districts together. */
export function addWeeks(one: readonly Week[], other: readonly Week[]): Week[] {
  return one.map((week, index) => {
    const more = other[index];
    if (!more) throw new Error('districts have the same weeks');
    return plus(week, more);
  });
}

function plus(week: Week, more: Week): Week {
  const sum = { ...week };
  for (const key of NUMBERS) sum[key] += more[key];
  return sum;
}

export type Figure = Exclude<keyof Week, 'fromOn'>;
export const NUMBERS = Object.keys(weekSchema.shape).filter((key): key is Figure => key !== 'fromOn');
/** How things stand, not what happened: of several weeks the last one says it. */
export const STANDINGS: readonly Figure[] = [
  ...LEVELS.map((level): Figure => `level${level}`),
  'held',
  'settled',
  'overdueFen',
];

/** Of several weeks: what happened is added up, how it stands is as at the end. */
export function totalOf(weeks: readonly Week[]): Week {
  const [first] = weeks;
  const last = weeks.at(-1);
  if (!first || !last) throw new Error('no week was simulated');
  const total = weeks.slice(1).reduce(plus, first);
  for (const key of STANDINGS) total[key] = last[key];
  return { ...total, fromOn: first.fromOn };
}

const OF_CHANNEL: Record<Channel, Figure> = {
  sms: 'sms',
  email: 'email',
  wechat: 'wechat',
  call: 'calls',
  visit: 'visits',
  post: 'posted',
  mail: 'mailed',
};

export function countContact(week: Week, channel: Channel, attempt: boolean): void {
  week[channel === 'call' && attempt ? 'attempts' : OF_CHANNEL[channel]] += 1;
}
