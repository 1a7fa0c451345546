import { z } from 'zod';
import { rolesIn } from '../auth/actor';
import type { Context } from '../context';
import type { LimitationInterruption, Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { channelSchema, gradeSchema } from '../domain/channel';
import { addDays, civilDay, civilDaySchema, startOfDay } from '../domain/civil-day';
import { UserError } from '../errors';
import type { FactEvent } from '../machine/events';
import { type AccountAtDesk, type AccountRef, lockAtDesk } from './account-at-desk';
import { answerInterruption, interruptionKey, recordInterruption } from './limitation-record';
import type { StaffActor } from './staff';

type DeskContext = Pick<Context, 'db' | 'cipher' | 'now'>;

const reason = z.string().trim().min(2, { error: '请写明理由或来源' }).max(500);
const fileIds = z.array(z.uuid()).max(20).default([]);
const chargeIds = z.array(z.uuid()).max(200).default([]).describe('空：该日本户全部账单');
const proven = { onDay: civilDaySchema, chargeIds, reason, fileIds: fileIds.describe('凭证，至少一件') };

/** 时效登记 What a person may say of what restarts a period. */
export const interruptionSchema = z.discriminatedUnion('kind', [
  /** 既往凭证: a demand from before the system, with its scan or slip; another person confirms it */
  z.strictObject({
    kind: z.literal('demand'),
    ...proven,
    channel: channelSchema,
    grade: z.enum(['arrived', 'sent'], { error: '既往凭证只能是送达可证或已发出' }),
    deadlineOn: civilDaySchema.nullish().describe('书面通知所定期限'),
  }),
  /** 部分付款: by it the debtor himself acknowledged */
  z.strictObject({ kind: z.literal('part_payment'), paymentId: z.uuid(), reason, fileIds }),
  z.strictObject({ kind: z.literal('acknowledgement'), ...proven }),
  z.strictObject({ kind: z.enum(['filing', 'payment_order', 'mediation']), ...proven }),
  /** 可能中止 (a death): marked, moves no date; counsel confirms */
  z.strictObject({ kind: z.literal('suspension'), onDay: civilDaySchema, chargeIds, reason, fileIds }),
]);
export type InterruptionInput = z.infer<typeof interruptionSchema>;

/**
 * Records at the desk. What needs proof comes with its files; proof from before the system and a possible suspension count for nothing until
 * another person confirmed them. Limitation rules (2020) 8, 14, 15 (V).
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, DAY_IN_FUTURE, PROOF_MISSING, CHARGE_UNKNOWN, PAYMENT_UNKNOWN, FILE_UNKNOWN
 */
export function recordAtDesk(
  context: DeskContext,
  actor: StaffActor,
  ref: AccountRef,
  { commandId, said }: { commandId: string; said: InterruptionInput },
): Promise<{ interruptionId: string }> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'limitation.record');
    const shared = {
      ...{ id: commandId, ...ref, caseId: desk.caseId, byId: actor.userId, at: new Date(desk.time.now) },
      ...{ reason: said.reason, fileIds: said.fileIds },
    };
    if (said.kind === 'part_payment') {
      const paid = await paymentOf(tx, ref, said.paymentId);
      await recordInterruption(tx, context, {
        ...shared,
        ...{ kind: said.kind, on: paid.on, chargeIds: paid.chargeIds, grade: 'none', source: 'staff' },
        ...{ paymentId: said.paymentId, evidenceKey: `payment/${said.paymentId}` },
      });
      return { interruptionId: commandId };
    }
    if (said.onDay > desk.time.today) {
      throw refused('DAY_IN_FUTURE', '日期在今天以后', 'the day is still to come');
    }
    if (said.kind !== 'suspension' && said.fileIds.length === 0) {
      throw refused('PROOF_MISSING', '请附上凭证（扫描件或照片）', 'give the proof: a scan or a photo');
    }
    await requireCharges(tx, ref, said.chargeIds);
    const isEarlier = said.kind === 'demand';
    await recordInterruption(tx, context, {
      ...shared,
      ...{ kind: said.kind, on: said.onDay, chargeIds: said.chargeIds },
      grade: isEarlier ? said.grade : said.kind === 'suspension' ? 'none' : 'arrived',
      source: isEarlier ? 'brought_in' : 'staff',
      needsConfirmation: isEarlier || said.kind === 'suspension',
      channel: isEarlier ? said.channel : null,
      deadlineOn: isEarlier ? (said.deadlineOn ?? null) : null,
    });
    return { interruptionId: commandId };
  });
}

/**
 * The second person's word: with it the record counts, and a demand from before the system is told to the case (laws 1, 6). A possible
 * suspension is counsel's to confirm.
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, INTERRUPTION_UNKNOWN, INTERRUPTION_WITHDRAWN, NOTHING_TO_CONFIRM, SAME_PERSON, COUNSEL_ONLY
 */
