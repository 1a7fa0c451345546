import { environment, loadConfig } from '../../src/config';
import { UserError } from '../../src/errors';

const key = Buffer.alloc(32, 7).toString('base64');

const complete = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://app:secret@db:5432/cuijiao',
  TEMPORAL_ADDRESS: 'temporal:7233',
  CUIJIAO_HOME: '/srv/cuijiao',
  CUIJIAO_ENCRYPTION_KEY: key,
  CUIJIAO_INDEX_KEY: key,
  CUIJIAO_SIGNING_KEY: key,
};

function refusalOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof UserError) return error.en;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the configuration', () => {
  it('has a default for all but addresses and keys', () => {
    expect(loadConfig(complete)).toMatchObject({
      databaseOwnerUrl: complete.DATABASE_URL,
      temporalNamespace: 'default',
      host: '127.0.0.1',
      port: 8080,
      evidenceDir: '/srv/cuijiao/evidence',
      taskQueue: 'cuijiao',
      claimLeaseMs: 30_000,
      providerLatencyMs: 10_000,
    });
  });

  it('reads durations with their unit', () => {
    const read = (CLAIM_LEASE: string) => loadConfig({ ...complete, CLAIM_LEASE }).claimLeaseMs;
    expect(['500ms', '45s', '2m', '1h'].map(read)).toEqual([500, 45_000, 120_000, 3_600_000]);
    expect(refusalOf({ ...complete, CLAIM_LEASE: '45' })).toMatch(/CLAIM_LEASE: a number with its unit/);
  });

  it('names all that is missing or wrong at once, and no value', () => {
    const { CUIJIAO_INDEX_KEY: _, ...rest } = complete;
    const refusal = refusalOf({
      ...rest,
      CUIJIAO_SIGNING_KEY: 'c2hvcnQ=',
      PORT: '99999',
      DATABASE_URL: 'mysql://app:secret@db',
    });
    expect(refusal).toMatch(/CUIJIAO_INDEX_KEY is not set/);
    expect(refusal).toMatch(/CUIJIAO_SIGNING_KEY: 32 bytes/);
    expect(refusal).toMatch(/PORT: /);
    expect(refusal).toMatch(/DATABASE_URL: postgresql:/);
    expect(refusal).not.toMatch(/secret|c2hvcnQ/);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ ...complete, PORT: '', EVIDENCE_DIR: '' })).toMatchObject({ port: 8080 });
    expect(refusalOf({ ...complete, DATABASE_URL: '' })).toBe(
      'the configuration is wrong: DATABASE_URL is not set',
    );
  });

  it('says what every variable is for', () => {
    const silent = Object.entries(environment.shape).filter(([, variable]) => !variable.description);
    expect(silent).toEqual([]);
  });
});

describe('accounts for text messages', () => {
  const account = { secretId: 'AKIDexample', secretKey: 'keyexample', callback: 'a'.repeat(24) };
  const read = (accounts: unknown) => loadConfig({ ...complete, TENCENT_ACCOUNTS: JSON.stringify(accounts) });

  it('are several, by name, and none by default', () => {
    expect(loadConfig(complete).tencentAccounts).toEqual({});
    const { tencentAccounts } = read({
      main: account,
      other: {
        secretId: 'AKIDexample',
        secretKey: 'keyexample',
        company: '乙物业',
        endpoint: 'http://127.0.0.1:9',
      },
    });
    expect(tencentAccounts.main).toEqual({ ...account, callbackIps: [] });
    expect(tencentAccounts.other?.endpoint?.host).toBe('127.0.0.1:9');
  });

  it.each<[string, unknown]>([
    ['no JSON', 'secret-value'],
    ['a short callback', { main: { ...account, callback: 'secret-value' } }],
    ['two with one callback', { main: account, other: account }],
    ['a host that is none', { main: { ...account, callbackIps: ['secret-value'] } }],
    ['an unknown field', { main: { ...account, secretvalue: 1 } }],
    ['a name that is none', { 'secret-value!': account }],
    ['another scheme', { main: { ...account, endpoint: 'ftp://secret-value' } }],
  ])('say what is wrong with %s, and no value', (_, accounts) => {
    const text = typeof accounts === 'string' ? accounts : JSON.stringify(accounts);
    const refusal = refusalOf({ ...complete, TENCENT_ACCOUNTS: text });
    expect(refusal).toMatch(/TENCENT_ACCOUNTS: ./);
    expect(refusal).not.toMatch(/secret-?value|AKIDexample|keyexample/);
  });

  it('know proxies by their address or network', () => {
    const proxies = (TRUSTED_PROXIES: string) => loadConfig({ ...complete, TRUSTED_PROXIES }).trustedProxies;
    expect(proxies('10.0.0.0/8, ::1')).toEqual(['10.0.0.0/8', '::1']);
    expect(loadConfig(complete).trustedProxies).toEqual([]);
    expect(refusalOf({ ...complete, TRUSTED_PROXIES: 'proxy.local' })).toMatch(/TRUSTED_PROXIES: addresses/);
    expect(refusalOf({ ...complete, TRUSTED_PROXIES: '10.0.0.0/33' })).toMatch(/TRUSTED_PROXIES: addresses/);
  });
});
