import { z } from 'zod';
import { refusalSchema } from '../api/errors';
import { PassingError, UserError } from '../errors';

/** The API as the command line uses it. Answers are read by the same schemas that the server writes them with. */

export type Client = ReturnType<typeof createClient>;
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

const statuses = z.literal([400, 401, 403, 404, 409, 413, 422]);

export function createClient({ url, token }: { url: string; token: string | null }) {
  async function request(method: string, path: string, body?: unknown): Promise<Response> {
    const isForm = body instanceof FormData;
    const headers: Record<string, string> = { accept: 'application/json' };
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
  const refusal = refusalSchema.safeParse(parse(text));
  if (response.status === 503 || response.status === 502) {
    return new PassingError(
      refusal.data?.code ?? 'SERVER_BUSY',
      refusal.data?.en ?? `${what} answered ${response.status}`,
    );
  }
  const status = statuses.safeParse(response.status);
  if (!refusal.success || !status.success)
    return new Error(`${what} answered ${response.status}: ${text.slice(0, 500)}`);
  const { code, zh, en, details } = refusal.data;
  return new UserError(code, zh, en, status.data, details);
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
