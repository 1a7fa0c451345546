import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sayError } from './errors';
import { NDJSON } from './schemas/refusal';

const LEAST_MS = 200;

/**
 * Work that takes its time. Who accepts `application/x-ndjson` is told how far it is, a line at a time: `{"progress":…}` now and again,
 * at the end `{"answer":…}`, or `{"refusal":…}` with the status it would have had. Anybody else waits for the answer alone.
 */
export async function answerWithProgress<Progress, Answer>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (onProgress: (progress: Progress) => void) => Promise<Answer>,
): Promise<Answer> {
  if (!request.headers.accept?.includes(NDJSON)) return work(() => undefined);
  const lines = new Readable({ read: () => undefined });
  const write = (line: object) => lines.push(`${JSON.stringify(line)}\n`);
  let toldAt = 0;
  const tell = (progress: Progress) => {
    const now = performance.now();
    if (now - toldAt < LEAST_MS) return;
    toldAt = now;
    write({ progress });
  };
  // What was begun is brought to its end, also if nobody listens any more.
  work(tell)
    .then(
      (answer) => write({ answer }),
      (error: unknown) => write({ refusal: sayError(error, request) }),
    )
    .finally(() => lines.push(null));
  return reply.type(NDJSON).send(lines) as never;
}
