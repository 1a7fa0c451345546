import { z } from 'zod';

/** What the service says to people, in both languages. */
export const saidSchema = z.object({ zh: z.string(), en: z.string() });
