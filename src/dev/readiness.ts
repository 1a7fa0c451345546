import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 120_000;

/** @throws {Error} with what the server last answered, when it is not ready in two minutes */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  let answer = 'no answer';
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; ) {
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
      if (response.ok) return;
      answer = await response.text();
    } catch {
      if (signal.aborted) return;
    }
    await sleep(500);
  }
  throw new Error(`The server is not ready after ${patienceMs / 1000} s: ${answer}`);
}
