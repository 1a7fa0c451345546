import type { Tx } from '../db/scope';
import type { CauseFacts } from '../domain/cause-suggestion';
import { addDays, addMonths, addYears, type CivilDay, civilDay, startOfDay } from '../domain/civil-day';
import { groupBy } from '../ledger/group-by';

/** Paid within so many days of its due date counts as in time: a transfer that was booked late, a week's forgetting. */
const IN_TIME_DAYS = 30;
const YEARS = 3;
const MONTHS_OF_ANSWERS = 12;

export type CauseOf = { accountId: string; partyId: string };

/** What the account's history says about why it is not paid: ids and counts of the last three years, read in one transaction. */
export async function readCauseFacts(
  tx: Tx,
  { accountId, partyId }: CauseOf,
  { today, zone }: { today: CivilDay; zone: string },
): Promise<CauseFacts> {
  const since = new Date(startOfDay(addYears(today, -YEARS), zone));
  const talks = await talksOf(tx, accountId, since);
  const told = (...outcomes: string[]) =>
    talks.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);
  const contacts = await tx.contact.findMany({
    where: { accountId, channel: { in: ['call', 'visit', 'mail'] }, claimedAt: { gte: since } },
    orderBy: { claimedAt: 'asc' },
    select: { id: true, channel: true, outcome: true, attempt: true, claimedOn: true },
  });
  const lastTalk = contacts.findLastIndex(({ outcome }) => outcome === 'spoke');
  const inVain = contacts.slice(lastTalk + 1).filter(({ attempt, channel }) => attempt && channel !== 'mail');
  const hardship = told('hardship');
  return {
    today,
    ...(await billsOf(tx, accountId, today)),
    ...(await workOrdersOf(tx, accountId, new Date(startOfDay(addMonths(today, -MONTHS_OF_ANSWERS), zone)))),
    ...(await promisesOf(tx, accountId, since)),
    refused: told('refuses'),
    objected: told('dispute'),
    toldHardship: hardship,
    answered: contacts.filter(({ outcome }) => outcome === 'spoke').map(({ id }) => id),
    unanswered: inVain.map(({ id }) => id),
    daysTriedInVain: new Set(inVain.map(({ claimedOn }) => claimedOn)).size,
    ...(await numbersOf(tx, partyId)),
    returnedLetters: contacts.filter(({ outcome }) => outcome === 'returned').map(({ id }) => id),
    ...(await moneyOf(tx, accountId, talks.find(({ outcome }) => outcome === 'hardship')?.at ?? null)),
    transfers: await transfersOf(tx, accountId, partyId),
  };
}

function talksOf(
  tx: Tx,
  accountId: string,
  since: Date,
): Promise<{ id: string; outcome: string; at: Date }[]> {
  return tx.taskOutcome.findMany({
    where: { task: { accountId }, takenBackAt: null, at: { gte: since } },
    orderBy: { at: 'asc' },
    select: { id: true, outcome: true, at: true },
  });
}

type Bill = { id: string; dueOn: string; left: number; paidOn: string | null };

async function billsOf(
  tx: Tx,
  accountId: string,
  today: CivilDay,
): Promise<Pick<CauseFacts, 'oldestOwedOn' | 'paidInTime' | 'paidLate' | 'owed' | 'paidOverOlder'>> {
  const bills = await tx.$queryRaw<Bill[]>`
    select c.id, c."dueOn", (c."amountFen"
      - coalesce((select sum(w."amountFen") from waiver w where w."chargeId" = c.id and w.part = 'principal'), 0)
      - coalesce(sum(l."amountFen") filter (where p.id is null or p.status = 'booked'), 0))::int as left,
      max(l."onDay") as "paidOn"
    from charge c
    left join allocation l on l."chargeId" = c.id and l.part = 'principal'
    left join payment p on p.id = l."paymentId"
    where c."accountId" = ${accountId}::uuid and c.status = 'standing' and c."dueOn" < ${today}
      and c."dueOn" >= ${addYears(today, -YEARS)}
    group by c.id order by c."dueOn", c.id`;
  const days = groupBy(bills, ({ dueOn }) => dueOn);
  const owedDays = [...days].filter(([, own]) => own.some(({ left }) => left > 0)).map(([day]) => day);
  const paidDays = [...days].filter(([, own]) => own.every(({ left }) => left <= 0));
  const inTime = paidDays.filter(([day, own]) =>
    own.every(({ paidOn }) => paidOn === null || paidOn <= addDays(civilDay(day), IN_TIME_DAYS)),
  );
  const [oldest] = owedDays;
  return {
    oldestOwedOn: oldest === undefined ? null : civilDay(oldest),
    paidInTime: inTime.length,
    paidLate: paidDays.length - inTime.length,
    owed: owedDays.length,
    paidOverOlder:
      oldest === undefined
        ? []
        : bills.filter(({ dueOn, left }) => dueOn > oldest && left <= 0).map(({ id }) => id),
  };
}

