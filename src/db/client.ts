import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';
import { applicationRole } from './roles';

/** Connects at the first query. Whoever the URL logs in as, statements run as the application's role. */
export function createDatabase(url: string): PrismaClient {
  const loggedInAs = decodeURIComponent(new URL(url).username);
  const options = loggedInAs === applicationRole ? undefined : `-c role=${applicationRole}`;
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, options }) });
}
