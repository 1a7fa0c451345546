import { z } from 'zod';
import { performStep } from '../../src/cases/perform';
import { loadConfig } from '../../src/config';
import { createContext } from '../../src/context';
import type { Provider } from '../../src/messaging/provider';
import type { TurnRecord } from '../../workflows/messages';
import { scriptedProviderAt } from './scripted-provider';

/** A worker's process that performs one act and is killed in the middle of it (`test/fault/kill-performer.test.ts`). */
const job = z.object({
  environment: z.record(z.string(), z.string()),
  providerUrl: z.string(),
  now: z.number(),
  record: z.custom<TurnRecord>(),
  key: z.string(),
  dieAt: z.enum(['claimed', 'answered', 'never']),
});

async function main(): Promise<void> {
  const { environment, providerUrl, now, record, key, dieAt } = job.parse(JSON.parse(process.argv[2] ?? ''));
  const context = createContext(loadConfig(environment));
  const scripted = scriptedProviderAt(providerUrl);
  const fatal: Provider = {
    ...scripted,
    async send(message, signal) {
      const answer = await scripted.send(message, signal);
      if (dieAt === 'answered') die();
      return answer;
    },
  };
  let asked = 0;
  const providers = {
    ...context.providers,
    // Asked for twice inside the claim (is it ready, does it fit), and once when that was committed.
    scripted: () => {
      asked += 1;
      if (dieAt === 'claimed' && asked === 3) die();
      return fatal;
    },
  };
  const performed = await performStep({ ...context, providers, now: () => now }, { record, key });
  console.log(JSON.stringify(performed));
  await context.destroy();
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

void main();
