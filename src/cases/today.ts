import { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { GROUP_OF_KIND, type WorkGroup } from './work-groups';

/** Whose work: one's own and that of one's roles which nobody has, everybody's, or one person's. */
export type Whose =
  | { kind: 'mine'; userId: string; roles: readonly string[] }
  | { kind: 'team' }
  | { kind: 'person'; userId: string };

/** The community's instant and civil day. */
export type DayTime = { now: Date; today: string };

export type DayRow = {
  id: string;
  caseId: string | null;
  accountId: string | null;
  stepKey: string | null;
  kind: string;
  group: WorkGroup;
  status: string;
  dueAt: Date;
  dueOn: string;
  escalation: number;
  data: unknown;
  startedById: string | null;
  assigneeId: string | null;
  assigneeName: string | null;
  standInForId: string | null;
  standInForName: string | null;
  label: string | null;
  building: string | null;
  walkingOrder: string;
  nameSealed: string | null;
  careMark: string | null;
  level: number | null;
  claimableFen: number | null;
  oldestDueOn: string | null;
  statedTime: unknown;
  holdKind: string | null;
  promisedOn: string | null;
  promisedFen: number | null;
  lastChannel: string | null;
  lastOutcome: string | null;
  lastAt: Date | null;
  saidKind: string | null;
  saidOutcome: string | null;
  saidAt: Date | null;
};

export type DayPage = {
  /** Only this one, whoever's it is */
  taskId?: string | undefined;
  group?: WorkGroup | undefined;
  building?: string | undefined;
  sort: 'time' | 'building';
  limit: number;
  /** The sort key of the row before */
  after?: readonly [key: string, id: string] | undefined;
};

const kindCase = Prisma.join(
  Object.entries(GROUP_OF_KIND).map(([kind, group]) => Prisma.sql`when ${kind} then ${group}`),
  ' ',
);

/** An owner's own time makes a call one that he waits for; a letter that came back makes the next one a returned one. */
const groupOf = (today: string) => Prisma.sql`case
  when t.kind in ('call', 'care_call') and exists (select from contact_point p where p."partyId" = a."partyId"
    and p."statedTime" is not null and p."statedTime" <> 'null'::jsonb
      and coalesce(p."statedTime" ->> 'onDay', ${today}) >= ${today}) then 'callback'
  when t.kind in ('post', 'mail') and exists (select from contact c where c."accountId" = t."accountId"
    and c."caseId" = t."caseId" and c.channel = 'mail' and c.outcome in ('returned', 'refused')) then 'returned'
  else case t.kind ${kindCase} else 'review' end end`;

const open = Prisma.sql`from task t
  left join dunning_case d on d.id = t."caseId"
  left join account a on a.id = t."accountId"`;

function isTheirs(communityId: string, whose: Whose): Prisma.Sql {
  const here = Prisma.sql`t."communityId" = ${communityId}::uuid and t.status in ('open', 'started')`;
  switch (whose.kind) {
    case 'team':
      return here;
    case 'person':
      return Prisma.sql`${here} and t."assigneeId" = ${whose.userId}::uuid`;
    case 'mine':
      return Prisma.sql`${here} and (t."assigneeId" = ${whose.userId}::uuid
        or (t."assigneeId" is null and t.role = any(${[...whose.roles]})))`;
    default: {
      const never: never = whose;
      throw new Error(`unknown: ${JSON.stringify(never)}`);
    }
  }
}

/** The day's work by group, with how much of it is overdue. */
export async function countsOfDay(
  tx: Tx,
  communityId: string,
  whose: Whose,
  { now, today }: DayTime,
): Promise<{ group: WorkGroup; open: number; overdue: number }[]> {
  return tx.$queryRaw`
    select g."group", count(*)::int as open, count(*) filter (where g."dueAt" <= ${now})::int as overdue
    from (select ${groupOf(today)} as "group", t."dueAt" ${open} where ${isTheirs(communityId, whose)}) g
    group by g."group"`;
}

/** For whom he stands in now, with how many tasks of theirs. */
export async function standsInFor(tx: Tx, communityId: string, userId: string) {
  return tx.$queryRaw<{ userId: string; name: string; open: number }[]>`
    select t."standInForId" as "userId", u.name, count(*)::int as open
    from task t join app_user u on u.id = t."standInForId"
    where t."communityId" = ${communityId}::uuid and t."assigneeId" = ${userId}::uuid
      and t.status in ('open', 'started')
    group by 1, 2 order by 2`;
}

/** Tasks that are done since the day began, by whoever did them; what was taken back is not. */
export async function doneOfDay(
  tx: Tx,
  communityId: string,
  userId: string | null,
  since: Date,
): Promise<number> {
  const by = userId === null ? Prisma.empty : Prisma.sql`and o."byId" = ${userId}::uuid`;
  const [row] = await tx.$queryRaw<{ done: number }[]>`
    select count(distinct o."taskId")::int as done
    from task_outcome o join task t on t.id = o."taskId" and t.status = 'done'
    where o."communityId" = ${communityId}::uuid and o.at >= ${since} and o."takenBackAt" is null ${by}`;
  return row?.done ?? 0;
}

/** A page of the day's work, each with what came of the last contact. The dearer parts are only read for the rows of the page. */
export async function rowsOfDay(
  tx: Tx,
  communityId: string,
  whose: Whose,
  { taskId, group, building, sort, limit, after }: DayPage,
  today: string,
): Promise<(DayRow & { sortKey: string })[]> {
  const key =
    sort === 'time'
      ? Prisma.sql`to_char(t."dueAt" at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`
      : Prisma.sql`coalesce(a."walkingOrder", '~')`;
  return tx.$queryRaw`
    with page as (
      select * from (
        select t.id, ${key} as "sortKey", ${groupOf(today)} as "group" ${open}
        where ${taskId === undefined ? isTheirs(communityId, whose) : Prisma.sql`t.id = ${taskId}::uuid`}
          ${building === undefined ? Prisma.empty : Prisma.sql`and a.building = ${building}`}
      ) g
      where true ${group === undefined ? Prisma.empty : Prisma.sql`and g."group" = ${group}`}
        ${after === undefined ? Prisma.empty : Prisma.sql`and (g."sortKey", g.id) > (${after[0]}, ${after[1]}::uuid)`}
      order by g."sortKey", g.id limit ${limit}
    )
    select page."group", page."sortKey", t.id, t."caseId", t."accountId", t."stepKey", t.kind, t.status, t."dueAt",
      t."dueOn", t.escalation, t.data, t."startedById", t."assigneeId", who.name as "assigneeName", t."standInForId",
      absent.name as "standInForName", coalesce(a.label, t.data ->> 'label') as label, a.building, coalesce(a."walkingOrder", '') as "walkingOrder",
      y."nameSealed", a."careMark", d.level, d."claimableFen", d."oldestDueOn", own."statedTime",
      h.kind as "holdKind", h.data ->> 'promisedOn' as "promisedOn", (h.data ->> 'amountFen')::int as "promisedFen",
      last.channel as "lastChannel", last.outcome as "lastOutcome", last."claimedAt" as "lastAt",
      said.kind as "saidKind", said.outcome as "saidOutcome", said.at as "saidAt"
    from page join task t on t.id = page.id
      left join dunning_case d on d.id = t."caseId"
      left join account a on a.id = t."accountId"
      left join party y on y.id = a."partyId"
      left join app_user who on who.id = t."assigneeId"
      left join app_user absent on absent.id = t."standInForId"
      left join hold h on h.id::text = t.data ->> 'ref' and h."caseId" = t."caseId"
      left join lateral (select p."statedTime" from contact_point p where p."partyId" = a."partyId"
        and p."statedTime" is not null and p."statedTime" <> 'null'::jsonb and coalesce(p."statedTime" ->> 'onDay', ${today}) >= ${today} order by p.rank limit 1) own on true
      left join lateral (select c.channel, c.outcome, c."claimedAt" from contact c where c."accountId" = t."accountId"
        and c.outcome not in ('claimed', 'not_called', 'lost') order by c."claimedAt" desc limit 1) last on true
      left join lateral (select k.kind, o.outcome, o.at from task k join task_outcome o on o."taskId" = k.id
        where k."caseId" = t."caseId" and o."takenBackAt" is null order by o.at desc limit 1) said on true
    order by page."sortKey", page.id`;
}

/** 本周到期 Promises that stand, by the day on which they fall due. */
export async function promisesDue(
  tx: Tx,
  communityId: string,
  buildings: readonly string[] | null,
  untilOn: string,
) {
  const own = buildings === null ? Prisma.empty : Prisma.sql`and a.building = any(${[...buildings]})`;
  return tx.$queryRaw<
    { caseId: string; label: string; nameSealed: string; promisedOn: string; amountFen: number | null }[]
  >`
    select h."caseId", a.label, y."nameSealed", h.data ->> 'promisedOn' as "promisedOn",
      (h.data ->> 'amountFen')::int as "amountFen"
    from hold h join account a on a.id = h."accountId" join party y on y.id = a."partyId"
    where h."communityId" = ${communityId}::uuid and h.kind = 'promise' and h."endedAt" is null
      and h.data ->> 'promisedOn' <= ${untilOn} ${own}
    order by h.data ->> 'promisedOn', a."walkingOrder" limit 200`;
}

/** 团队今日 Who has what, and what is done of it. */
export async function teamOfDay(tx: Tx, communityId: string, now: Date, since: Date) {
  return tx.$queryRaw<
    {
      userId: string;
      name: string;
      roles: string[];
      open: number;
      overdue: number;
      done: number;
      calls: number;
      unanswered: number;
      absenceId: string | null;
      awayFromOn: string | null;
      awayUntilOn: string | null;
      standInName: string | null;
    }[]
  >`
    with staff as (
      select m."userId", u.name, array_agg(m.role order by m.role) as roles
      from membership m join app_user u on u.id = m."userId" and u."disabledAt" is null
      where m."communityId" = ${communityId}::uuid group by 1, 2
    ), work as (
      select t."assigneeId" as "userId", count(*)::int as open,
        count(*) filter (where t."dueAt" <= ${now})::int as overdue
      from task t where t."communityId" = ${communityId}::uuid and t.status in ('open', 'started') group by 1
    ), finished as (
      select o."byId" as "userId", count(distinct o."taskId") filter (where t.status = 'done')::int as done,
        count(*) filter (where t.kind in ('call', 'care_call'))::int as calls,
        count(*) filter (where t.kind in ('call', 'care_call') and o.outcome = 'no_answer')::int as unanswered
      from task_outcome o join task t on t.id = o."taskId"
      where o."communityId" = ${communityId}::uuid and o.at >= ${since} and o."takenBackAt" is null group by 1
    )
    select s."userId", s.name, s.roles, coalesce(w.open, 0) as open, coalesce(w.overdue, 0) as overdue,
      coalesce(f.done, 0) as done, coalesce(f.calls, 0) as calls, coalesce(f.unanswered, 0) as unanswered,
      b.id as "absenceId", b."fromOn" as "awayFromOn", b."untilOn" as "awayUntilOn", i.name as "standInName"
    from staff s
      left join work w on w."userId" = s."userId"
      left join finished f on f."userId" = s."userId"
      left join lateral (select * from absence x where x."userId" = s."userId"
        and x."communityId" = ${communityId}::uuid and x."endedAt" is null order by x."fromOn" limit 1) b on true
      left join app_user i on i.id = b."standInId"
    where coalesce(w.open, 0) > 0 or coalesce(f.done, 0) > 0 or 'agent' = any(s.roles) or b.id is not null
    order by coalesce(w.open, 0) desc, s.name`;
}
