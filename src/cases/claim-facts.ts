import { z } from 'zod';
import { type PauseColumns, type PauseScopeKind, scopeOf } from '../communities/pause-scope';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { Calendar } from '../domain/calendar';
import { type CivilDay, civilDay, civilDayOf } from '../domain/civil-day';
import { type CommunityClock, communityClockSchema, communityNow } from '../domain/clock';
import type { LiableParty } from '../domain/liability';
import {
  type Cause,
  causeSchema,
  type HoldKind,
  holdKindSchema,
  type Level,
  levelSchema,
} from '../domain/vocabulary';
import { type AccountClaim, accountClaim, type LockedAccount } from '../ledger/claimable';
import { holdSchema, type Pending, pendingSchema } from '../machine/context';
import { calendarFor } from '../policy/calendar-store';
import type { Policy } from '../policy/schema';
import { policyInForce } from '../policy/versions';
import { lockPerson, lockRecipients, type Recipient } from './claim-locks';
import { accountsWithPlace, partiesOf } from './liability/read';

/** What the claim reads of the machine's snapshot: whether the step is still pending, and what was promised. */
const snapshotSchema = z.object({
  context: z.object({
    pending: z.record(z.string(), pendingSchema),
    holds: z.array(holdSchema),
  }),
});

export type OpenHold = { id: string; kind: HoldKind; accountId: string; endsAt: Date };
export type OpenPause = { id: string; scope: PauseScopeKind; toOn: CivilDay };

/** Everything that a claim decides on, read after all its locks were taken. */
export type ClaimFacts = {
  now: number;
  realNow: number;
  today: CivilDay;
  clock: CommunityClock;
  community: CommunityFacts;
  account: LockedAccount;
  label: string;
  /** Whom it is said to: the account's own party, or who is liable beside him or for his estate */
  party: { id: string; kind: string; nameSealed: string };
  /** The owner died, and neither an administrator nor an heir is known */
  isNobodyLiable: boolean;
  /** It holds an object still: there is a door */
  hasPlace: boolean;
  case: CaseFacts;
  policy: Policy;
  calendar: Calendar;
  pending: Pending | null;
  snapshotHolds: z.infer<typeof holdSchema>[];
  /** By all indexes under which the person is known, for budgets and locks */
  persons: string[];
  holds: OpenHold[];
  /** Holds that staff asked for and the case has not answered yet */
  askedHolds: AskedHold[];
  pauses: OpenPause[];
  claim: AccountClaim;
  recipients: Recipient[];
};

export type CommunityFacts = {
  id: string;
  name: string;
  companyName: string;
  servicePhone: string;
  zone: string;
  demonstration: boolean;
  providers: unknown;
  messaging: unknown;
  bookedThrough: string | null;
  textsVersion: number;
};

export type CaseFacts = {
  id: string;
  level: Level;
  status: string;
  cause: Cause;
  policyVersionId: string;
  waveId: string | null;
  releasedFromOn: string | null;
  waveDueAt: Date | null;
};

/** @param account locked, and its case too */
export async function readClaimFacts(
  tx: Tx,
  context: Pick<Context, 'now'>,
  account: LockedAccount,
  request: { caseId: string; key: string; person?: { addressIndex: string | null } | null },
): Promise<ClaimFacts> {
  const { communityId } = account;
  const persons = await personsOf(tx, account);
  for (const person of persons) await lockPerson(tx, communityId, person);
  const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const clock = communityClockSchema.parse(community.clock);
  // After the locks: what waited for them past the end of its window has missed it.
  const realNow = context.now();
  const now = communityNow(clock, realNow);
  const today = civilDayOf(now, community.zone);
  const row = await readCase(tx, request.caseId);
  const liable = await partiesOf(tx, account, levelSchema.parse(row.level), today);
  const addressee = addresseeOf(liable, await lockRecipients(tx, ...liable.map(({ partyId }) => partyId)), {
    ownPartyId: account.partyId,
    chosen: request.person?.addressIndex ?? null,
  });
  const snapshot = row.snapshot === null ? null : snapshotSchema.parse(row.snapshot).context;
  return {
    now,
    realNow,
    today,
    clock,
    community,
    account,
    label: row.label,
    party: await partyOf(tx, addressee.partyId),
    isNobodyLiable: liable.length === 0,
    hasPlace: (await accountsWithPlace(tx, [account.id])).has(account.id),
    case: {
      id: row.id,
      level: levelSchema.parse(row.level),
      status: row.status,
      cause: causeSchema.parse(row.cause),
      policyVersionId: row.policyVersionId,
      waveId: row.waveId,
      releasedFromOn: row.releasedFromOn,
      waveDueAt: row.waveDueAt,
    },
    policy: await policyInForce(tx, row.policyVersionId, community.currentPolicyId),
    calendar: await calendarFor(tx, community),
    pending: snapshot?.pending[request.key] ?? null,
    snapshotHolds: snapshot?.holds ?? [],
    persons,
    holds: await openHolds(tx, account, persons),
    askedHolds: await askedHolds(tx, request.caseId),
    pauses: await openPauses(tx, account, today),
    claim: await accountClaim(tx, account.id, today),
    recipients: addressee.recipients,
  };
}

