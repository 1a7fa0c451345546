import createFetch, { type Middleware } from 'openapi-fetch';
import createHooks from 'openapi-react-query';
import type { components, paths } from './schema';

/** The schemas of the API's document by name, e.g. `Schemas['Me']`. */
export type Schemas = components['schemas'];
export type Refusal = Schemas['Refusal'];

/** What the server did not do, with the sentence it gave for it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  constructor(readonly refusal: Refusal) {
    super(refusal.zh);
  }
}

const NO_ANSWER: Refusal = {
  code: 'NO_ANSWER',
  zh: '连不上服务器，请检查网络后再试',
  en: 'the server does not answer; check the network and try again',
};

/** Told by whoever shows the sign-in page. */
let whenSignedOut = () => {};
export function onSignedOut(tell: () => void): void {
  whenSignedOut = tell;
}

const portal: Middleware = {
  onRequest({ request }) {
    request.headers.set('x-cuijiao-portal', '1');
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return response;
    const refusal = await refusalOf(response);
    if (response.status === 401 && !schemaPath.startsWith('/api/session/browser')) whenSignedOut();
    throw new RefusedError(refusal);
  },
  onError() {
    return new RefusedError(NO_ANSWER);
  },
};

async function refusalOf(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => null);
  const isRefusal = typeof body === 'object' && body !== null && 'code' in body && 'zh' in body;
  return isRefusal ? (body as Refusal) : NO_ANSWER;
}

/** Typed by the API's own document; throws `RefusedError` for whatever is not an answer. */
export const api = createFetch<paths>({ baseUrl: '/' });
api.use(portal);

/** The same for components: `$api.useQuery('get', '/api/…')`, `$api.useMutation('post', '/api/…')`. */
export const $api = createHooks(api);

/** A file with its fields: the document describes no multipart, so these go by plain fetch, with the same refusals. */
export async function upload<Answer>(path: string, fields: Record<string, string>, file: Blob, name: string) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  form.append('file', file, name);
  const response = await fetch(path, {
    method: 'POST',
    body: form,
    headers: { 'x-cuijiao-portal': '1' },
  }).catch(() => {
    throw new RefusedError(NO_ANSWER);
  });
  if (response.ok) return (await response.json()) as Answer;
  if (response.status === 401) whenSignedOut();
  throw new RefusedError(await refusalOf(response));
}
