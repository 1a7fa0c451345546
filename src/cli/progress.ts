/** For what takes longer than two seconds, a line that says how long already. Silent for programs and where nobody looks. */

const SILENT_MS = 2_000;
const TICK_MS = 500;

export type Progress = { say: (text: string) => void };

export async function withProgress<T>(
  text: string,
  shown: boolean,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  if (!shown || !process.stderr.isTTY) return work({ say: () => undefined });
  const startedAt = performance.now();
  let now = text;
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < SILENT_MS) return;
    process.stderr.write(`\r\x1b[2K${now} … ${Math.round(elapsedMs / 1000)} 秒`);
  }, TICK_MS);
  try {
    return await work({
      say: (next) => {
        now = next;
      },
    });
  } finally {
    clearInterval(timer);
    if (performance.now() - startedAt >= SILENT_MS) process.stderr.write('\r\x1b[2K');
  }
}
