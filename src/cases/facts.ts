import { z } from 'zod';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay, civilDayOf, civilDaySchema } from '../domain/civil-day';
import { bookedInDemonstration } from '../domain/freshness';
import type { PaidOn } from '../domain/instalment-plan';
import { type AccountClaim, accountClaim } from '../ledger/claimable';
import type { CaseContext } from '../machine/context';
import type { Facts } from '../machine/facts';
import { calendarFor } from '../policy/calendar-store';
import { policyInForce } from '../policy/versions';
import { limitationOn } from './limitation';
import { NOWHERE, reachesOf } from './reach';

/** What planning rests on beside the machine's own context: the facts as they are in this transaction. */
export type PlanningFacts = { facts: Facts; claim: AccountClaim; capacity: Capacity };

/** How much of a kind of work one person, or one team, does in a day. */
export type Capacity = {
  callsPerPersonDay: number;
  postingsPerPersonDay: number;
  visitsPerTeamEvening: number;
};

/** @param now community instant */
export async function readPlanningFacts(tx: Tx, of: CaseContext, now: number): Promise<PlanningFacts> {
  const { caseId, accountId, communityId } = of;
  const place = await placeOf(tx, caseId);
  const { ladder, rules } = await policyInForce(
    tx,
    // moved in this very turn: its row is written after the plan
    of.movedPolicy?.versionId ?? place.policyVersionId,
    place.currentPolicyId,
  );
  const calendar = await calendarFor(tx, { ...place, id: communityId });
  const today = civilDayOf(now, calendar.zone);
  const claim = await accountClaim(tx, accountId, today);
  const reach =
    (await reachesOf(tx, [{ id: accountId, partyId: place.partyId }], today)).get(accountId) ?? NOWHERE;
  const tries = await triesSince(tx, of);
  const facts: Facts = {
    ladder,
    contact: rules.contact,
    calendar,
    accountId,
    building: place.building,
    careMark: place.careMark,
    oldestDueOn: claim.oldestDueOn,
    claimableFen: claim.claimableFen,
    principalFen: claim.principalOutstandingFen,
    periodsOwed: claim.periodsOwed,
    oldestFreshDueOn: oldest(claim.lines.filter(({ freshFen }) => freshFen > 0).map(({ dueOn }) => dueOn)),
    usableChannels: reach.channels,
    daysTriedInVain: daysTriedInVain(tries, reach.phones),
    bookedThrough: bookedThrough(place, today),
    ...(await paidSince(tx, of)),
    limitationOn: await limitationOn(tx, claim, today),
    postedWithoutAnswer: postedWithoutAnswer(tries),
    letterCameBack: letterCameBack(tries, reach.hasPostal),
    livesElsewhere: reach.livesElsewhere,
    isNobodyLiable: reach.isNobodyLiable,
  };
  return { facts, claim, capacity: rules.capacity };
}

/** The case with its account and its community, in one turn to the database. */
type Place = {
  policyVersionId: string;
  partyId: string;
  building: string | null;
  careMark: string | null;
  currentPolicyId: string | null;
  zone: string;
  clock: unknown;
  calendarVersion: number;
  demonstration: boolean;
  bookedThrough: string | null;
};

async function placeOf(tx: Tx, caseId: string): Promise<Place> {
  const [place] = await tx.$queryRaw<Place[]>`
    select c."policyVersionId", a."partyId", a.building, a."careMark", m."currentPolicyId", m.zone, m.clock,
      m."calendarVersion", m.demonstration, m."bookedThrough"
    from dunning_case c join account a on a.id = c."accountId" join community m on m.id = c."communityId"
    where c.id = ${caseId}::uuid`;
  if (!place) throw new Error(`no case ${caseId}`);
  return place;
}

function oldest(days: CivilDay[]): CivilDay | null {
  return days.reduce<CivilDay | null>((first, day) => (first === null || day < first ? day : first), null);
}

// ── How the person was tried ───────────────────────────────────────────────────────────────────────────────────────────

type Try = {
  channel: string;
  claimedOn: string;
  claimedAt: Date;
  attempt: boolean;
  outcome: string;
  addressIndex: string | null;
};

