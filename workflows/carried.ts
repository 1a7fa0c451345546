import { z } from 'zod';
import { noteSchema } from '../src/machine/events';

/** How many staff commands a case remembers: a caller that repeats one does so at once, and Postgres keeps them all. */
export const REMEMBERED_COMMANDS = 50;

const keyedNoteSchema = z.object({ turn: z.number().int(), key: z.string(), note: noteSchema });
export type PendingNote = z.infer<typeof keyedNoteSchema>;

/** What goes through continue-as-new, and what a workflow that was lost is started again with. Plain JSON, no Map, no Set. */
export const carriedSchema = z.object({
  /** `migrate` reads it: it may come from an earlier release */
  snapshot: z.unknown(),
  turn: z.number().int(),
  recordedTurn: z.number().int(),
  notes: z.array(keyedNoteSchema),
  seen: z.array(z.object({ commandId: z.string(), turn: z.number().int() })),
});
export type Carried = z.infer<typeof carriedSchema>;
