import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';
import { applicationRole } from './roles';
import { statementNames } from './statement-names';

/** Transactions under way at once in one process; PostgreSQL's own limit is shared by all of them. */
const CONNECTIONS = 20;

/** Connects at the first query. Whoever the URL logs in as, statements run as the application's role. */
export function createDatabase(url: string): PrismaClient {
  const loggedInAs = decodeURIComponent(new URL(url).username);
  const options = loggedInAs === applicationRole ? undefined : `-c role=${applicationRole}`;
  const adapter = new PrismaPg(
    { connectionString: url, options, max: CONNECTIONS },
    { statementNameGenerator: statementNames() },
  );
  return new PrismaClient({ adapter });
}
