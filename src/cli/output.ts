import { type Fen, formatYuan } from '../domain/money';
import type { Globals } from './session';

/** Data on stdout, and nothing else: JSON for programs, Chinese for people. */
export function print(globals: Pick<Globals, 'json'>, data: unknown, text: () => string): void {
  process.stdout.write(`${globals.json ? JSON.stringify(data, null, 2) : text()}\n`);
}

/** What is worth knowing beside the answer; never in the way of a program. */
export function note(globals: Pick<Globals, 'json'>, text: string): void {
  if (!globals.json) process.stderr.write(`${text}\n`);
}

export function yuan(amountFen: number): string {
  return `${formatYuan(amountFen as Fen)} 元`;
}

/** `2026-11-02T01:30:00.000Z` → `2026-11-02 09:30` on the clock of the community's zone */
export function momentIn(zone: string, at: string | null): string {
  if (at === null) return '';
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(at));
  return parts;
}

/** How the command line was called, so that what is offered can be typed. */
export function typed(): string {
  return process.env.npm_lifecycle_event === 'cuijiao' ? 'npm run cuijiao --' : 'cuijiao';
}
