import { Client, Connection } from '@temporalio/client';
import type { Config } from './config';
import { createDatabase } from './db/client';
import { createLogger } from './logger';

/** Config → what the server, the worker and the command line work with. Connects to nothing until it is used. */
export function createContext(config: Config) {
  const db = createDatabase(config.databaseUrl);
  const connection = Connection.lazy({ address: config.temporalAddress });
  return {
    config,
    keys: config.keys,
    logger: createLogger(config),
    db,
    temporal: new Client({ connection, namespace: config.temporalNamespace }),
    async destroy() {
      await Promise.all([connection.close(), db.$disconnect()]);
    },
  };
}

export type Context = ReturnType<typeof createContext>;
