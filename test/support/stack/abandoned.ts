import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { end, isRunning, type ProcessRef, processRef, refer } from '../../../src/dev/process-ref';

/** A test run that is killed cannot end its servers: it leaves a note, and the next one does it. */
const notes = path.join(os.tmpdir(), 'cuijiao-test-stacks');

const noteSchema = z.object({
  owner: processRef,
  processes: z.array(processRef),
  folders: z.array(z.string()),
});
type Note = z.infer<typeof noteSchema>;

const ownNote = path.join(notes, `${process.pid}.json`);
const own: Note = { owner: refer(process.pid), processes: [], folders: [] };

/** To be noted before it is ready: a run may fail, or be killed, while it waits for that. */
export function recordProcess(ref: ProcessRef, folder: string): void {
  own.processes.push(ref);
  own.folders.push(folder);
  mkdirSync(notes, { recursive: true });
  writeFileSync(ownNote, JSON.stringify(own));
}

export async function endOwnStack(): Promise<void> {
  if (existsSync(ownNote)) await endStack(ownNote, readNote(ownNote));
}

export async function endAbandonedStacks(): Promise<void> {
  if (!existsSync(notes)) return;
  for (const name of readdirSync(notes)) {
    const file = path.join(notes, name);
    const note = readNote(file);
    if (!isRunning(note.owner)) await endStack(file, note);
  }
}

function readNote(file: string): Note {
  return noteSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

async function endStack(file: string, { processes, folders }: Note): Promise<void> {
  await Promise.all(processes.map((ref) => end(ref, 'SIGINT', 10_000)));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  rmSync(file, { force: true });
}
