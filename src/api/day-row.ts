import { z } from 'zod';
import { limitationsOf } from '../cases/limitation';
import { statedTimeOf } from '../cases/stated-time';
import type { DayRow } from '../cases/today';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { addDays, addYears, type CivilDay, civilDayOf, startOfDay } from '../domain/civil-day';
import { LIMITATION_YEARS } from '../domain/limitation';
import { holdKindSchema } from '../domain/vocabulary';
import { outcomeWords, plain, stepWords, taskOutcomeWords } from '../evidence/words';
import { accountClaims } from '../ledger/claimable';
import { taskKindSchema } from '../machine/vocabulary';
import { CHANNEL_WORDS, HOLD_WORDS, TASK_WORDS } from '../machine/words';
import { type Member, mayIn, nowIn } from './access';
import { maskName } from './mask';
import type { dayRowSchema } from './schemas/today';

/** So near that it is shown red: an account that lapses, a promise that falls due. */
const LAW_NEAR_DAYS = 60;
const PROMISE_NEAR_DAYS = 1;

const taskData = z.looseObject({ tries: z.int().optional() });
/** Oldest charges within so many days of three years: only these are looked at for their limitation. */
const LAW_LOOK_DAYS = 90;

type Said = { zh: string; en: string };

export type RowFacts = {
  member: Member;
  now: number;
  today: CivilDay;
  /** By account: when its first claim lapses */
  limitations: ReadonlyMap<string, CivilDay>;
  seesCases: boolean;
};

export function dayRow({ cipher }: Context, row: DayRow, facts: RowFacts): z.infer<typeof dayRowSchema> {
  const { member, now, today, seesCases } = facts;
  const kind = taskKindSchema.safeParse(row.kind);
  const limitationOn = (row.accountId && facts.limitations.get(row.accountId)) || null;
  const stated = statedTimeOf(row.statedTime);
  return {
    id: row.id,
    caseId: row.caseId,
    accountId: row.accountId,
    kind: row.kind,
    kindZh: kind.success ? TASK_WORDS[kind.data] : row.kind,
    group: row.group,
    status: row.status,
    startedByMe: row.status === 'started' && row.startedById === member.userId,
    label: row.label,
    building: row.building,
    nameMasked: row.nameSealed === null || !seesCases ? null : maskName(cipher.open(row.nameSealed)),
    careMark: row.careMark !== null,
    level: row.level,
    claimableFen: seesCases ? row.claimableFen : null,
    why: whyToday(row, stated),
    // it is due when the day is over
    dueOn: civilDayOf(row.dueAt.getTime() - 1, member.community.zone),
    overdue: row.dueAt.getTime() <= now,
    near: nearOf(row, limitationOn, today),
    limitationOn,
    statedTime: stated && { from: stated.from, to: stated.to, onDay: stated.onDay ?? null },
    last: lastOf(row),
    assignee: personOf(row.assigneeId, row.assigneeName),
    standInFor: personOf(row.standInForId, row.standInForName),
  };
}

function whyToday(row: DayRow, stated: { from: string; onDay?: string | undefined } | null): Said {
  const kind = taskKindSchema.safeParse(row.kind);
  const step: Said = row.stepKey
    ? stepWords(row.stepKey)
    : { zh: kind.success ? TASK_WORDS[kind.data] : row.kind, en: plain(row.kind) };
  const { tries = 0 } = taskData.parse(row.data ?? {});
  const parts: Said[] = [step];
  if (row.group === 'callback' && stated) {
    const day = stated.onDay ? `${stated.onDay.slice(5)} ` : '';
    parts.unshift({ zh: `业主约 ${day}${stated.from}`, en: `the owner asked for ${day}${stated.from}` });
  }
  if (tries > 0) parts.push({ zh: `第 ${tries + 1} 次`, en: `try ${tries + 1}` });
  const hold = holdKindSchema.safeParse(row.holdKind);
  if (hold.success) parts.push({ zh: HOLD_WORDS[hold.data], en: plain(hold.data) });
  if (row.promisedOn) parts.push({ zh: `承诺 ${row.promisedOn}`, en: `promised for ${row.promisedOn}` });
  if (row.escalation > 0) parts.push({ zh: '逾期转来', en: 'passed up, overdue' });
  return { zh: parts.map(({ zh }) => zh).join(' · '), en: parts.map(({ en }) => en).join(' · ') };
}

function nearOf(row: DayRow, limitationOn: CivilDay | null, today: CivilDay): 'law' | 'promise' | null {
  if (limitationOn !== null && limitationOn <= addDays(today, LAW_NEAR_DAYS)) return 'law';
  if (row.promisedOn && row.promisedOn <= addDays(today, PROMISE_NEAR_DAYS)) return 'promise';
  return null;
}

/** What staff tapped says more than what the contact came to, where both speak of the same. */
function lastOf(row: DayRow): (Said & { at: string }) | null {
  const { lastAt, lastChannel, lastOutcome, saidAt, saidKind, saidOutcome } = row;
  if (saidAt && saidKind && saidOutcome && (!lastAt || saidAt >= lastAt)) {
    return { ...taskOutcomeWords(saidKind, saidOutcome), at: saidAt.toISOString() };
  }
  if (!lastAt || !lastChannel || !lastOutcome) return null;
  const said = outcomeWords(lastOutcome);
  const channel = (CHANNEL_WORDS as Readonly<Record<string, string>>)[lastChannel] ?? lastChannel;
  return { zh: `${channel} · ${said.zh}`, en: `${lastChannel}: ${said.en}`, at: lastAt.toISOString() };
}

function personOf(userId: string | null, name: string | null) {
  return userId === null ? null : { userId, name: name ?? '' };
}

export function timeIn(context: Context, member: Member) {
  const now = nowIn(context, member);
  const today = civilDayOf(now, member.community.zone);
  return { now: new Date(now), today, since: new Date(startOfDay(today, member.community.zone)) };
}

/** What the rows of a page need beside themselves. */
export async function rowFacts(
  context: Context,
  tx: Tx,
  member: Member,
  rows: readonly DayRow[],
): Promise<RowFacts> {
  const { now, today } = timeIn(context, member);
  return {
    ...{ member, today, now: now.getTime() },
    limitations: await nearLimitations(tx, rows, today),
    seesCases: mayIn(member, 'case.read'),
  };
}

async function nearLimitations(tx: Tx, rows: readonly DayRow[], today: CivilDay) {
  const before = addDays(addYears(today, -LIMITATION_YEARS), LAW_LOOK_DAYS);
  const old = new Set(
    rows.flatMap(({ accountId, oldestDueOn }) =>
      accountId && oldestDueOn && oldestDueOn <= before ? [accountId] : [],
    ),
  );
  if (old.size === 0) return new Map<string, CivilDay>();
  return limitationsOf(tx, await accountClaims(tx, [...old], today));
}
