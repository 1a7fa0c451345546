import type { Prisma } from '../../db/generated/client';
import type { Tx } from '../../db/scope';
import type { LedgerEventKind } from '../claimable';
import { insertRows } from '../insert-rows';
import { newId } from '../new-id';
import type { Restated } from '../statement';

/** Everything that a chunk of rows changes, collected by planning and written in one go, in an order that keeps every rule. */
export class Writes {
  readonly parties: Prisma.PartyCreateManyInput[] = [];
  readonly accounts: Prisma.AccountCreateManyInput[] = [];
  readonly objects: Prisma.ChargeObjectCreateManyInput[] = [];
  readonly addresses: Prisma.AddressCreateManyInput[] = [];
  readonly contactPoints: Prisma.ContactPointCreateManyInput[] = [];
  readonly charges: Prisma.ChargeCreateManyInput[] = [];
  readonly allocations: Prisma.AllocationCreateManyInput[] = [];
  readonly waivers: Prisma.WaiverCreateManyInput[] = [];
  readonly prepayments: Prisma.PrepaymentEntryCreateManyInput[] = [];
  readonly chargeUpdates = new Map<string, ChargeUpdate>();
  readonly objectMoves = new Map<string, string>();
  readonly partyUpdates = new Map<string, { kind?: string; nameSealed?: string; nameIndex?: string }>();
  readonly accountUpdates = new Map<string, { personIndex?: string; careMark?: string; declared?: object }>();
  /** What a take-over declared of an account, to be looked at */
  readonly takeOvers = new Map<string, Prisma.TakeOverCreateManyInput>();
  /** account that had no name → the one it turned out to belong to */
  readonly absorbed = new Map<string, string>();
  readonly paymentCredits = new Map<string, number>();
  /** Accounts of which something that is owed changed, and what */
  readonly changed = new Map<string, LedgerEventKind>();

  /** The first change names the event; an added charge is the one that people ask for. */
  touch(accountId: string, kind: LedgerEventKind): void {
    const known = this.changed.get(accountId);
    if (known === undefined || kind === 'charge_added') this.changed.set(accountId, kind);
  }

  updateCharge(id: string, update: ChargeUpdate): void {
    this.chargeUpdates.set(id, { ...this.chargeUpdates.get(id), ...update });
  }

  restate(communityId: string, accountId: string, { entries, creditChanges }: Restated): void {
    for (const { chargeId, paymentId, amountFen, onDay } of entries) {
      this.allocations.push({
        communityId,
        accountId,
        chargeId,
        paymentId,
        origin: 'source',
        part: 'principal',
        amountFen,
        onDay,
      });
    }
    for (const [paymentId, { amountFen, onDay }] of creditChanges) {
      const origin = amountFen > 0 ? 'payment' : 'set_off';
      this.prepayments.push({ communityId, accountId, amountFen, origin, paymentId, onDay });
      this.paymentCredits.set(paymentId, (this.paymentCredits.get(paymentId) ?? 0) + amountFen);
    }
    if (entries.length > 0 || creditChanges.size > 0) this.touch(accountId, 'statement');
  }
}

export type ChargeUpdate = {
  objectId?: string;
  accountId?: string;
  dueOn?: string;
  dueStated?: boolean;
  sourceId?: string;
  statedReceivedFen?: number;
  statedOn?: string;
  statedLateFeeFen?: number;
  status?: 'replaced' | 'cancelled';
  replacedById?: string;
  /** answered: it is in the ledger again, or it is not */
  doubtful?: boolean;
};

export async function flush(tx: Tx, writes: Writes, at: Date): Promise<void> {
  await insertRows(tx, 'party', writes.parties, 'refuse');
  await insertRows(tx, 'account', writes.accounts, 'refuse');
  await insertRows(tx, 'charge_object', writes.objects, 'refuse');
  await moveObjects(tx, writes);
  await insertRows(tx, 'address', byKey(writes.addresses), 'keep');
  await insertRows(tx, 'contact_point', writes.contactPoints.map(withId), 'keep');
  await updateParties(tx, writes);
  await updateAccounts(tx, writes);
  await keepTakeOvers(tx, writes);
  await updateCharges(tx, writes, at);
  await insertRows(tx, 'charge', writes.charges, 'refuse');
  await carrySuspensions(tx, writes);
  await insertRows(tx, 'allocation', writes.allocations.map(withId), 'refuse');
  await insertRows(tx, 'waiver', writes.waivers.map(withId), 'refuse');
  await insertRows(tx, 'prepayment_entry', writes.prepayments.map(withId), 'refuse');
  await updatePayments(tx, writes);
  await absorb(tx, writes);
}

/** Days on which a late fee rests are of the bill, corrected or not. */
async function carrySuspensions(tx: Tx, { chargeUpdates }: Writes): Promise<void> {
  const replaced = [...chargeUpdates].flatMap(([id, { replacedById }]) => (replacedById ? [id] : []));
  if (replaced.length === 0) return;
  await tx.$executeRaw`
    insert into late_fee_suspension
      (id, "communityId", "accountId", "chargeId", "fromOn", "toOn", "amountFen", cause, "refId", "setById", "reasonSealed")
    select gen_random_uuid(), s."communityId", s."accountId", c."replacedById", s."fromOn", s."toOn", s."amountFen", s.cause,
      s."refId", s."setById", s."reasonSealed"
    from late_fee_suspension s join charge c on c.id = s."chargeId"
    where c.id = any(${replaced}::uuid[])`;
}

