import { z } from 'zod';

/** What every refusal looks like. */
export const refusalSchema = z
  .object({
    code: z.string().describe('Stable, in CAPITALS: what a program acts on'),
    zh: z.string().describe('一句话：哪里不对、怎么办'),
    en: z.string().describe('The same in English'),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Refusal', description: 'A refusal with its code and a sentence' });
export type Refusal = z.infer<typeof refusalSchema>;

/** How work that takes its time tells how far it is: a line of JSON each. */
export const NDJSON = 'application/x-ndjson';
