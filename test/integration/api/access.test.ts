import type { DeclaredRoute } from '../../../src/api/access';
import { can, type Permission } from '../../../src/domain/permissions';
import { createTestApi, STAFF_ROLES } from '../../support/api';

type Permitted = DeclaredRoute & { access: { may: readonly Permission[] } };

let service: Awaited<ReturnType<typeof createTestApi>>;

beforeAll(async () => {
  service = await createTestApi();
});
afterAll(() => service.destroy());

/** Every route that is there, its parameters filled in; HEAD comes with GET and is asked too. */
function routes(): DeclaredRoute[] {
  return service.api.declaredRoutes.map((route) => ({
    ...route,
    url: route.url
      .replace(':communityId', service.communityId)
      .replace(/:\w*Id\b/g, '018f0000-0000-7000-8000-000000000000')
      .replace(/:\w+/g, '1'),
  }));
}

const PUBLIC = [
  'GET /',
  'GET /*',
  'GET /assets/1',
  'GET /icon.svg',
  'GET /metrics',
  'GET /healthz',
  'GET /readyz',
  'GET /api/openapi.json',
  'GET /docs',
  'POST /api/callbacks/tencent/1/reply',
  'POST /api/callbacks/tencent/1/status',
  'POST /api/session',
  'POST /api/session/browser',
  'POST /api/callbacks/email/1',
];

test('no more is public than what is named here', () => {
  const open = routes().filter(({ access, method }) => access.kind === 'public' && method !== 'HEAD');
  expect(open.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([...PUBLIC].sort());
});

test('whoever is not signed in is answered 401, by every route that is not public', async () => {
  const closed = routes().filter(({ access }) => access.kind !== 'public');
  expect(closed.length).toBeGreaterThan(20);
  for (const { method, url } of closed) {
    for (const authorization of [null, 'Bearer cj_wrong', 'Basic YTpi']) {
      const answer = await service.as(authorization, method, url);
      expect([method, url, answer.status]).toEqual([method, url, 401]);
    }
  }
});

test('whoever has no role in the community is answered 403, by every route of it', async () => {
  const ofCommunity = routes().filter(
    ({ access, method }) => access.kind === 'community' && method !== 'HEAD',
  );
  for (const { method, url } of ofCommunity) {
    const answer = await service.ask('stranger', method, url);
    expect([method, url, answer.status, answer.body.code]).toEqual([method, url, 403, 'NOT_YOUR_COMMUNITY']);
  }
});

test('every role is answered 403 by every route for which it has no permission', async () => {
  const permitted = routes().filter(
    (route): route is Permitted => 'may' in route.access && route.method !== 'HEAD',
  );
  let refused = 0;
  for (const { method, url, access } of permitted) {
    for (const role of STAFF_ROLES.filter((one) => !access.may.some((permission) => can(one, permission)))) {
      const answer = await service.ask(role, method, url);
      expect([role, method, url, answer.status, answer.body.code]).toEqual([
        role,
        method,
        url,
        403,
        'NOT_PERMITTED',
      ]);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(50);
});

test('a community that is not there and one that is not his are answered alike', async () => {
  const other = await service.ask('manager', 'GET', '/api/communities/018f0000-0000-7000-8000-000000000000');
  const none = await service.ask('manager', 'GET', '/api/communities/nothing');
  expect([other.status, other.body.code]).toEqual([403, 'NOT_YOUR_COMMUNITY']);
  expect([none.status, none.body.code]).toEqual([403, 'NOT_YOUR_COMMUNITY']);
});

test('a route that does not say who may use it is refused before the server starts', async () => {
  const { createApi } = await import('../../../src/api/app');
  const app = await createApi(service.context);
  expect(() => app.get('/api/forgotten', async () => ({}))).toThrow('does not declare who may use it');
  expect(() =>
    app.get(
      '/api/communities/:communityId/forgotten',
      { config: { access: { kind: 'signed_in' } } },
      async () => ({}),
    ),
  ).toThrow("access of kind 'community'");
  await app.close();
});
