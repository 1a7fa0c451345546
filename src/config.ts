import { isIP } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { defaultHome, readRunningStack, readSecrets } from './dev/home';
import { UserError } from './errors';
import { smtpAccountsSchema } from './messaging/smtp/accounts';
import { tencentAccountsSchema } from './messaging/tencent/accounts';

const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/, 'a number with its unit: 500ms, 30s, 5m, 1h')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as 'ms' | 's' | 'm' | 'h';
    return Number.parseInt(text, 10) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit];
  });

const key = z
  .base64('32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, '32 bytes in base64');

/** `10.0.0.1`, `10.0.0.0/8`, `::1` */
function isHostOrNetwork(text: string): boolean {
  const [host = '', bits, ...more] = text.split('/');
  const family = isIP(host);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'postgresql://user:password@host:port/database',
});

/** Every variable that the product reads; `docs/` prints this table. */
export const environment = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe(
      'In production nothing is taken from CUIJIAO_HOME but what is stored there: keys and addresses must be given.',
    ),
  DATABASE_URL: postgresUrl.describe(
    'PostgreSQL as the application uses it. Default: the embedded one of the running `npm start`. A login other than cuijiao_app takes on that role.',
  ),
  DATABASE_OWNER_URL: postgresUrl
    .optional()
    .describe('The same database as the owner of its tables, for migrations. Default: DATABASE_URL.'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^.+:\d+$/, 'host:port')
    .describe('Temporal as host:port. Default: the embedded one of the running `npm start`.'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default').describe('Namespace in Temporal.'),
  CUIJIAO_HOME: z
    .string()
    .min(1)
    .default(defaultHome)
    .transform((folder) => path.resolve(folder))
    .describe(
      'Data folder of one machine: embedded databases, keys, evidence. Default: .cuijiao in the project.',
    ),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address that the server listens on.'),
  PORT: z.coerce
    .number('a number')
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port that the server listens on.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least severe entry that is logged.'),
  CUIJIAO_ENCRYPTION_KEY: key.describe(
    'Encrypts personal fields: 32 bytes in base64. Default: made once in CUIJIAO_HOME.',
  ),
  CUIJIAO_INDEX_KEY: key.describe(
    'Makes encrypted fields findable: 32 bytes in base64. Default: made once in CUIJIAO_HOME.',
  ),
  CUIJIAO_SIGNING_KEY: key.describe(
    'Signs the daily heads of evidence: 32 bytes in base64. Default: made once in CUIJIAO_HOME.',
  ),
  EVIDENCE_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('Where evidence files are kept. Default: evidence in CUIJIAO_HOME.'),
  TASK_QUEUE: z.string().min(1).default('cuijiao').describe('Prefix of the task queues in Temporal.'),
  CLAIM_LEASE: duration
    .default(30_000)
    .describe('How long an outside act may take before its outcome is in doubt. Default: 30s.'),
  PROVIDER_LATENCY: duration
    .default(10_000)
    .describe('How long a provider may need until it can be asked what became of an act. Default: 10s.'),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine((hosts) => hosts.every(isHostOrNetwork), 'addresses or networks, with commas between: 10.0.0.0/8')
    .default([])
    .describe(
      'Proxies in front of the server, whose X-Forwarded-For is believed: addresses or networks, with commas between. Default: none.',
    ),
  TENCENT_ACCOUNTS: tencentAccountsSchema
    .default({})
    .describe('Accounts for text messages by Tencent Cloud, by name, as JSON (docs/sms.md). Default: none.'),
  SMTP_ACCOUNTS: smtpAccountsSchema
    .default({})
    .describe('Accounts for e-mail, by name, as JSON (docs/email.md). Default: none.'),
});

const config = environment.transform((env) => ({
  production: env.NODE_ENV === 'production',
  home: env.CUIJIAO_HOME,
  databaseUrl: env.DATABASE_URL,
  databaseOwnerUrl: env.DATABASE_OWNER_URL ?? env.DATABASE_URL,
  temporalAddress: env.TEMPORAL_ADDRESS,
  temporalNamespace: env.TEMPORAL_NAMESPACE,
  host: env.HOST,
  port: env.PORT,
  logLevel: env.LOG_LEVEL,
  keys: {
    encryption: env.CUIJIAO_ENCRYPTION_KEY,
    index: env.CUIJIAO_INDEX_KEY,
    signing: env.CUIJIAO_SIGNING_KEY,
  },
  evidenceDir: env.EVIDENCE_DIR ?? path.join(env.CUIJIAO_HOME, 'evidence'),
  taskQueue: env.TASK_QUEUE,
  claimLeaseMs: env.CLAIM_LEASE,
  providerLatencyMs: env.PROVIDER_LATENCY,
  smtpAccounts: env.SMTP_ACCOUNTS,
  trustedProxies: env.TRUSTED_PROXIES,
  tencentAccounts: env.TENCENT_ACCOUNTS,
}));
export type Config = z.infer<typeof config>;

/**
 * Reads the environment once. Outside production, what is not given comes from the stack that runs in CUIJIAO_HOME.
 *
 * @throws {UserError} CONFIG_INVALID naming every variable that is missing or wrong, never its value
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  return readEnvironment(config, withHome(env));
}

const ownerDatabase = environment
  .pick({ DATABASE_URL: true, DATABASE_OWNER_URL: true })
  .transform(({ DATABASE_URL, DATABASE_OWNER_URL }) => DATABASE_OWNER_URL ?? DATABASE_URL);

/** The one thing that migrating needs: a job that only migrates is given no keys. */
export function loadOwnerUrl(env: NodeJS.ProcessEnv = process.env): string {
  return readEnvironment(ownerDatabase, withHome(env));
}

/** @throws {UserError} CONFIG_INVALID as `loadConfig` does */
export function readEnvironment<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  const given = withoutEmpty(env);
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path: [name], message }) =>
    given[String(name)] === undefined ? `${String(name)} is not set` : `${String(name)}: ${message}`,
  );
  const stackMissing = wrong.includes('DATABASE_URL is not set') && given.NODE_ENV !== 'production';
  throw new UserError(
    'CONFIG_INVALID',
    `配置有误：${wrong.join('；')}${stackMissing ? '。本机环境没有在运行，可先执行 npm start' : ''}`,
    `the configuration is wrong: ${wrong.join('; ')}${stackMissing ? '. No stack is running here: npm start makes one' : ''}`,
  );
}

function withHome(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.NODE_ENV === 'production') return env;
  const given = withoutEmpty(env);
  const home = path.resolve(given.CUIJIAO_HOME ?? defaultHome);
  return { ...readSecrets(home), ...readRunningStack(home)?.environment, ...given };
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
}
