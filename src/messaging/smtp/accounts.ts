import { z } from 'zod';

/**
 * A mail account as the environment names it. Secrets are here alone: never in the database, an answer or a log. Several companies may
 * work on one installation, so there may be several.
 */
const accountSchema = z.strictObject({
  url: z.url({ protocol: /^smtps?$/, error: 'url: smtps://user:password@host:465' }).transform(serverOf),
  /** The secret part of the address to which bounces and answers are brought. Without it nothing is taken in over HTTP. */
  callback: z
    .string()
    .regex(/^[A-Za-z0-9_-]{24,128}$/, 'callback: at least 24 letters and digits')
    .optional(),
  /** Only communities of this company may use it */
  company: z.string().min(1).optional(),
});
export type SmtpAccount = z.infer<typeof accountSchema>;
export type SmtpAccounts = Readonly<Record<string, SmtpAccount>>;

type Server = {
  host: string;
  port: number;
  user: string | null;
  password: string | null;
  /** `wrapped`: TLS from the first byte; `required`: STARTTLS or nothing is sent; `none`: for a server of one's own network */
  tls: 'wrapped' | 'required' | 'none';
};

function serverOf(text: string, refined: z.RefinementCtx): Server {
  const url = new URL(text);
  const wrapped = url.protocol === 'smtps:';
  const options = [...url.searchParams];
  const isPlain = !wrapped && options.length === 1 && options[0]?.join('=') === 'tls=none';
  if (options.length > 0 && !isPlain) {
    refined.addIssue({ code: 'custom', message: 'url: only ?tls=none is known, and for smtp: alone' });
    return z.NEVER;
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (wrapped ? 465 : 587) : Number(url.port),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
    tls: wrapped ? 'wrapped' : isPlain ? 'none' : 'required',
  };
}

export const SMTP_ACCOUNT_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

const SHAPE = '{"name":{"url":"smtps://user:password@host:465","callback":"…"}}';

/** `{"main":{"url":"smtps://user:password@smtp.example.com:465","callback":"…","company":"…"}}` */
export const smtpAccountsSchema = z.string().transform((text, refined): SmtpAccounts => {
  const parsed = z.record(z.string().regex(SMTP_ACCOUNT_NAME), accountSchema).safeParse(jsonOf(text));
  if (parsed.success && !shareCallbacks(parsed.data)) return parsed.data;
  // our own words only: the text has secrets in it
  const said = parsed.success
    ? ['two accounts have the same callback']
    : parsed.error.issues.map(({ message }) => (/^(url|callback): /.test(message) ? message : SHAPE));
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

/** A bounce is told by its address whose it is. */
function shareCallbacks(accounts: SmtpAccounts): boolean {
  const callbacks = Object.values(accounts).flatMap(({ callback }) => (callback ? [callback] : []));
  return new Set(callbacks).size < callbacks.length;
}
