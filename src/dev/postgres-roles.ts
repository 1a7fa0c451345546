import pg from 'pg';
import { applicationRole, ownerRole } from '../db/roles';

export function urlAs(
  role: 'superuser' | 'owner' | 'application',
  database: string,
  { password, port }: { password: string; port: number },
): string {
  const user = { superuser: 'postgres', owner: ownerRole, application: applicationRole }[role];
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** The owner makes the tables and migrates them; the application logs in as a role that owns nothing. */
export async function ensureRoles(superuserUrl: string, password: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [ownerRole]);
    if (rowCount !== 0) return;
    const literal = client.escapeLiteral(password);
    await client.query(`
      create role ${ownerRole} login createdb createrole password ${literal};
      create role ${applicationRole} login password ${literal};
      grant ${applicationRole} to ${ownerRole} with admin option`);
  });
}

/**
 * Makes a database of the owner's, where there is none of that name.
 *
 * @param template a database to copy, to which nobody is connected
 */
export async function ensureDatabase(
  superuserUrl: string,
  name: string,
  template = 'template1',
): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount !== 0) return;
    await client.query(`create database ${name} owner ${ownerRole} template ${template} strategy file_copy`);
  });
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => {}); // the query that is under way reports it
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
