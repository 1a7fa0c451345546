import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../context';
import type { Api } from './api';
import { readFigures } from './metrics-figures';

/** What Prometheus scrapes. Figures of the business are counted by the database when asked: nothing is kept in a process. */
export function serveMetrics(app: Api, context: Context): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'cuijiao_http_request_seconds',
    help: 'Time to answer, by method, route as declared, and status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'cuijiao_http_refusals_total',
    help: 'Refused requests, by their code',
    labelNames: ['code'] as const,
    registers: [registry],
  });
  const figures = registerFigures(registry);

  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    durations.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    if (request.refusalCode) refusals.inc({ code: request.refusalCode });
  });

  app.get(
    '/metrics',
    { schema: { hide: true }, config: { access: { kind: 'public' } } },
    async (_request, reply) => {
      figures(await readFigures(context));
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}

function registerFigures(registry: Registry): (read: Awaited<ReturnType<typeof readFigures>>) => void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const cases = gauge('cuijiao_cases_open', 'Open cases, by community and level', ['community', 'level']);
  const held = gauge('cuijiao_cases_held', 'Open cases by kind of hold', ['community', 'hold']);
  const tasks = gauge('cuijiao_tasks_open', 'Open tasks, by kind; overdue ones apart', [
    'community',
    'kind',
    'overdue',
  ]);
  const contacts = gauge('cuijiao_contacts', 'Contacts ever claimed, by channel and outcome', [
    'community',
    'channel',
    'outcome',
  ]);
  const claims = gauge('cuijiao_planned_steps', 'Planned steps, by how they ended; `none` has not ended', [
    'community',
    'end',
    'reason',
  ]);
  const waiting = gauge('cuijiao_outbox_waiting', 'Facts not yet relayed to their case', ['community']);
  const lag = gauge('cuijiao_outbox_lag_seconds', 'Age of the oldest fact that could be relayed and is not', [
    'community',
  ]);
  return (read) => {
    for (const one of [cases, held, tasks, contacts, claims, waiting, lag]) one.reset();
    for (const row of read.cases)
      cases.set({ community: row.community, level: String(row.level) }, row.count);
    for (const row of read.held) held.set({ community: row.community, hold: row.hold }, row.count);
    for (const row of read.tasks) {
      tasks.set({ community: row.community, kind: row.kind, overdue: String(row.overdue) }, row.count);
    }
    for (const row of read.contacts) {
      contacts.set({ community: row.community, channel: row.channel, outcome: row.outcome }, row.count);
    }
    for (const row of read.steps) {
      claims.set({ community: row.community, end: row.end, reason: row.reason }, row.count);
    }
    for (const row of read.outbox) {
      waiting.set({ community: row.community }, row.count);
      lag.set({ community: row.community }, row.lagSeconds);
    }
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    refusalCode?: string;
  }
}
