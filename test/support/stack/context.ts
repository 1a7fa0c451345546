import { randomBytes, randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../../src/config';
import { createContext } from '../../../src/context';
import { createTestDatabase } from './database';
import { testTemporal } from './temporal';

/**
 * The product's own context on a database of this test file's. `await context.destroy()` when done.
 *
 * @param environment variables that differ from a test's defaults
 */
export async function createTestContext(environment: Record<string, string> = {}) {
  const { url, ownerUrl } = await createTestDatabase();
  const { address, namespace, taskQueue } = testTemporal();
  const key = () => randomBytes(32).toString('base64');
  return createContext(
    loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: url,
      DATABASE_OWNER_URL: ownerUrl,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      TASK_QUEUE: taskQueue,
      CUIJIAO_HOME: path.join(os.tmpdir(), 'cuijiao-test-homes', randomUUID()),
      CUIJIAO_ENCRYPTION_KEY: key(),
      CUIJIAO_INDEX_KEY: key(),
      CUIJIAO_SIGNING_KEY: key(),
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...environment,
    }),
  );
}
