import { Writable } from 'node:stream';
import pino from 'pino';
import { createApi } from '../../../src/api/app';
import { PassingError, UserError } from '../../../src/errors';
import { createTestApi } from '../../support/api';

let service: Awaited<ReturnType<typeof createTestApi>>;
let url: string;
let close: () => Promise<void>;
const log: string[] = [];

const PERSONAL = '13800000101';

beforeAll(async () => {
  service = await createTestApi();
  const stream = new Writable({
    write(line, _encoding, done) {
      log.push(String(line));
      done();
    },
  });
  const app = await createApi({ ...service.context, logger: pino({ level: 'debug' }, stream) });
  const open = { config: { access: { kind: 'public' } } } as const;
  app.get('/bug', open, async () => {
    throw new TypeError(`cannot read the number ${PERSONAL}`);
  });
  app.get('/away', open, async () => {
    throw new PassingError('DATABASE_UNREACHABLE', 'no connection to 10.0.0.7');
  });
  app.get('/refused', open, async () => {
    throw new UserError('HELD', '案件暂停中', 'the case is held', 409, { holdIds: ['a'] });
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await service.destroy();
});

test('a bug is answered by an id and nothing else; the log has the id and where, and no value', async () => {
  const response = await fetch(`${url}/bug`);
  const body = (await response.json()) as { code: string; zh: string; details: { errorId: string } };
  expect([response.status, body.code]).toEqual([500, 'BUG']);
  expect(body.zh).toContain(body.details.errorId);
  expect(JSON.stringify(body)).not.toContain(PERSONAL);
  const line = log.find((one) => one.includes(body.details.errorId)) ?? '';
  expect(JSON.parse(line)).toMatchObject({
    level: 50,
    error: 'TypeError',
    stack: expect.stringContaining('    at '),
    requestId: expect.any(String),
  });
  expect(log.join('')).not.toContain(PERSONAL);
});

test('what passes asks to come again, and names no address', async () => {
  const response = await fetch(`${url}/away`);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await response.text()).not.toContain('10.0.0.7');
});

test('a refusal is the user’s own, with its code, both sentences and what it speaks of', async () => {
  const response = await fetch(`${url}/refused`);
  expect([response.status, await response.json()]).toEqual([
    409,
    { code: 'HELD', zh: '案件暂停中', en: 'the case is held', details: { holdIds: ['a'] } },
  ]);
});

test('a request is logged by its route, its answer and who asked; never by what was searched for', async () => {
  const { token, id } = service.user('supervisor');
  const response = await fetch(`${url}${service.base}/cases?search=${PERSONAL}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  const requestId = response.headers.get('x-request-id');
  const line = log.find((one) => one.includes(String(requestId))) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({
    requestId,
    method: 'GET',
    route: '/api/communities/:communityId/cases',
    status: 200,
    userId: id,
    communityId: service.communityId,
  });
  expect(log.join('')).not.toContain(PERSONAL);
  expect(log.join('')).not.toContain(token);
});

test('every answer carries the headers that keep a browser from being used against us', async () => {
  for (const path of ['/healthz', '/docs', '/bug', '/api/session']) {
    const { headers } = await fetch(`${url}${path}`);
    expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
      path,
      'nosniff',
      'DENY',
    ]);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  }
});