type Addressee = { partyId: string; recipients: Recipient[] };

/**
 * Whose address the person chose, else the first of those liable who can be reached at all. With his own addresses only: what a text calls him
 * is his own name.
 */
function addresseeOf(
  liable: readonly LiableParty[],
  recipients: readonly Recipient[],
  { ownPartyId, chosen }: { ownPartyId: string; chosen: string | null },
): Addressee {
  const of = (partyId: string) => recipients.filter((one) => one.partyId === partyId);
  const meant = recipients.find(({ valueIndex }) => valueIndex === chosen)?.partyId;
  if (meant !== undefined) return { partyId: meant, recipients: of(meant) };
  const reached = liable.find(({ partyId }) =>
    of(partyId).some(({ status, authorised }) => status === 'usable' && authorised),
  );
  const partyId = (reached ?? liable[0])?.partyId ?? ownPartyId;
  return { partyId, recipients: of(partyId) };
}

async function partyOf(tx: Tx, id: string): Promise<ClaimFacts['party']> {
  return tx.party.findUniqueOrThrow({ where: { id }, select: { id: true, kind: true, nameSealed: true } });
}

type CaseRow = {
  id: string;
  level: number;
  status: string;
  cause: string;
  policyVersionId: string;
  waveId: string | null;
  releasedFromOn: string | null;
  snapshot: unknown;
  waveDueAt: Date | null;
  label: string;
};

async function readCase(tx: Tx, caseId: string): Promise<CaseRow> {
  const [row] = await tx.$queryRaw<CaseRow[]>`
    select c.id, c.level, c.status, c.cause, c."policyVersionId", c."waveId", c."releasedFromOn", c.snapshot,
      w."dueAt" as "waveDueAt", a.label
    from dunning_case c
    join account a on a.id = c."accountId"
    left join wave w on w.id = c."waveId"
    where c.id = ${caseId}::uuid`;
  if (!row) throw new Error(`no case ${caseId}`);
  return row;
}

/** The person, under every number by which he was known: those of accounts that were joined to this one count as his. */
async function personsOf(tx: Tx, { id, personIndex }: LockedAccount): Promise<string[]> {
  const joined = await tx.account.findMany({
    where: { mergedIntoId: id, personIndex: { not: personIndex } },
    distinct: ['personIndex'],
    select: { personIndex: true },
  });
  return [personIndex, ...joined.map((one) => one.personIndex)].sort();
}

/** Of the whole person: what stops some of them stops him on every account. */
async function openHolds(
  tx: Tx,
  { communityId }: LockedAccount,
  persons: readonly string[],
): Promise<OpenHold[]> {
  const rows = await tx.$queryRaw<{ id: string; kind: string; accountId: string; endsAt: Date }[]>`
    select h.id, h.kind, h."accountId", h."endsAt"
    from hold h join account a on a.id = h."accountId"
    where a."communityId" = ${communityId}::uuid and a."personIndex" = any(${[...persons]}) and h."endedAt" is null
    order by h."endsAt" desc, h.id`;
  return rows.map((row) => ({ ...row, kind: holdKindSchema.parse(row.kind) }));
}

/** Commands that place a hold, as an outcome says them and as staff do. */
const ASKS_FOR_A_HOLD = [
  'HOLD_PLACED',
  'DISPUTE_OPENED',
  'promise',
  'instalment_plan',
  'payment_claimed',
  'complaint',
  'hardship',
  'bereavement',
  'liability_unclear',
  'pause',
  'legal_stay',
];

export type AskedHold = { commandId: string; askedAtReal: number };

/** What stops contacts works at once: from the moment its command is committed, before the case has heard of it. */
async function askedHolds(tx: Tx, caseId: string): Promise<AskedHold[]> {
  const rows = await tx.command.findMany({
    where: { caseId, status: 'received', kind: { in: ASKS_FOR_A_HOLD } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, createdAt: true },
  });
  return rows.map(({ id, createdAt }) => ({ commandId: id, askedAtReal: createdAt.getTime() }));
}

async function openPauses(tx: Tx, account: LockedAccount, today: CivilDay): Promise<OpenPause[]> {
  const { id, building, communityId, partyId } = account;
  const rows = await tx.$queryRaw<(PauseColumns & { id: string; toOn: string })[]>`
    select p.id, p.building, p."accountId", p."objectId", p."partyKind", p."toOn" from pause p
    where p."communityId" = ${communityId}::uuid and p."liftedAt" is null and p."fromOn" <= ${today} and p."toOn" >= ${today}
      and (p.building is null or p.building = ${building}) and (p."accountId" is null or p."accountId" = ${id}::uuid)
      and (p."objectId" is null or exists (
        select from charge_object o where o.id = p."objectId" and o."accountId" = ${id}::uuid))
      and (p."partyKind" is null or exists (
        select from party who where who.id = ${partyId}::uuid and who.kind = p."partyKind"))`;
  return rows.map((row) => ({ id: row.id, scope: scopeOf(row).kind, toOn: civilDay(row.toOn) }));
}
