import { request } from 'node:http';
import { setPassword } from '../../../src/auth/users';
import { withSystemScope } from '../../../src/db/scope';
import { createTestApi } from '../../support/api';

let service: Awaited<ReturnType<typeof createTestApi>>;
const password = 'a long enough sentence 7';

beforeAll(async () => {
  service = await createTestApi();
  await withSystemScope(service.context, (tx) =>
    setPassword(tx, service.user('manager').id, password, new Date()),
  );
});
afterAll(() => service.destroy());

async function signInByBrowser() {
  const answer = await send('POST', '/api/session/browser', {}, { login: 'manager.one', password });
  return { answer, cookie: answer.headers.get('set-cookie') ?? '' };
}

function send(method: string, path: string, headers: Record<string, string>, body?: object) {
  return fetch(`${service.url}${path}`, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

/** `fetch` lets nobody choose the host that it names. */
function cookieOfHost(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    request(`${service.url}/api/session/browser`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(String(answer.headers['set-cookie']));
    })
      .once('error', reject)
      .end(JSON.stringify({ login: 'manager.one', password }));
  });
}

describe('a session in a browser', () => {
  it('is a cookie that no script reads and no other site sends, and the token is not in the answer', async () => {
    const { answer, cookie } = await signInByBrowser();
    expect(answer.status).toBe(200);
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Strict/i);
    expect(await answer.text()).not.toContain('cj_');
  });

  it('reads with the cookie alone, and writes only with the header that a form of another site cannot send', async () => {
    const cookie = (await signInByBrowser()).cookie.split(';')[0] ?? '';
    expect((await send('GET', '/api/session', { cookie })).status).toBe(200);
    const forged = await send('POST', '/api/session/tokens', { cookie }, { label: 'forged' });
    expect([forged.status, (await forged.json()).code]).toEqual([403, 'NOT_FROM_THE_PORTAL']);
    const own = await send(
      'POST',
      '/api/session/tokens',
      { cookie, 'x-cuijiao-portal': '1' },
      { label: 'own' },
    );
    expect(own.status).toBe(200);
  });

  it('ends for good', async () => {
    const cookie = (await signInByBrowser()).cookie.split(';')[0] ?? '';
    const ended = await send('DELETE', '/api/session', { cookie, 'x-cuijiao-portal': '1' });
    expect(ended.headers.get('set-cookie')).toMatch(/cuijiao_session=;/);
    expect((await send('GET', '/api/session', { cookie })).status).toBe(401);
  });

  it('goes over the air only by TLS', async () => {
    expect(await cookieOfHost('portal.example.cn')).toMatch(/; Secure/i);
    expect(await cookieOfHost('127.0.0.1')).not.toMatch(/; Secure/i);
  });
});
