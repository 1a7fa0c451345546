import { z } from 'zod';
import type { Context } from '../context';
import type { CommunityDocument } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';
import { storeFile } from '../evidence/files';
import { communityTime } from './time';

/** 小区资料柜: what a community can prove for everybody in it. */
export const DOCUMENT_KINDS = [
  'contract',
  'price_filing',
  'resolution',
  'licence',
  'authorisation',
  'committee',
  'other',
] as const;
export const DOCUMENT_WORDS: Record<(typeof DOCUMENT_KINDS)[number], string> = {
  contract: '物业服务合同',
  price_filing: '收费备案或公示',
  resolution: '业主大会决议',
  licence: '营业执照',
  authorisation: '授权委托',
  committee: '业委会往来',
  other: '其他',
};

export const newDocumentSchema = z
  .object({
    commandId: z.uuid(),
    kind: z.enum(DOCUMENT_KINDS, { error: '资料种类：没有这一种' }),
    title: z.string().trim().min(2, { error: '名称：须填写' }).max(200),
    number: z.string().trim().min(1).max(100).optional(),
    validFrom: civilDaySchema,
    validTo: civilDaySchema.optional(),
  })
  .refine(({ validFrom, validTo }) => validTo === undefined || validFrom <= validTo, {
    error: '有效期：结束不能早于开始',
    path: ['validTo'],
  });
type NewDocument = z.infer<typeof newDocumentSchema>;

type Scope = { communityId: string; userId: string };

/**
 * Keeps a document with its file. The same command again is the same document.
 *
 * @throws {UserError} COMMAND_ID_TAKEN, and those of `storeFile`
 */
export async function addDocument(
  context: Pick<Context, 'db' | 'config' | 'now'>,
  { communityId, userId }: Scope,
  { commandId, ...given }: NewDocument,
  source: AsyncIterable<Uint8Array>,
): Promise<CommunityDocument> {
  const stored = await storeFile(context, source);
  return withScope(context, communityId, async (tx) => {
    const known = await tx.communityDocument.findUnique({ where: { id: commandId } });
    if (known) {
      if (known.communityId === communityId && known.addedById === userId && known.sha256 === stored.sha256) {
        return known;
      }
      throw new UserError('COMMAND_ID_TAKEN', '这个编号已用于另一件事', 'this id was used elsewhere', 409);
    }
    const { now } = await communityTime(tx, communityId, context.now());
    return tx.communityDocument.create({
      data: {
        id: commandId,
        communityId,
        ...given,
        ...stored,
        addedById: userId,
        addedAt: new Date(now),
      },
    });
  });
}

/** @throws {UserError} DOCUMENT_UNKNOWN, DOCUMENT_WITHDRAWN */
export async function withdrawDocument(
  tx: Tx,
  { communityId, userId }: Scope,
  { documentId, reason, at }: { documentId: string; reason: string; at: Date },
): Promise<CommunityDocument> {
  const row = await tx.communityDocument.findUnique({ where: { id: documentId } });
  if (row?.communityId !== communityId) {
    throw new UserError('DOCUMENT_UNKNOWN', '资料柜没有这份资料', 'there is no such document', 404);
  }
  if (row.withdrawnAt) throw new UserError('DOCUMENT_WITHDRAWN', '这份资料已撤下', 'it was withdrawn', 409);
  return tx.communityDocument.update({
    where: { id: documentId },
    data: { withdrawnAt: at, withdrawnById: userId, withdrawnReason: reason },
  });
}

export const newUrgingSchema = z
  .object({
    commandId: z.uuid(),
    state: z.enum(['urged', 'none_formed', 'asked'], { error: '业委会督促：只能是已督促、未成立或已函' }),
    onDay: civilDaySchema,
    /** A number, never a list: who owes is not the committee's to know (PIPL 25) */
    households: z
      .int({ error: '户数：须为整数' })
      .positive({ error: '户数：须大于零' })
      .max(100_000)
      .optional(),
    documentId: z.uuid().optional(),
    note: z.string().trim().max(500).optional(),
  })
  .refine(({ state, households }) => state === 'none_formed' || households !== undefined, {
    error: '户数：须填写（给业委会的是户数，不是名单）',
    path: ['households'],
  });

/**
 * 业委会督促: that it urged, was asked, or was never formed.
 *
 * @throws {UserError} URGING_IN_THE_FUTURE, DOCUMENT_UNKNOWN, COMMAND_ID_TAKEN
 */
export async function recordUrging(
  tx: Tx,
  { communityId, userId }: Scope,
  { commandId, ...given }: z.infer<typeof newUrgingSchema>,
  { now, today }: { now: number; today: CivilDay },
): Promise<{ id: string; already: boolean }> {
  const known = await tx.committeeUrging.findUnique({ where: { id: commandId } });
  if (known) {
    if (known.communityId === communityId && known.byId === userId && known.state === given.state) {
      return { id: known.id, already: true };
    }
    throw new UserError('COMMAND_ID_TAKEN', '这个编号已用于另一件事', 'this id was used elsewhere', 409);
  }
  if (given.onDay > today) {
    throw new UserError('URGING_IN_THE_FUTURE', '日期在今天之后', 'the day is still to come', 422);
  }
  if (given.documentId !== undefined) {
    const there = await tx.communityDocument.count({ where: { id: given.documentId, communityId } });
    if (there === 0) {
      throw new UserError('DOCUMENT_UNKNOWN', '资料柜没有这份资料', 'there is no such document', 404);
    }
  }
  await tx.committeeUrging.create({
    data: { id: commandId, communityId, ...given, byId: userId, at: new Date(now) },
  });
  return { id: commandId, already: false };
}
