import type { Tx } from '../db/scope';
import type { Calendar, QuietSpan } from '../domain/calendar';
import { CHANNELS, type Channel } from '../domain/channel';
import { chineseCalendar } from '../domain/chinese-calendar';
import { civilDay, civilDayOf, partsOf } from '../domain/civil-day';
import { communityClockSchema, communityNow } from '../domain/clock';
import type { RulesOfPlace } from '../domain/rule-packs/merge';
import { rulesOfPlace } from './rule-packs';

/** Due dates of old charges lie far back; deadlines and limitation a few years ahead. */
const FIRST_YEAR = 2010;
const YEARS_AHEAD = 4;
const LARGEST_CACHE = 500;

/** By community; the row's `calendarVersion` says whether what is kept is still right. */
const kept = new Map<string, { state: string; calendar: Calendar }>();

/** The public holidays, the exam days of its rule packs, and the community's own days of quiet. One query while nothing changed. */
export async function calendarOf(tx: Tx, communityId: string): Promise<Calendar> {
  const community = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { id: true, zone: true, clock: true, calendarVersion: true },
  });
  return calendarFor(tx, community);
}

type CommunityColumns = { id: string; zone: string; clock: unknown; calendarVersion: number };

/** The same for whoever has read the community's row: no query while nothing changed. */
export async function calendarFor(
  tx: Tx,
  { id: communityId, zone, clock, calendarVersion }: CommunityColumns,
): Promise<Calendar> {
  const now = communityNow(communityClockSchema.parse(clock), Date.now());
  const [year] = partsOf(civilDayOf(now, zone));
  const state = `${calendarVersion}/${zone}/${year}`;
  const known = kept.get(communityId);
  if (known?.state === state) return known.calendar;
  const rules = await rulesOfPlace(tx, communityId);
  const base = baseCalendar(zone, year + YEARS_AHEAD, rules);
  const own = await tx.quietDay.findMany({
    where: { communityId },
    orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
  });
  const calendar = { ...base, quiet: [...base.quiet, ...own.map(quietSpan)] };
  const [oldest] = kept.keys();
  if (kept.size >= LARGEST_CACHE && oldest !== undefined) kept.delete(oldest);
  kept.set(communityId, { state, calendar });
  return calendar;
}

const bases = new Map<string, Calendar>();

function baseCalendar(zone: string, throughYear: number, { packs, exams }: RulesOfPlace): Calendar {
  const key = `${zone}/${throughYear}/${packs.join(' ')}`;
  const known = bases.get(key);
  if (known) return known;
  const built = chineseCalendar({ zone, fromYear: FIRST_YEAR, throughYear, exams });
  bases.set(key, built);
  return built;
}

type QuietRow = { fromOn: string; toOn: string; building: string | null; channels: string[]; reason: string };

function quietSpan({ fromOn, toOn, building, channels, reason }: QuietRow): QuietSpan {
  return {
    from: civilDay(fromOn),
    to: civilDay(toOn),
    reason,
    ...(building === null ? {} : { buildings: [building] }),
    ...(channels.length === 0 ? {} : { channels: channels.filter(isChannel) }),
  };
}

function isChannel(text: string): text is Channel {
  return (CHANNELS as readonly string[]).includes(text);
}
