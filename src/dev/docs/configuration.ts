import { z } from 'zod';
import { environment } from '../../config';
import { code, type Document, page, table } from './markdown';

type Property = { description?: string; default?: unknown; enum?: string[] };

/** A default that the schema computes, or keeps in another unit, is said in the description. */
const DEFAULT_IN_WORDS = /\s*Default: (.+?)\.(?=\s|$)/;

/** The environment, from the schema by which it is read. */
export function configuration(): Document {
  const { properties, required = [] } = z.toJSONSchema(environment, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties ?? {}).map(([name, property]) => {
    const { description = '', default: value, enum: values } = property as Property;
    const words = DEFAULT_IN_WORDS.exec(description)?.[1];
    const fallback = words ?? (value === undefined ? '' : code(String(value)));
    const what = description.replace(DEFAULT_IN_WORDS, '').trim();
    const allowed = values ? ` One of ${values.map(code).join(', ')}.` : '';
    return [code(name), `${what}${allowed}`, fallback, required.includes(name) ? 'yes' : ''];
  });
  return {
    file: 'docs/configuration.md',
    text: page(
      'Configuration',
      ['src/config.ts'],
      `Everything that \`server\`, \`worker\` and the command line read from the environment is one schema, read once, at the start. What is wrong
is named all at once, never with its value. Outside production whatever is not given comes from the \`npm start\` that runs in
\`CUIJIAO_HOME\`; an empty value counts as none.`,
      table(['variable', 'what it is', 'default', 'needed in production'], rows),
    ),
  };
}
