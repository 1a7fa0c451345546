import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

/**
 * Where the bytes of evidence lie, behind what an object store can do as well. Two kinds: files, named by their content, so that a
 * changed byte is another name; and documents, named by us and written once.
 */
export interface EvidenceStorage {
  /**
   * Durable when it resolves; the same content twice is kept once. What `check` throws leaves nothing behind.
   *
   * @param check told the first bytes before the rest is read, and the size so far after every piece
   */
  keep(source: AsyncIterable<Uint8Array>, check: ContentCheck): Promise<KeptContent>;
  /** Null when there is no such file. */
  read(sha256: string): Promise<Readable | null>;
  /** False when a document of that name is there already: it stays as it is. */
  keepDocument(name: string, source: AsyncIterable<Uint8Array | string>): Promise<boolean>;
  readDocument(name: string): Promise<Readable | null>;
  /** Names, in their order. */
  documents(): Promise<string[]>;
}

export type ContentCheck = { first(bytes: Buffer): void; size(soFar: number): void };
export type KeptContent = { sha256: string; size: number };

/** Enough for every media type that we know by its first bytes. */
const FIRST_BYTES = 64;

/** A folder of one machine, or a mounted share. Written beside, synced, and linked into place: never half a file, never overwritten. */
export function directoryStorage(folder: string): EvidenceStorage {
  const fileOf = (sha256: string) =>
    path.join(folder, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const documentOf = (name: string) => {
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new Error(`not the name of a document: ${name}`);
    return path.join(folder, 'documents', name);
  };
  return {
    async keep(source, check) {
      const hash = createHash('sha256');
      let size = 0;
      const draft = await writeDraft(folder, checked(source, check), (bytes) => {
        hash.update(bytes);
        size += bytes.length;
        check.size(size);
      });
      const sha256 = hash.digest('hex');
      await place(draft, fileOf(sha256));
      return { sha256, size };
    },
    read: (sha256) => readIfThere(fileOf(sha256)),
    async keepDocument(name, source) {
      return place(await writeDraft(folder, source, () => {}), documentOf(name));
    },
    readDocument: (name) => readIfThere(documentOf(name)),
    async documents() {
      try {
        return (await readdir(path.join(folder, 'documents'))).sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
  };
}

/** Holds the first bytes back until the check has seen them. */
async function* checked(source: AsyncIterable<Uint8Array>, check: ContentCheck): AsyncGenerator<Uint8Array> {
  let first: Buffer | null = Buffer.alloc(0);
  for await (const bytes of source) {
    if (first === null) {
      yield bytes;
      continue;
    }
    first = Buffer.concat([first, bytes]);
    if (first.length < FIRST_BYTES) continue;
    check.first(first);
    yield first;
    first = null;
  }
  if (first === null) return;
  check.first(first);
  yield first;
}

async function writeDraft(
  folder: string,
  source: AsyncIterable<Uint8Array | string>,
  seen: (bytes: Buffer) => void,
): Promise<string> {
  const drafts = path.join(folder, 'drafts');
  await mkdir(drafts, { recursive: true });
  const draft = path.join(drafts, randomUUID());
  const file = await open(draft, 'wx', 0o600);
  try {
    for await (const piece of source) {
      const bytes = Buffer.from(piece);
      seen(bytes);
      await file.writeFile(bytes);
    }
    await file.sync();
    await file.close();
    return draft;
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
}

/** A link fails where the name is taken, unlike a rename: what is there is never replaced. */
async function place(draft: string, target: string): Promise<boolean> {
  await mkdir(path.dirname(target), { recursive: true });
  try {
    await link(draft, target);
    await syncFolder(path.dirname(target));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(file: string): Promise<Readable | null> {
  try {
    await stat(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return createReadStream(file);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
