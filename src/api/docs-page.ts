import { z } from 'zod';

/** The OpenAPI document as a page to read: one file, no script, no other host. */

const schemaSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  description: z.string().optional(),
  format: z.string().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), schemaSchema).optional();
  },
  get items() {
    return schemaSchema.optional();
  },
  get anyOf() {
    return z.array(schemaSchema).optional();
  },
  get oneOf() {
    return z.array(schemaSchema).optional();
  },
});
type Schema = z.infer<typeof schemaSchema>;

const contentSchema = z.record(z.string(), z.looseObject({ schema: schemaSchema.optional() })).optional();
const operationSchema = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: schemaSchema.optional(),
      }),
    )
    .optional(),
  requestBody: z.looseObject({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: contentSchema })).optional(),
});
type Operation = z.infer<typeof operationSchema>;

const documentSchema = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string().optional() }),
  tags: z.array(z.looseObject({ name: z.string(), description: z.string().optional() })).optional(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  components: z.looseObject({ schemas: z.record(z.string(), schemaSchema).optional() }).optional(),
});

type Entry = { method: string; path: string; operation: Operation };

export function docsPage(openapi: unknown): string {
  const document = documentSchema.parse(openapi);
  const entries = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Entry => ({ method, path, operation: operationSchema.parse(operation) }),
    ),
  );
  const sections = (document.tags ?? []).map((tag) => ({
    ...tag,
    entries: entries.filter(({ operation }) => operation.tags?.[0] === tag.name),
  }));
  const { info } = document;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(info.title)} API</title><style>${STYLE}</style></head><body>
<header><h1>${escaped(info.title)} <small>${escaped(info.version)}</small></h1>
${(info.description ?? '')
  .split('\n')
  .map((line) => `<p>${escaped(line)}</p>`)
  .join('')}
<p><a href="/api/openapi.json">/api/openapi.json</a></p>
<nav>${sections.map(({ name, description }) => `<a href="#${name}">${escaped(description ?? name)}</a>`).join('')}</nav></header>
<main>${sections.map(sectionOf).join('\n')}
<section id="schemas"><h2>共用结构 Shared schemas</h2>
${Object.entries(document.components?.schemas ?? {})
  .map(sharedOf)
  .join('\n')}</section></main></body></html>`;
}

function sectionOf({
  name,
  description,
  entries,
}: {
  name: string;
  description?: string;
  entries: Entry[];
}): string {
  return `<section id="${name}"><h2>${escaped(description ?? name)}</h2>${entries.map(entryOf).join('\n')}</section>`;
}

function entryOf({ method, path, operation }: Entry): string {
  const body = Object.entries(operation.requestBody?.content ?? {})[0];
  return `<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escaped(path)}</code> <span>${escaped(operation.summary ?? '')}</span></summary>
${operation.description ? `<p>${escaped(operation.description)}</p>` : ''}
${parametersOf(operation)}
${body ? `<h4>请求 ${escaped(body[0])}</h4>${tree(body[1].schema)}` : ''}
${Object.entries(operation.responses ?? {})
  .map(responseOf)
  .join('\n')}</details>`;
}

function parametersOf({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${escaped(name)}</code>${required ? ' *' : ''}</td><td>${place}</td><td>${typeOf(schema ?? {})}</td><td>${escaped(description ?? schema?.description ?? '')}</td></tr>`,
  );
  return `<h4>参数</h4><table>${rows.join('')}</table>`;
}

function responseOf([status, { content }]: [string, { content?: z.infer<typeof contentSchema> }]): string {
  const [type, body] = Object.entries(content ?? {})[0] ?? [];
  return `<h4>${escaped(status)} ${escaped(type ?? '')}</h4>${tree(body?.schema)}`;
}

function sharedOf([name, schema]: [string, Schema]): string {
  return `<details id="schema-${escaped(name)}"><summary><code>${escaped(name)}</code> <span>${escaped(schema.description ?? '')}</span></summary>${tree(schema)}</details>`;
}

const DEEPEST = 6;

function tree(schema: Schema | undefined, depth = 0): string {
  if (!schema || depth > DEEPEST) return '';
  const inner = schema.items ?? schema;
  const choices = inner.anyOf ?? inner.oneOf;
  if (!inner.properties && choices?.some((choice) => choice.properties)) {
    return `<ul>${choices.map((choice) => `<li>${typeOf(choice)}${tree(choice, depth + 1)}</li>`).join('')}</ul>`;
  }
  if (!inner.properties) return depth === 0 ? `<p>${typeOf(schema)}</p>` : '';
  const rows = Object.entries(inner.properties).map(([name, property]) => {
    const star = inner.required?.includes(name) ? '' : '?';
    return `<li><code>${escaped(name)}${star}</code> <i>${typeOf(property)}</i> ${escaped(property.description ?? '')}${tree(property, depth + 1)}</li>`;
  });
  return `<ul>${rows.join('')}</ul>`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`;
  }
  if (schema.const !== undefined) return escaped(JSON.stringify(schema.const));
  if (schema.enum) return escaped(schema.enum.map((value) => JSON.stringify(value)).join(' | '));
  if (schema.items) return `${typeOf(schema.items)}[]`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeOf).join(' | ');
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? '');
  return escaped(schema.format ? `${type} (${schema.format})` : type);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `body{font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:1000px;padding:1rem;color:#1a1a1a;background:#fff}
h1 small{font-weight:400;color:#777}h2{border-bottom:1px solid #ddd;margin-top:2rem}h4{margin:.6rem 0 .2rem}nav a{display:inline-block;margin:0 1rem .3rem 0}
details{border:1px solid #e3e3e3;border-radius:6px;margin:.4rem 0;padding:.3rem .7rem}summary{cursor:pointer;overflow-wrap:anywhere}summary span{color:#555;margin-left:.5rem}
code{font:13px/1.5 ui-monospace,monospace}b{display:inline-block;min-width:4.2rem}.get{color:#17692f}.post,.put,.patch{color:#8a4b00}.delete{color:#a3182c}
ul{margin:.1rem 0;padding-left:1.2rem}i{color:#666;font-style:normal}table{border-collapse:collapse}td{padding:.1rem .8rem .1rem 0;vertical-align:top}
@media (prefers-color-scheme:dark){body{background:#16181b;color:#ddd}details,h2{border-color:#3a3d42}summary span,i,h1 small{color:#9a9a9a}a{color:#7fb2ff}.get{color:#6fce8a}.post,.put,.patch{color:#e5a863}.delete{color:#ff8291}}`;
