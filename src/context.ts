import { Client, Connection } from '@temporalio/client';
import type { Config } from './config';
import { createDatabase } from './db/client';
import { createFieldCipher } from './db/field-cipher';
import { createLogger } from './logger';
import { builtInProviders, type ProviderRegistry } from './messaging/registry';
import { createSmtpTransports } from './messaging/smtp/transports';

/** Config → what the server, the worker and the command line work with. Connects to nothing until it is used. */
export function createContext(config: Config) {
  const db = createDatabase(config.databaseUrl);
  const connection = Connection.lazy({ address: config.temporalAddress });
  const cipher = createFieldCipher({
    encryptionKey: config.keys.encryption.toString('base64'),
    indexKey: config.keys.index.toString('base64'),
  });
  const transports = createSmtpTransports(config.smtpAccounts);
  const now = () => Date.now();
  const providers: ProviderRegistry = builtInProviders({
    ...{ db, cipher, transports, now },
    tencentAccounts: config.tencentAccounts,
  });
  return {
    config,
    keys: config.keys,
    cipher,
    /** Ways out, by name */
    providers,
    logger: createLogger(config),
    db,
    temporal: new Client({ connection, namespace: config.temporalNamespace }),
    /** Real time, epoch milliseconds; a test of skipped time puts its own in this place. */
    now,
    async destroy() {
      transports.close();
      await Promise.all([connection.close(), db.$disconnect()]);
    },
  };
}

export type Context = ReturnType<typeof createContext>;
