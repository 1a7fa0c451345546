import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createDatabase } from '../../src/db/client';
import { Prisma } from '../../src/db/generated/client';
import { projectRoot } from '../../src/dev/home';
import { createEmptyDatabase, createTestDatabase } from '../support/stack/database';

const folder = path.join(projectRoot, 'prisma/migrations');
const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** `npm run migrate`, without npm. */
function migrate(ownerUrl: string): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATABASE_URL: ownerUrl, DATABASE_OWNER_URL: ownerUrl };
  return new Promise((resolve) => {
    const options = { cwd: projectRoot, env };
    execFile(process.execPath, ['--import', 'tsx', 'src/db/migrate.ts'], options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: (stdout + stderr).trim() }),
    );
  });
}

async function query(url: string, text: string) {
  const client = new pg.Client(url);
  await client.connect();
  return client.query(text).finally(() => client.end());
}

describe('migrating an empty database', () => {
  let ownerUrl: string;

  beforeAll(async () => {
    ({ ownerUrl } = await createEmptyDatabase());
  });

  it('applies every migration, even where two start at once', async () => {
    const [first, second] = await Promise.all([migrate(ownerUrl), migrate(ownerUrl)]);
    const outputs = [first.output, second.output].sort();
    expect(outputs).toEqual([
      migrations.map((name) => `Applied ${name}`).join('\n'),
      'Nothing to apply: the database is up to date.',
    ]);
  });

  it('is recorded as Prisma itself records it', async () => {
    const { rows } = await query(ownerUrl, 'select * from _prisma_migrations order by migration_name');
    const checksum = (name: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(folder, name, 'migration.sql')))
        .digest('hex');
    expect(rows).toEqual(
      migrations.map((name) =>
        expect.objectContaining({
          migration_name: name,
          checksum: checksum(name),
          finished_at: expect.any(Date),
          rolled_back_at: null,
          applied_steps_count: 1,
        }),
      ),
    );
  });

  it('applies nothing the second time', async () => {
    expect(await migrate(ownerUrl)).toEqual({
      code: 0,
      output: 'Nothing to apply: the database is up to date.',
    });
  });

  it('refuses where an applied migration reads otherwise now', async () => {
    await query(
      ownerUrl,
      `update _prisma_migrations set checksum = 'other' where migration_name = '0000_roles'`,
    );
    const { code, output } = await migrate(ownerUrl);
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be migrated: the text of applied migrations was changed.*: 0000_roles$/);
  });
});

describe('a migrated database', () => {
  it('has all that the schema names, and lets the application read it', async () => {
    const db = createDatabase((await createTestDatabase()).url);
    const delegates = db as unknown as Record<string, { findFirst(): Promise<unknown> }>;
    for (const model of Object.values(Prisma.ModelName)) {
      const delegate = delegates[model.charAt(0).toLowerCase() + model.slice(1)];
      await expect(delegate?.findFirst()).resolves.toBeNull();
    }
    await db.$disconnect();
  });

  it('belongs to its owner: the application can make no table', async () => {
    const { url } = await createTestDatabase();
    await expect(query(url, 'create table mine ()')).rejects.toThrow('permission denied for schema public');
  });
});

describe('a database that cannot be migrated', () => {
  it('is named when it is not there', async () => {
    const { ownerUrl } = await createEmptyDatabase();
    const nowhere = Object.assign(new URL(ownerUrl), { pathname: '/nowhere' }).href;
    const { code, output } = await migrate(nowhere);
    expect(code).toBe(1);
    expect(output).toMatch(
      /^The database nowhere at 127\.0\.0\.1:\d+ as cuijiao_owner cannot be migrated: database "nowhere" does not exist$/,
    );
  });

  it('is named when it refuses the password, which is not', async () => {
    const { ownerUrl } = await createEmptyDatabase();
    const { code, output } = await migrate(Object.assign(new URL(ownerUrl), { password: 'guessed' }).href);
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be migrated: password authentication failed/);
    expect(output).not.toContain('guessed');
  });

  it('is left as it was by a migration that fails, which is tried again once its reason is gone', async () => {
    const { ownerUrl } = await createEmptyDatabase();
    await query(ownerUrl, 'create type dunning_case as (id int)');
    const { code, output } = await migrate(ownerUrl);
    expect(code).toBe(1);
    expect(output).toMatch(/cannot be migrated: 0001_facts: relation "dunning_case" already exists$/);
    expect((await query(ownerUrl, `select to_regclass('community') as made`)).rows).toEqual([{ made: null }]);
    await query(ownerUrl, 'drop type dunning_case');
    expect((await migrate(ownerUrl)).output).toBe(
      migrations
        .slice(1)
        .map((name) => `Applied ${name}`)
        .join('\n'),
    );
  });
});
