import type { Api } from './api';

/** Asked every few seconds by whoever watches the service; what they answer is not worth a line each time. */
const WATCHED = ['/healthz', '/readyz', '/metrics'];

/** One line a request: the route as it is declared, never the URL as it came, which may hold a search for a name. */
export function logRequests(app: Api): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? null;
    const entry = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      userId: request.actor?.userId ?? null,
      communityId: request.actor?.community?.id ?? null,
    };
    if (route !== null && WATCHED.includes(route)) request.log.debug(entry, 'answered');
    else if (reply.statusCode >= 500) request.log.error(entry, 'answered');
    else request.log.info(entry, 'answered');
  });
}
