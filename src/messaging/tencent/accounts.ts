import { isIP } from 'node:net';
import { z } from 'zod';

/**
 * An account with the provider as the environment names it. Secrets are here alone: never in the database, an answer or a log.
 * Several companies may work on one installation, so there may be several.
 */
const accountSchema = z.strictObject({
  secretId: z.string().min(8, 'secretId is missing'),
  secretKey: z.string().min(8, 'secretKey is missing'),
  /** The secret part of the address to which the provider reports. Without it nothing is taken in. */
  callback: z
    .string()
    .regex(/^[A-Za-z0-9_-]{24,128}$/, 'callback: at least 24 letters and digits')
    .optional(),
  /** Addresses from which reports are taken; none given: from everywhere */
  callbackIps: z
    .array(z.string().refine((text) => isIP(text) !== 0, 'callbackIps: addresses of hosts'))
    .default([]),
  /** Only communities of this company may use it */
  company: z.string().min(1).optional(),
  /** For a gateway of one's own, or a test; else the provider's own host */
  endpoint: z
    .url({ protocol: /^https?$/, error: 'endpoint: https://host' })
    .transform((text) => new URL(text))
    .optional(),
});
export type TencentAccount = z.infer<typeof accountSchema>;
export type TencentAccounts = Readonly<Record<string, TencentAccount>>;

export const ACCOUNT_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

const SHAPE = '{"name":{"secretId":"…","secretKey":"…","callback":"…"}}';

/** `{"main":{"secretId":"…","secretKey":"…","callback":"…","callbackIps":["…"],"company":"…"}}` */
export const tencentAccountsSchema = z.string().transform((text, refined): TencentAccounts => {
  const parsed = z.record(z.string().regex(ACCOUNT_NAME), accountSchema).safeParse(jsonOf(text));
  if (parsed.success && !shareCallbacks(parsed.data)) return parsed.data;
  // our own words only: the text has secrets in it
  const said = parsed.success
    ? ['two accounts have the same callback']
    : parsed.error.issues.map(({ message, code }) =>
        code === 'invalid_format' || code === 'custom' ? message : SHAPE,
      );
  refined.addIssue({ code: 'custom', message: [...new Set(said)].join(', ') });
  return z.NEVER;
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A report is told by its address whose it is. */
function shareCallbacks(accounts: TencentAccounts): boolean {
  const callbacks = Object.values(accounts).flatMap(({ callback }) => (callback ? [callback] : []));
  return new Set(callbacks).size < callbacks.length;
}
