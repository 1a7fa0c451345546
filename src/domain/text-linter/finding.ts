import { z } from 'zod';

/** What the linter has against a text. An error keeps it from being sent; a warning is for the person who approves. */
export const findingSchema = z.object({
  /** Id of the rule (docs/texts.md) */
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  zh: z.string(),
  en: z.string(),
  /** The place in the text */
  excerpt: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

export function errorsOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}
