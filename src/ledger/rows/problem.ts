import { z } from 'zod';

/** What is wrong with a cell. `bad` keeps its row out, `warning` lets it in; values of names and numbers are never repeated. */
export const problemSchema = z.object({
  column: z.string(),
  value: z.string().optional(),
  reason: z.string(),
  severity: z.enum(['bad', 'warning']),
});
export type Problem = z.infer<typeof problemSchema>;

export const problemsSchema = z.array(problemSchema);

export function hasBad(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'bad');
}
