import pg from 'pg';
import { loadOwnerUrl } from '../config';
import { noFilter, readMigrations, withSchemaEngine } from './schema-engine';

/** Any number that nothing else of ours locks: two processes that start at once migrate one after the other. */
const migrationLock = 2_147_000_001;

/**
 * Brings a database to the newest migration, as `prisma migrate deploy` does, and records it in the same table.
 *
 * @param ownerUrl of the role that shall own the tables
 * @returns the names of the migrations that were applied now, none if it was up to date
 * @throws {Error} one line that says what is wrong: unreachable, refused, a migration that failed or was edited
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client(ownerUrl);
  client.on('error', () => {}); // the query that is under way reports it
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await applyMigrations(ownerUrl);
  } catch (cause) {
    const why = `${await failedMigration(client)}${reason(cause)}`;
    throw new Error(`The database ${describeUrl(ownerUrl)} cannot be migrated: ${why}`, { cause });
  } finally {
    await client.end();
  }
}

function applyMigrations(ownerUrl: string): Promise<string[]> {
  const migrationsList = readMigrations();
  return withSchemaEngine(ownerUrl, async (engine) => {
    const found = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: noFilter,
    });
    if (found.editedMigrationNames.length > 0) {
      throw new Error(
        `the text of applied migrations was changed, which must be undone: ${found.editedMigrationNames.join(', ')}`,
      );
    }
    // A script runs in one transaction: one that failed left nothing behind, and is tried again.
    for (const migrationName of found.failedMigrationNames)
      await engine.markMigrationRolledBack({ migrationName });
    const applied = await engine.applyMigrations({ migrationsList, filters: noFilter });
    return applied.appliedMigrationNames;
  });
}

/** Its name and a colon, or nothing where it was not a migration that failed. */
async function failedMigration(client: pg.Client): Promise<string> {
  const unfinished =
    'select migration_name from _prisma_migrations where finished_at is null and rolled_back_at is null';
  const { rows } = await client.query(unfinished).catch(() => ({ rows: [] }));
  return rows[0] ? `${rows[0].migration_name}: ` : '';
}

/** Without the password. */
function describeUrl(url: string): string {
  const { host, pathname, username } = new URL(url);
  return `${pathname.slice(1)} at ${host} as ${username}`;
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message.trim() : String(error);
}

async function main() {
  const names = await migrate(loadOwnerUrl());
  for (const name of names) console.log(`Applied ${name}`);
  if (names.length === 0) console.log('Nothing to apply: the database is up to date.');
}

if (require.main === module) {
  main().then(
    () => process.exit(0), // not waiting for the engine's timer, which outlives its work by ten seconds
    (error: Error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
}
