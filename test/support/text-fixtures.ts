import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { textCodeSchema, textFormSchema } from '../../src/domain/text-codes';

const FOLDER = path.join(__dirname, '../fixtures/texts');

const headSchema = z.object({
  channel: textFormSchema,
  code: textCodeSchema,
  level: z.coerce.number().int(),
  /** Refused ones: the rule that must refuse it */
  rule: z.string().optional(),
  subject: z.string().optional(),
});

export type TextFixture = z.infer<typeof headSchema> & { name: string; body: string };

/** Texts with a head between `---`: those that the linter must accept, and those that it must refuse, each by its rule. */
export function textFixtures(kind: 'accepted' | 'refused'): TextFixture[] {
  const folder = path.join(FOLDER, kind);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => {
      const [, head = '', body = ''] =
        /^---\n([\s\S]*?)\n---\n([\s\S]*)\n$/.exec(readFileSync(path.join(folder, file), 'utf8')) ?? [];
      const pairs = head
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
      return { ...headSchema.parse(Object.fromEntries(pairs)), name: file.replace('.txt', ''), body };
    });
}
