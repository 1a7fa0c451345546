import { z } from 'zod';
import type { Tx } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { civilDaySchema } from '../domain/civil-day';
import { UserError } from '../errors';

export const newQuietDaySchema = z
  .object({
    fromOn: civilDaySchema,
    toOn: civilDaySchema,
    /** null: the whole community */
    building: z.string().min(1).nullable().default(null),
    /** empty: all */
    channels: z.array(channelSchema).default([]),
    reason: z.string().trim().min(1, { error: '静默日：须写明原因' }),
  })
  .refine(({ fromOn, toOn }) => fromOn <= toOn, { error: '静默日：开始不能晚于结束' });
export type NewQuietDay = z.input<typeof newQuietDaySchema>;

/** In force for every claim from the moment of its commit. */
export async function addQuietDay(tx: Tx, communityId: string, input: NewQuietDay): Promise<string> {
  const data = newQuietDaySchema.parse(input);
  const { id } = await tx.quietDay.create({ data: { communityId, ...data }, select: { id: true } });
  await raiseVersion(tx, communityId);
  return id;
}

/** @throws {UserError} QUIET_DAY_UNKNOWN */
export async function removeQuietDay(tx: Tx, communityId: string, id: string): Promise<void> {
  const { count } = await tx.quietDay.deleteMany({ where: { id, communityId } });
  if (count === 0) {
    throw new UserError('QUIET_DAY_UNKNOWN', '没有这个静默日', 'there is no such quiet day', 404);
  }
  await raiseVersion(tx, communityId);
}

async function raiseVersion(tx: Tx, communityId: string): Promise<void> {
  await tx.community.update({ where: { id: communityId }, data: { calendarVersion: { increment: 1 } } });
}