/** Contacts by people, and paper, of the present stay in the level. */
function triesSince(tx: Tx, { accountId, enteredAt }: CaseContext): Promise<Try[]> {
  return tx.contact.findMany({
    where: {
      accountId,
      channel: { in: ['call', 'visit', 'wechat', 'post', 'mail'] },
      claimedAt: { gte: new Date(enteredAt) },
      outcome: { notIn: ['claimed', 'failed', 'refused', 'not_called'] },
    },
    orderBy: { claimedAt: 'asc' },
    select: {
      channel: true,
      claimedOn: true,
      claimedAt: true,
      attempt: true,
      outcome: true,
      addressIndex: true,
    },
  });
}

/** Days on which every number was tried and none answered, since somebody last did. */
function daysTriedInVain(tries: readonly Try[], phones: readonly string[]): CivilDay[] {
  if (phones.length === 0) return [];
  const calls = tries.filter(({ channel }) => channel === 'call');
  const answeredAt = Math.max(
    0,
    ...calls.filter((one) => !one.attempt).map((one) => one.claimedAt.getTime()),
  );
  const inVain = calls.filter((one) => one.claimedAt.getTime() > answeredAt);
  return [...new Set(inVain.map(({ claimedOn }) => claimedOn))]
    .filter((day) =>
      phones.every((phone) => inVain.some((one) => one.claimedOn === day && one.addressIndex === phone)),
    )
    .map(civilDay);
}

/** Posted in this level, and since then nobody spoke with us and no letter was mailed. */
function postedWithoutAnswer(tries: readonly Try[]): boolean {
  const posted = tries.findLast(({ channel }) => channel === 'post');
  if (!posted) return false;
  return !tries.some((one) => one.claimedAt > posted.claimedAt && !one.attempt && one.channel !== 'post');
}

/** The last letter came back. After an address of his own there is the room itself; after the room only an address that was found since. */
function letterCameBack(tries: readonly Try[], hasPostal: boolean): boolean {
  const last = tries.findLast(({ channel }) => channel === 'mail');
  return last?.outcome === 'returned' && (hasPostal || last.addressIndex !== null);
}

// ── What came in ───────────────────────────────────────────────────────────────────────────────────────────────────────

function bookedThrough({ demonstration, bookedThrough: day }: Place, today: CivilDay): CivilDay | null {
  if (demonstration) return bookedInDemonstration(today);
  return day === null ? null : civilDay(day);
}

const paidRows = z.array(
  z.object({ id: z.string(), on: civilDaySchema.nullable(), paid: z.coerce.number().int() }),
);

/** What was booked for the account since each promise or plan began; a payment that was reversed never came. */
async function paidSince(
  tx: Tx,
  { accountId, holds }: CaseContext,
): Promise<Pick<Facts, 'paidSinceFen'> & { paidOnDays: Record<string, PaidOn[]> }> {
  const watched = holds.filter(({ kind }) => kind === 'promise' || kind === 'instalment_plan');
  if (watched.length === 0) return { paidSinceFen: {}, paidOnDays: {} };
  const rows = await tx.$queryRaw`
    select hold.id, paid.on, coalesce(sum(paid.fen), 0)::bigint::text as paid
    from unnest(${watched.map(({ id }) => id)}::text[], ${watched.map(({ beganAt }) => new Date(beganAt))}::timestamptz[])
      as hold (id, began)
    left join lateral (
      select p."receivedOn" as on,
        coalesce((select sum(a."amountFen") from allocation a
          where a."paymentId" = p.id and a."accountId" = e."accountId"), 0)
        + coalesce((select sum(c."amountFen") from prepayment_entry c
          where c."paymentId" = p.id and c."accountId" = e."accountId"), 0) as fen
      from ledger_event e join payment p on p.id = e."refId" and p.status = 'booked'
      where e."accountId" = ${accountId}::uuid and e.kind = 'payment' and e.at >= hold.began
    ) paid on true
    group by hold.id, paid.on order by paid.on`;
  const paid = paidRows.parse(rows);
  const paidSinceFen: Record<string, number> = {};
  const paidOnDays: Record<string, PaidOn[]> = {};
  for (const { id, on, paid: fen } of paid) {
    paidSinceFen[id] = (paidSinceFen[id] ?? 0) + fen;
    const days = paidOnDays[id] ?? [];
    paidOnDays[id] = on === null ? days : [...days, { on, fen }];
  }
  return { paidSinceFen, paidOnDays };
}
