import { z } from 'zod';
import { NDJSON, type Refusal, refusalSchema } from '../api/schemas/refusal';
import { PassingError, UserError } from '../errors';

/** The API as the command line uses it. Answers are read by the same schemas that the server writes them with. */

export type Client = ReturnType<typeof createClient>;
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

const statuses = z.literal([400, 401, 403, 404, 409, 413, 422, 429]);

export function createClient({ url, token }: { url: string; token: string | null }) {
  async function request(
    method: string,
    path: string,
    body?: unknown,
    accept = 'application/json',
  ): Promise<Response> {
    const isForm = body instanceof FormData;
    const headers: Record<string, string> = { accept };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined && !isForm) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      });
    } catch (cause) {
      throw new PassingError('SERVER_AWAY', `no server answers at ${url}`, { cause });
    }
    if (response.ok) return response;
    throw await refusalOf(response, `${method} ${path.split('?')[0]}`);
  }

  return {
    url,
    async get<Answer extends z.ZodType>(
      path: string,
      answer: Answer,
      query: Query = {},
    ): Promise<z.output<Answer>> {
      return answer.parse(await (await request('GET', `${path}${queryText(query)}`)).json());
    },
    async post<Answer extends z.ZodType>(
      path: string,
      answer: Answer,
      body: unknown = {},
    ): Promise<z.output<Answer>> {
      return answer.parse(await (await request('POST', path, body)).json());
    },
    async put<Answer extends z.ZodType>(
      path: string,
      answer: Answer,
      body: unknown,
    ): Promise<z.output<Answer>> {
      return answer.parse(await (await request('PUT', path, body)).json());
    },
    /** Work that tells how far it is: `onProgress` is told, the answer is the last line. */
    async progress<Answer extends z.ZodType>(
      path: string,
      answer: Answer,
      body: unknown,
      onProgress: (progress: unknown) => void,
    ): Promise<z.output<Answer>> {
      const response = await request('POST', path, body, NDJSON);
      for await (const line of linesOf(response)) {
        const said = progressLine.parse(JSON.parse(line));
        if ('answer' in said) return answer.parse(said.answer);
        if ('refusal' in said) throw errorOf(refusedLine.parse(said.refusal));
        onProgress(said.progress);
      }
      throw new PassingError('SERVER_AWAY', 'the server went away before it was done');
    },
    async delete(path: string): Promise<void> {
      await request('DELETE', path);
    },
    async bytes(path: string): Promise<Buffer> {
      return Buffer.from(await (await request('GET', path)).arrayBuffer());
    },
    /** Every page of a list, as one. */
    async all<Item extends z.ZodType>(
      path: string,
      item: Item,
      query: Query = {},
    ): Promise<z.output<Item>[]> {
      const page = z.object({ items: z.array(item), next: z.string().nullable() });
      const items: z.output<Item>[] = [];
      let after: string | undefined;
      do {
        const answer = page.parse(
          await (await request('GET', `${path}${queryText({ limit: 500, ...query, after })}`)).json(),
        );
        items.push(...answer.items);
        after = answer.next ?? undefined;
      } while (after !== undefined);
      return items;
    },
  };
}

async function refusalOf(response: Response, what: string): Promise<Error> {
  const text = await response.text();
  const { status } = response;
  const refusal = refusalSchema.safeParse(parse(text));
  if (refusal.success) return errorOf({ ...refusal.data, status });
  if (status === 502 || status === 503) return new PassingError('SERVER_BUSY', `${what} answered ${status}`);
  return new Error(`${what} answered ${status}: ${text.slice(0, 500)}`);
}

/** A refusal in the family that it was at the server. */
function errorOf({ status, code, zh, en, details }: Refusal & { status: number }): Error {
  if (status === 503) return new PassingError(code, en);
  const known = statuses.safeParse(status);
  return known.success ? new UserError(code, zh, en, known.data, details) : new Error(`${code}: ${en}`);
}

const progressLine = z.record(z.string(), z.unknown());
const refusedLine = refusalSchema.extend({ status: z.number() });

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