async function workOrdersOf(
  tx: Tx,
  accountId: string,
  since: Date,
): Promise<Pick<CauseFacts, 'openWorkOrders' | 'answeredWorkOrders'>> {
  const rows = await tx.dispute.findMany({
    where: { accountId, OR: [{ answeredAt: null }, { openedAt: { gte: since } }] },
    select: { id: true, answeredAt: true },
  });
  const ids = (open: boolean) => rows.filter((row) => (row.answeredAt === null) === open).map(({ id }) => id);
  return { openWorkOrders: ids(true), answeredWorkOrders: ids(false) };
}

async function promisesOf(
  tx: Tx,
  accountId: string,
  since: Date,
): Promise<Pick<CauseFacts, 'keptPromises' | 'brokenPromises' | 'brokenPlans'>> {
  const rows = await tx.hold.findMany({
    where: { accountId, kind: { in: ['promise', 'instalment_plan'] }, endedAt: { gte: since } },
    select: { id: true, kind: true, verdict: true },
  });
  const of = (kind: string, ...verdicts: string[]) =>
    rows.filter((row) => row.kind === kind && verdicts.includes(row.verdict ?? '')).map(({ id }) => id);
  return {
    keptPromises: of('promise', 'kept'),
    brokenPromises: of('promise', 'broken', 'partly'),
    brokenPlans: of('instalment_plan', 'broken', 'partly'),
  };
}

async function numbersOf(tx: Tx, partyId: string): Promise<Pick<CauseFacts, 'usableNumbers' | 'badNumbers'>> {
  const points = await tx.contactPoint.findMany({
    where: { partyId, kind: 'phone' },
    select: { authorised: true, address: { select: { status: true } } },
  });
  const usable = points.filter(({ authorised, address }) => authorised && address.status === 'usable');
  const bad = points.filter(({ address }) => address.status === 'dead' || address.status === 'wrong');
  return { usableNumbers: usable.length, badNumbers: bad.length };
}

async function moneyOf(
  tx: Tx,
  accountId: string,
  hardshipAt: Date | null,
): Promise<Pick<CauseFacts, 'payers' | 'partPayments'>> {
  const payments = await tx.payment.findMany({
    where: { accountId, status: 'booked' },
    select: { id: true, payerIndex: true, receivedAt: true },
  });
  return {
    payers: new Set(payments.flatMap(({ payerIndex }) => payerIndex ?? [])).size,
    partPayments:
      hardshipAt === null
        ? []
        : payments.filter(({ receivedAt }) => receivedAt > hardshipAt).map(({ id }) => id),
  };
}

/** A sale out of the account, a death, or a hold because nobody knows who owes. */
async function transfersOf(tx: Tx, accountId: string, partyId: string): Promise<string[]> {
  const moves = await tx.accountMove.findMany({
    where: { fromId: accountId, kind: 'split' },
    select: { id: true },
  });
  const holds = await tx.hold.findMany({
    where: { accountId, kind: 'liability_unclear', endedAt: null },
    select: { id: true },
  });
  const dead = await tx.party.findMany({
    where: { id: partyId, deceasedOn: { not: null } },
    select: { id: true },
  });
  return [...moves, ...holds, ...dead].map(({ id }) => id);
}
