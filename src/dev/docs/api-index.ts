import { createApi } from '../../api/app';
import { loadConfig } from '../../config';
import { createContext } from '../../context';
import { code, type Document, page, table } from './markdown';

type Operation = { summary?: string; tags?: string[] };

/** The routes by resource, from the document that the server itself serves. */
export async function apiIndex(): Promise<Document> {
  const { tags = [], paths = {} } = await openApi();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      route: `${method.toUpperCase()} ${path}`,
    })),
  );
  const sections = tags.map(({ name, description = '' }) => {
    const rows = operations.filter((operation) => operation.tags?.[0] === name);
    return rows.length === 0
      ? ''
      : `## ${description}\n\n${table(
          ['route', ''],
          rows.map(({ route, summary = '' }) => [code(route), summary]),
        )}`;
  });
  return {
    file: 'docs/api.md',
    text: page(
      'The HTTP API in short',
      ['src/api'],
      `The server describes itself: \`/api/openapi.json\`, readable at \`/docs\`. This is its table of contents. Amounts are whole fen (\`…Fen\`), instants
ISO 8601 on the community's clock (\`…At\`), days civil days in its zone (\`…On\`).

- **Who asks**: \`Authorization: Bearer <token>\`, from \`POST /api/session\` or made for a user by an administrator. Every route names what it
  needs; there is none without a guard but those that anybody may see.
- **Refusals** have a \`code\`, a Chinese sentence and an English one. Whatever else goes wrong has an \`errorId\` that is in the log.
- **Writes** may carry a \`commandId\` (a uuid): the same one twice is once.
- **Beside it**: \`/healthz\` (it runs), \`/readyz\` (database, Temporal, a worker polling), \`/metrics\` (Prometheus).`,
      ...sections.filter(Boolean),
    ),
  };
}

async function openApi() {
  const key = Buffer.alloc(32).toString('base64');
  const context = createContext(
    loadConfig({
      NODE_ENV: 'production',
      LOG_LEVEL: 'silent',
      // nothing connects before it is used
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      CUIJIAO_ENCRYPTION_KEY: key,
      CUIJIAO_INDEX_KEY: key,
      CUIJIAO_SIGNING_KEY: key,
    }),
  );
  const api = await createApi(context);
  try {
    await api.ready();
    return api.swagger() as { tags?: { name: string; description?: string }[]; paths?: object };
  } finally {
    await api.close();
    await context.destroy();
  }
}
