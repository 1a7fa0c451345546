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