function withId<T extends object>(row: T): T & { id: string } {
  return { id: newId(), ...row };
}

/** In the order of their keys: rows that two transactions insert at once are waited for in no circle. */
function byKey(addresses: Prisma.AddressCreateManyInput[]): Prisma.AddressCreateManyInput[] {
  const key = ({ kind, valueIndex }: Prisma.AddressCreateManyInput): string => `${kind}:${valueIndex}`;
  return [...new Map(addresses.map((address) => [key(address), address])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, address]) => address);
}

async function moveObjects(tx: Tx, { objectMoves }: Writes): Promise<void> {
  for (const [id, accountId] of objectMoves)
    await tx.chargeObject.update({ where: { id }, data: { accountId } });
}

async function absorb(tx: Tx, { absorbed }: Writes): Promise<void> {
  for (const [from, into] of absorbed) {
    const where = { accountId: from };
    const data = { accountId: into };
    await tx.charge.updateMany({ where, data });
    await tx.payment.updateMany({ where, data });
    await tx.prepaymentEntry.updateMany({ where, data });
    await tx.chargeObject.updateMany({ where, data });
    await tx.account.update({ where: { id: from }, data: { mergedIntoId: into } });
  }
}

async function updateParties(tx: Tx, { partyUpdates }: Writes): Promise<void> {
  for (const [id, data] of partyUpdates) await tx.party.update({ where: { id }, data });
}

async function updateAccounts(tx: Tx, { accountUpdates }: Writes): Promise<void> {
  const rows = [...accountUpdates].map(([id, update]) => ({ id, ...update }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    update account set
      "personIndex" = coalesce(x."personIndex", account."personIndex"),
      "careMark" = coalesce(x."careMark", account."careMark"),
      declared = case when exists (
          select from take_over t where t."accountId" = account.id and t.verdict = 'corrected')
        then account.declared else coalesce(x.declared, account.declared) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as x (id uuid, "personIndex" text, "careMark" text, declared jsonb)
    where account.id = x.id`;
}

/** What a person corrected stays corrected; anything else that is declared anew is to be looked at anew. */
async function keepTakeOvers(tx: Tx, { takeOvers }: Writes): Promise<void> {
  if (takeOvers.size === 0) return;
  await tx.$executeRaw`
    insert into take_over ("accountId", "communityId", "importId", "doubtsSealed", doubts, grave)
    select x."accountId", x."communityId", x."importId", x."doubtsSealed", x.doubts, x.grave
    from jsonb_to_recordset(${JSON.stringify([...takeOvers.values()])}::jsonb)
      as x ("accountId" uuid, "communityId" uuid, "importId" uuid, "doubtsSealed" text, doubts int, grave boolean)
    on conflict ("accountId") do update set "importId" = excluded."importId", "doubtsSealed" = excluded."doubtsSealed",
      doubts = excluded.doubts, grave = excluded.grave, verdict = null, "lookedAt" = null, "lookedById" = null,
      "reasonSealed" = null
    where take_over.verdict is distinct from 'corrected'`;
}

/** A charge that is replaced makes room first: only one of a key may stand. */
async function updateCharges(tx: Tx, { chargeUpdates }: Writes, at: Date): Promise<void> {
  const rows = [...chargeUpdates].map(([id, update]) => ({ id, ...update }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    update charge set
      "objectId" = coalesce(x."objectId", charge."objectId"),
      "accountId" = coalesce(x."accountId", charge."accountId"),
      "dueOn" = coalesce(x."dueOn", charge."dueOn"),
      "dueStated" = coalesce(x."dueStated", charge."dueStated"),
      "sourceId" = coalesce(x."sourceId", charge."sourceId"),
      "statedReceivedFen" = coalesce(x."statedReceivedFen", charge."statedReceivedFen"),
      "statedOn" = coalesce(x."statedOn", charge."statedOn"),
      "statedLateFeeFen" = coalesce(x."statedLateFeeFen", charge."statedLateFeeFen"),
      status = coalesce(x.status, charge.status),
      "replacedById" = coalesce(x."replacedById", charge."replacedById"),
      "disputedAt" = case
        when x.doubtful and charge."disputedAt" is null then ${at}::timestamptz
        when not x.doubtful and charge."disputeId" is null then null
        else charge."disputedAt" end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (
      id uuid, "objectId" uuid, "accountId" uuid, "dueOn" text, "dueStated" boolean, "sourceId" text,
      "statedReceivedFen" int, "statedOn" text, "statedLateFeeFen" int, status text, "replacedById" uuid,
      doubtful boolean)
    where charge.id = x.id`;
}

async function updatePayments(tx: Tx, { paymentCredits }: Writes): Promise<void> {
  for (const [id, amountFen] of paymentCredits) {
    await tx.payment.update({ where: { id }, data: { prepaidFen: { increment: amountFen } } });
  }
}
