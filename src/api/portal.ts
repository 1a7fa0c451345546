import { existsSync } from 'node:fs';
import path from 'node:path';
import serveFiles from '@fastify/static';
import { UserError } from '../errors';
import type { Api } from './api';
import { PORTAL_POLICY } from './security';

/** Where `npm run portal` puts what a browser loads. */
const BUILT = path.resolve(__dirname, '../../web/dist');
const PAGE = 'index.html';
const A_YEAR_MS = 365 * 86_400_000;

/** The portal: its page for every address that is no route of the API, and the files that the page names by their digest. */
export async function servePortal(app: Api): Promise<void> {
  await app.register(serveFiles, { root: BUILT, serve: false });
  const open = { schema: { hide: true }, config: { access: { kind: 'public' } } } as const;

  app.get<{ Params: { file: string } }>('/assets/:file', open, async ({ params }, reply) => {
    return reply.sendFile(path.join('assets', params.file), { immutable: true, maxAge: A_YEAR_MS });
  });
  app.get('/icon.svg', open, async (_request, reply) => reply.sendFile('icon.svg'));
  app.get('/', open, async (_request, reply) => {
    if (!isBuilt()) return reply.redirect('/docs');
    reply.header('content-security-policy', PORTAL_POLICY);
    return reply.sendFile(PAGE, { cacheControl: false });
  });
  app.get('/*', open, async ({ url }, reply) => {
    if (url.startsWith('/api/') || !isBuilt()) throw noSuchRoute();
    reply.header('content-security-policy', PORTAL_POLICY);
    return reply.sendFile(PAGE, { cacheControl: false });
  });
}

function isBuilt(): boolean {
  return existsSync(path.join(BUILT, PAGE));
}

export function noSuchRoute(): UserError {
  return new UserError('NO_SUCH_ROUTE', '没有这个地址，请看 /docs', 'there is no such route: see /docs', 404);
}
