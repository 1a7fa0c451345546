import { z } from 'zod';
import { emailSettingsSchema } from './smtp/settings';
import { smsSettingsSchema } from './tencent/settings';

/** What a community says about its real providers: the column `messaging`. Names of accounts, never a secret. */
export const messagingSchema = z.strictObject({
  sms: smsSettingsSchema.optional(),
  email: emailSettingsSchema.optional(),
});
export type MessagingSettings = z.infer<typeof messagingSchema>;

/** Settings that an older version wrote and this one cannot read are none: the channel is then closed, not half configured. */
export function messagingOf(column: unknown): MessagingSettings {
  const { sms, email } = z.object({ sms: z.unknown(), email: z.unknown() }).partial().catch({}).parse(column);
  return {
    sms: smsSettingsSchema.optional().catch(undefined).parse(sms),
    email: emailSettingsSchema.optional().catch(undefined).parse(email),
  };
}
