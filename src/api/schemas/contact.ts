import { z } from 'zod';

export const capturedRowSchema = z
  .object({
    id: z.string(),
    stepKey: z.string(),
    accountId: z.uuid(),
    label: z.string(),
    channel: z.string(),
    toMasked: z.string(),
    text: z.string(),
    at: z.iso.datetime(),
    realAt: z.iso.datetime(),
  })
  .meta({ id: 'CapturedMessage' });
