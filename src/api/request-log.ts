import type { Api } from './api';

/** One line a request: the route as it is declared, never the URL as it came, which may hold a search for a name. */
export function logRequests(app: Api): void {
  app.addHook('onResponse', async (request, reply) => {
    const entry = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      userId: request.actor?.userId ?? null,
      communityId: request.actor?.community?.id ?? null,
    };
    if (reply.statusCode >= 500) request.log.error(entry, 'answered');
    else request.log.info(entry, 'answered');
  });
}
