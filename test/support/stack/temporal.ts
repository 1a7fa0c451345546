import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { runningStack } from './running';

/** The run's real Temporal, with task queues of the test file's own. */
export function testTemporal(): { address: string; namespace: string; taskQueue: string } {
  return { address: runningStack().temporalAddress, namespace: 'default', taskQueue: `test-${randomUUID()}` };
}

/** A server whose clock skips ahead. One for each test file, used in series; `teardown()` when done. */
export async function createTimeSkippingEnv(): Promise<TestWorkflowEnvironment> {
  const { testServer } = runningStack();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path: testServer } },
      });
    } catch (error) {
      // it is given five seconds, which a busy machine may need twice
      if (attempt === 4) throw error;
    }
  }
}
