import { z } from 'zod';
import { createActivities } from '../../activities';
import { loadConfig } from '../../src/config';
import { createContext } from '../../src/context';
import { createWorker } from '../../src/worker/create';
import type { TurnRecord } from '../../workflows/messages';

/** A worker's process that is killed the moment a certain record is committed (`test/fault/lost-task.test.ts`). */
const job = z.object({
  environment: z.record(z.string(), z.string()),
  dieAfter: z.enum(['payment', 'command']),
});

const { environment, dieAfter } = job.parse(JSON.parse(process.argv[2] ?? ''));

function isFatal({ snapshot, notes }: TurnRecord): boolean {
  if (dieAfter === 'payment') return snapshot.context.ledgerVersion > 1;
  return notes.some(({ note }) => note.kind === 'command_accepted');
}

async function main(): Promise<void> {
  const context = createContext(loadConfig(environment));
  const activities = createActivities(context);
  const { worker } = await createWorker(context, {
    ...activities,
    async recordTurn(record) {
      const answer = await activities.recordTurn(record);
      if (isFatal(record)) process.kill(process.pid, 'SIGKILL');
      return answer;
    },
  });
  await worker.run();
}

void main();
