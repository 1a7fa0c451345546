import { randomUUID } from 'node:crypto';
import { ensureDatabase } from '../../../src/dev/postgres-roles';
import { runningStack, templateDatabase } from './running';

export type TestDatabase = {
  /** as the application connects */
  url: string;
  /** as the owner of the tables */
  ownerUrl: string;
};

/** A database of its own for one test file, migrated and empty. It goes with the server at the end of the run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return cloneOf(templateDatabase);
}

/** The same without any table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template1');
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const { superuserUrl, ownerUrl, applicationUrl } = runningStack();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await ensureDatabase(superuserUrl, name, template);
  const within = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return { url: within(applicationUrl), ownerUrl: within(ownerUrl) };
}