export function confirmAtDesk(
  context: DeskContext,
  actor: StaffActor,
  ref: AccountRef,
  { interruptionId, ...said }: { commandId: string; interruptionId: string; reason: string },
): Promise<void> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'limitation.record');
    const row = await standing(tx, ref, interruptionId);
    if (!row.needsConfirmation) throw refused('NOTHING_TO_CONFIRM', '这一条无须确认', 'it needs none');
    if (row.byId === actor.userId) {
      throw refused('SAME_PERSON', '登记人不能自己确认，请另一人确认', 'another person must confirm it');
    }
    if (row.kind === 'suspension' && !rolesIn(actor, ref.communityId).includes('counsel')) {
      throw refused('COUNSEL_ONLY', '是否中止由法务确认', 'a suspension is confirmed by counsel');
    }
    const { already } = await answerInterruption(
      tx,
      context,
      answer(desk, ref, row, 'confirmation', actor, said),
    );
    if (already || row.source !== 'brought_in' || desk.caseId === null) return;
    await tell(tx, ref, desk.caseId, proofOf(row, desk), `interruption/${row.id}/confirmed`);
  });
}

/** A record that was wrong: it vanishes from every date. @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, INTERRUPTION_UNKNOWN */
export function withdrawAtDesk(
  context: DeskContext,
  actor: StaffActor,
  ref: AccountRef,
  { interruptionId, ...said }: { commandId: string; interruptionId: string; reason: string },
): Promise<void> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'limitation.record');
    const row = await find(tx, ref, interruptionId);
    const { already } = await answerInterruption(
      tx,
      context,
      answer(desk, ref, row, 'withdrawal', actor, said),
    );
    if (already || row.source !== 'brought_in' || desk.caseId === null) return;
    const event: FactEvent = {
      ...{ type: 'GRADE_CHANGED', at: desk.time.now, key: interruptionKey(row.id) },
      ...{ grade: 'none', deadlineAt: null },
    };
    await tell(tx, ref, desk.caseId, event, `interruption/${row.id}/withdrawn`);
  });
}

function answer(
  { time, caseId }: AccountAtDesk,
  { communityId }: AccountRef,
  row: LimitationInterruption,
  kind: 'withdrawal' | 'confirmation',
  { userId }: StaffActor,
  said: { commandId: string; reason: string },
) {
  return {
    ...{ id: said.commandId, communityId, caseId, refersTo: row, kind, on: time.today },
    ...{ byId: userId, at: new Date(time.now), reason: said.reason },
  };
}

function proofOf(row: LimitationInterruption, { time }: AccountAtDesk): FactEvent {
  const channel = channelSchema.parse(row.channel);
  return {
    type: 'PROOF_BROUGHT_IN',
    at: time.now,
    key: interruptionKey(row.id),
    madeAt: startOfDay(civilDay(row.onDay), time.zone),
    grade: gradeSchema.parse(row.grade),
    channel,
    written: channel === 'post' || channel === 'mail',
    deadlineAt: row.deadlineOn === null ? null : startOfDay(addDays(civilDay(row.deadlineOn), 1), time.zone),
  };
}

async function tell(tx: Tx, ref: AccountRef, caseId: string, event: FactEvent, key: string): Promise<void> {
  await tx.signalOutbox.createMany({
    data: [{ ...ref, caseId, event: event as Prisma.InputJsonObject, key }],
    skipDuplicates: true,
  });
}

async function find(tx: Tx, { accountId }: AccountRef, id: string): Promise<LimitationInterruption> {
  const row = await tx.limitationInterruption.findFirst({ where: { id, accountId, refersToId: null } });
  if (row) return row;
  throw new UserError('INTERRUPTION_UNKNOWN', '没有这条时效登记', 'there is no such record', 404);
}

async function standing(tx: Tx, ref: AccountRef, id: string): Promise<LimitationInterruption> {
  const row = await find(tx, ref, id);
  const withdrawn = await tx.limitationInterruption.count({ where: { refersToId: id, kind: 'withdrawal' } });
  if (withdrawn === 0) return row;
  throw refused('INTERRUPTION_WITHDRAWN', '这条登记已经作废', 'it was withdrawn');
}

async function requireCharges(tx: Tx, { accountId }: AccountRef, ids: readonly string[]): Promise<void> {
  const known = await tx.charge.count({ where: { id: { in: [...ids] }, accountId } });
  if (known === new Set(ids).size) return;
  throw new UserError('CHARGE_UNKNOWN', '本户没有这张账单', 'this account has no such charge', 404);
}

async function paymentOf(tx: Tx, { accountId, communityId }: AccountRef, id: string) {
  const payment = await tx.payment.findFirst({
    where: { id, communityId, status: 'booked', allocations: { some: { charge: { accountId } } } },
    include: { allocations: { select: { chargeId: true } } },
  });
  if (payment) {
    const ids = [...new Set(payment.allocations.map(({ chargeId }) => chargeId))];
    return { on: civilDay(payment.receivedOn), chargeIds: ids };
  }
  throw new UserError('PAYMENT_UNKNOWN', '本户没有这笔已入账的缴费', 'there is no such booked payment', 404);
}

function refused(code: string, zh: string, en: string): UserError {
  return new UserError(code, zh, en, 409);
}
