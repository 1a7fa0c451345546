import type { z } from 'zod';
import { outdatedBy, outdatedRefusal, printedLinesSchema } from '../cases/printed-notice';
import type { Context } from '../context';
import type { PaperBatch, Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDay, civilDayOf } from '../domain/civil-day';
import type { UserError } from '../errors';
import { accountClaims } from '../ledger/claimable';
import { BATCH_STATE_WORDS, batchStateOf } from '../paper/batch-state';
import { BATCH_KINDS } from '../paper/candidates';
import { COURIER_WORDS, type CourierState } from '../paper/courier';
import {
  ITEM_STATE_WORDS,
  ITEM_STATES,
  type ItemState,
  type ItemWithState,
  itemsWithState,
} from '../paper/item-state';
import { unknownBatch } from '../paper/reading';
import { type Member, nowIn } from './access';
import { visibleCases } from './case-scope';
import { maskName } from './mask';
import type { paperBatchSchema, paperItemSchema } from './schemas/paper';
import type { Refusal } from './schemas/refusal';

type ItemRow = z.infer<typeof paperItemSchema>;
type BatchRow = z.infer<typeof paperBatchSchema>;

/** Batches of which a member sees every letter, and those that he printed. */
export async function visibleBatches(
  context: Context,
  tx: Tx,
  member: Member,
): Promise<Prisma.PaperBatchWhereInput> {
  const seen = await visibleCases(context, tx, member);
  return {
    communityId: member.community.id,
    OR: [{ createdById: member.userId }, { items: { every: { case: { is: seen } }, some: {} } }],
  };
}

/** @throws {UserError} BATCH_UNKNOWN, also for one that is not his to see */
export async function findVisibleBatch(
  context: Context,
  tx: Tx,
  member: Member,
  batchId: string,
): Promise<PaperBatch> {
  const batch = await tx.paperBatch.findFirst({
    where: { AND: [{ id: batchId }, await visibleBatches(context, tx, member)] },
  });
  if (!batch) throw unknownBatch();
  return batch;
}

export async function batchRows(tx: Tx, batches: readonly PaperBatch[]): Promise<BatchRow[]> {
  const items = await tx.paperItem.findMany({ where: { batchId: { in: batches.map(({ id }) => id) } } });
  const states = new Map<string, ItemState[]>();
  for (const { batchId, state } of await itemsWithState(tx, items)) {
    states.set(batchId, [...(states.get(batchId) ?? []), state]);
  }
  return batches.map((batch) => batchRow(batch, states.get(batch.id) ?? []));
}

export function batchRow(batch: PaperBatch, states: readonly ItemState[]): BatchRow {
  const state = batchStateOf(batch, states);
  const { id, onDay, lastDayOn, building, stewardId, createdById, approvedById, sealedById, sealedOn } =
    batch;
  const { copies, carrier, costFen, noticesSha256, slipsSha256 } = batch;
  const counts = Object.fromEntries(
    ITEM_STATES.map((one) => [one, states.filter((it) => it === one).length]),
  ) as Record<ItemState, number>;
  return {
    ...{ id, onDay, lastDayOn, building, stewardId, createdById, approvedById, sealedById, sealedOn },
    ...{ copies, carrier, costFen, noticesSha256, slipsSha256 },
    kind: BATCH_KINDS.find((kind) => kind === batch.kind) ?? 'posting',
    kindZh: batch.kind === 'mailing' ? '邮寄' : '张贴',
    state,
    stateZh: BATCH_STATE_WORDS[state],
    createdAt: batch.createdAt.toISOString(),
    printedAt: batch.printedAt?.toISOString() ?? null,
    approvedAt: batch.approvedAt?.toISOString() ?? null,
    outAt: batch.outAt?.toISOString() ?? null,
    counts: { all: states.length, ...counts },
  };
}

/** With whose they are, masked, and which of those that lie ready may not go out any more. */
export async function itemRows(
  context: Context,
  tx: Tx,
  member: Member,
  items: readonly ItemWithState[],
): Promise<ItemRow[]> {
  const today = civilDayOf(nowIn(context, member), member.community.zone);
  const accounts = await tx.account.findMany({
    where: { id: { in: items.map(({ accountId }) => accountId) } },
    select: { id: true, label: true, partyId: true, party: { select: { nameSealed: true } } },
  });
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  const ready = items.filter(({ state }) => state === 'printed');
  const claims = await accountClaims(
    tx,
    ready.map(({ accountId }) => accountId),
    today,
  );
  const batches = await tx.paperBatch.findMany({
    where: { id: { in: ready.map(({ batchId }) => batchId) } },
    select: { id: true, lastDayOn: true },
  });
  const lastDays = new Map(batches.map(({ id, lastDayOn }) => [id, lastDayOn]));
  return items.map((item) => {
    const account = accountOf.get(item.accountId);
    const claim = item.state === 'printed' ? claims.get(item.accountId) : undefined;
    const outdated =
      claim &&
      outdatedBy(
        {
          ...item,
          lines: printedLinesSchema.parse(item.lines),
          lastDayOn: civilDay(lastDays.get(item.batchId) ?? today),
          sealed: true,
        },
        claim,
        { partyId: account?.partyId ?? '', today },
      );
    return {
      ...itemRow(context, item),
      label: account?.label ?? '',
      nameMasked: account ? maskName(context.cipher.open(account.party.nameSealed)) : '',
      outdated: outdated ? refusalOf(outdatedRefusal(outdated, item.number)) : null,
    };
  });
}

function itemRow(
  { cipher }: Context,
  item: ItemWithState,
): Omit<ItemRow, 'label' | 'nameMasked' | 'outdated'> {
  const { id, number, batchId, position, caseId, accountId, taskId, amountFen, deadlineOn, templateId } =
    item;
  const { sha256, state, trackingNumber, courierOn, voidReason, contact } = item;
  const courierState = item.courierState as CourierState | null;
  return {
    ...{ id, number, batchId, position, caseId, accountId, taskId, amountFen, deadlineOn, templateId },
    ...{ sha256, state, trackingNumber, courierState, courierOn, voidReason },
    channel: item.channel === 'mail' ? 'mail' : 'post',
    stateZh: ITEM_STATE_WORDS[state],
    contactId: contact?.id ?? null,
    outcome: contact?.outcome ?? null,
    outAt: state === 'out' ? (contact?.claimedAt.toISOString() ?? null) : null,
    ruleBreach: contact?.ruleBreach ?? null,
    courierStateZh: courierState && COURIER_WORDS[courierState],
    courierNote: item.courierNoteSealed && cipher.open(item.courierNoteSealed),
    voidedAt: item.voidedAt?.toISOString() ?? null,
  };
}

export function refusalOf({ code, zh, en, details }: UserError): Refusal {
  return { code, zh, en, ...(details ? { details: { ...details } } : {}) };
}
