import { openApiDocument } from '../openapi-document';
import { code, type Document, page, table } from './markdown';

type Operation = { summary?: string; tags?: string[] };

/** The routes by resource, from the document that the server itself serves. */
export async function apiIndex(): Promise<Document> {
  const { tags = [], paths = {} } = await openApiDocument();
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
