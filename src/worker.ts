import { loadConfig } from './config';
import { createContext } from './context';
import { runWorker } from './worker/run';

/** A worker over one context, until it is told to end. Any number of them may run. */
async function work(): Promise<void> {
  const context = createContext(loadConfig());
  await runWorker(context);
  await context.destroy();
}

work().catch((error) => {
  console.error(error);
  process.exit(1);
});
