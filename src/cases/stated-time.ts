import { z } from 'zod';
import { MINUTE_MS } from '../domain/civil-day';
import { type StatedTime, statedTimeSchema } from '../domain/contact-rules';

/** The form in which a contact point first kept it: minutes of the day. */
const minutes = z.object({ fromMinute: z.int().min(0).max(1439), toMinute: z.int().min(0).max(1439) });

/** The owner's own stated time of a contact point; null where he stated none. */
export function statedTimeOf(column: unknown): StatedTime | null {
  if (column === null || column === undefined) return null;
  const inMinutes = minutes.safeParse(column);
  if (!inMinutes.success) return statedTimeSchema.parse(column);
  const { fromMinute, toMinute } = inMinutes.data;
  return statedTimeSchema.parse({ from: timeOf(fromMinute), to: timeOf(toMinute) });
}

function timeOf(minuteOfDay: number): string {
  return new Date(minuteOfDay * MINUTE_MS).toISOString().slice(11, 16);
}
