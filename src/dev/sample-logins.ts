import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { roleSchema } from '../domain/roles';

/** Who can sign in to the sample community of a data folder: what the seed wrote and the command line reads. */
const loginsSchema = z.object({
  community: z.string(),
  users: z.array(
    z.object({
      login: z.string(),
      name: z.string(),
      role: roleSchema,
      password: z.string(),
      token: z.string(),
    }),
  ),
});
export type SampleLogins = z.infer<typeof loginsSchema>;

export function sampleLoginsFile(home: string): string {
  return path.join(home, 'sample-logins.json');
}

/** Null where the sample community was not loaded from this data folder. */
export function readSampleLogins(home: string): SampleLogins | null {
  const file = sampleLoginsFile(home);
  return existsSync(file) ? loginsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}
