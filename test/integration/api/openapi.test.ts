import { createTestApi } from '../../support/api';

let service: Awaited<ReturnType<typeof createTestApi>>;

beforeAll(async () => {
  service = await createTestApi();
});
afterAll(() => service.destroy());

type Node = { [key: string]: unknown };

function* nodes(value: unknown, path = '#'): Generator<[string, Node]> {
  if (typeof value !== 'object' || value === null) return;
  yield [path, value as Node];
  for (const [key, child] of Object.entries(value))
    yield* nodes(child, `${path}/${key.replaceAll('/', '~1')}`);
}

function resolve(document: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/'))
    .reduce<unknown>((node, part) => (node as Node | undefined)?.[part], document);
}

describe('the OpenAPI document', () => {
  test('names every route of the API, each with its tag, its summary and its answer', async () => {
    const { status, body } = await service.ask(null, 'GET', '/api/openapi.json');
    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    const declared = service.api.declaredRoutes
      .filter(
        ({ method, url }) => method !== 'HEAD' && url.startsWith('/api/') && url !== '/api/openapi.json',
      )
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries<Node>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(declared.sort());
    const tags = body.tags.map(({ name }: { name: string }) => name);
    for (const [path, methods] of Object.entries<Node>(body.paths)) {
      for (const operation of Object.values(methods) as Node[]) {
        expect([path, operation.summary]).toEqual([path, expect.stringMatching(/.+/)]);
        expect(tags).toContain((operation.tags as string[])[0]);
        expect(Object.keys(operation.responses as Node).length).toBeGreaterThan(0);
      }
    }
  });

  test('resolves all its references, and declares every parameter of a path', async () => {
    const { body } = await service.ask(null, 'GET', '/api/openapi.json');
    for (const [path, node] of nodes(body)) {
      if (typeof node.$ref === 'string')
        expect([path, resolve(body, node.$ref)]).toEqual([path, expect.any(Object)]);
    }
    for (const [path, methods] of Object.entries<Node>(body.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(methods) as { parameters?: { name: string; in: string }[] }[]) {
        const declared = (operation.parameters ?? []).filter(({ in: place }) => place === 'path');
        expect([path, declared.map(({ name }) => name).sort()]).toEqual([path, named.sort()]);
      }
    }
  });

  test('is a page to read, Chinese first, that asks no other host and runs no script', async () => {
    const { status, headers, body } = await service.ask(null, 'GET', '/docs');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toContain('催缴案件');
    expect(body).toContain('/api/communities/{communityId}/cases');
    expect(body).not.toMatch(/<script|https?:\/\//);
  });
});

describe('the portal', () => {
  it('is the page of every address that is none of the API', async () => {
    for (const path of ['/', '/sign-in', `/c/${service.communityId}/today`]) {
      const { status, headers, body } = await service.ask(null, 'GET', path);
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(body).toContain('<div id="root">');
    }
  });

  it('leaves what lies below /api to the API, and gives no file but its own', async () => {
    const answers = ['/api/nothing', '/assets/..%2f..%2f..%2fpackage.json', '/assets/nothing.js'].map(
      async (path) => (await service.ask(null, 'GET', path)).status,
    );
    expect(await Promise.all(answers)).toEqual([404, 403, 404]);
  });
});

describe('the state of the service', () => {
  test('lives as soon as it answers', async () => {
    expect((await service.ask(null, 'GET', '/healthz')).body).toEqual({ ok: true });
  });

  test('is not ready without a worker, and says so by name', async () => {
    const { status, body } = await service.ask(null, 'GET', '/readyz');
    expect(status).toBe(503);
    expect([body.database.ok, body.temporal.ok, body.worker.ok]).toEqual([true, true, false]);
    expect(body.worker.why).toContain('no worker polls');
  });

  test('gives figures to Prometheus without a name of anybody', async () => {
    await service.ask('manager', 'GET', service.base);
    const { body } = await service.ask(null, 'GET', '/metrics');
    expect(body).toContain('cuijiao_http_request_seconds_bucket');
    expect(body).toContain('route="/api/communities/:communityId"');
  });
});

describe('what is no request of ours', () => {
  test('is refused with a code and a sentence', async () => {
    const nowhere = await service.ask('manager', 'GET', '/api/nowhere');
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'NO_SUCH_ROUTE']);
    const broken = await fetch(`${service.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"login":',
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({
      code: expect.any(String),
      zh: expect.any(String),
      en: expect.any(String),
    });
    const wrong = await service.ask(null, 'POST', '/api/session', { login: 7 });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(wrong.body.details.issues[0].path).toBe('body/login');
  });

  test('is refused when it is too large', async () => {
    const large = await service.ask(null, 'POST', '/api/session', {
      login: 'x'.repeat(2_000_000),
      password: 'y',
    });
    expect([large.status, large.body.code]).toEqual([413, 'TOO_LARGE']);
  });
});
