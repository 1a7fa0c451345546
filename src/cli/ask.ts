import { createInterface } from 'node:readline/promises';
import type { Globals } from './session';

/** Whether somebody is there to be asked; a program never is. */
export function canAsk({ json }: Pick<Globals, 'json'>): boolean {
  return !json && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/** Anything but a clear yes is a no. */
export async function confirmed(question: string): Promise<boolean> {
  return /^(y|yes|是|好|确认)$/i.test(await ask(`${question}（y/N）`));
}
