import { z } from 'zod';
import type { Context } from '../context';
import type { Api } from './api';
import { type Probe, probeAll } from './probes';

const probeSchema = z.object({ ok: z.boolean(), why: z.string().nullable() });
const readinessSchema = z.object({
  ok: z.boolean(),
  database: probeSchema,
  temporal: probeSchema,
  worker: probeSchema,
});

/** `/healthz`: the process lives. `/readyz`: what it needs answers, each part named. */
export function serveHealth(app: Api, context: Context): void {
  const access = { access: { kind: 'public' } } as const;
  app.get(
    '/healthz',
    { schema: { hide: true, response: { 200: z.object({ ok: z.literal(true) }) } }, config: access },
    async () => ({
      ok: true as const,
    }),
  );
  app.get(
    '/readyz',
    { schema: { hide: true, response: { 200: readinessSchema, 503: readinessSchema } }, config: access },
    async (_request, reply) => {
      const parts = await probeAll(context);
      const ok = Object.values(parts).every((part: Probe) => part.ok);
      return reply.code(ok ? 200 : 503).send({ ok, ...parts });
    },
  );
}
