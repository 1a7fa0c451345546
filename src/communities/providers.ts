import { z } from 'zod';
import type { Tx } from '../db/scope';
import { UserError } from '../errors';

/** Provider by channel; a channel that is not named has `capture`, which keeps instead of sending. */
export const providersSchema = z.partialRecord(z.enum(['sms', 'email']), z.string().min(1));
export type Providers = z.infer<typeof providersSchema>;

/** @throws {UserError} DEMONSTRATION_ONLY_CAPTURES: invented people must never reach a real provider */
export async function setProviders(tx: Tx, communityId: string, input: Providers): Promise<void> {
  const providers = providersSchema.parse(input);
  const { demonstration } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { demonstration: true },
  });
  if (demonstration && Object.values(providers).some((provider) => provider !== 'capture')) {
    throw new UserError(
      'DEMONSTRATION_ONLY_CAPTURES',
      '演示小区的消息只留存、不发送',
      'a community of demonstration only captures its messages',
    );
  }
  await tx.community.update({ where: { id: communityId }, data: { providers } });
}
