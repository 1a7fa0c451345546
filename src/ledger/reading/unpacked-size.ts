import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { limits } from './limits';
import { refusedFile } from './refused';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

type Entry = { method: number; packed: number; localOffset: number };

/**
 * Unpacks a workbook once without keeping anything, and stops where it grows absurd. What the directory says of sizes is not
 * believed: it is the bomb's own word.
 *
 * @throws {UserError} FILE_UNPACKS_TOO_LARGE, FILE_DAMAGED
 */
export async function checkUnpackedSize(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const ratioCap = Math.max(size * limits.packingRatio, limits.packingRatioFromBytes);
    let left = Math.min(limits.unpackedBytes, ratioCap);
    for (const entry of await directory(file, size)) {
      left -= await unpackedBytes(path, file, entry, left);
      if (left < 0) throw refusedFile.bomb();
    }
  } finally {
    await file.close();
  }
}

async function directory(file: FileHandle, size: number): Promise<Entry[]> {
  const tail = await bytes(file, Math.max(0, size - 66_000), Math.min(size, 66_000));
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || tail.length < at + 22 || tail.readUInt32LE(at) !== END) throw refusedFile.damaged();
  const [length, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (offset + length > size) throw refusedFile.damaged();
  const listing = await bytes(file, offset, length);
  const entries: Entry[] = [];
  for (let next = 0; next + 46 <= listing.length && listing.readUInt32LE(next) === ENTRY; ) {
    entries.push({
      method: listing.readUInt16LE(next + 10),
      packed: listing.readUInt32LE(next + 20),
      localOffset: listing.readUInt32LE(next + 42),
    });
    next +=
      46 +
      listing.readUInt16LE(next + 28) +
      listing.readUInt16LE(next + 30) +
      listing.readUInt16LE(next + 32);
  }
  return entries;
}

async function unpackedBytes(path: string, file: FileHandle, entry: Entry, most: number): Promise<number> {
  const local = await bytes(file, entry.localOffset, 30);
  if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) throw refusedFile.damaged();
  const start = entry.localOffset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (entry.method === STORED || entry.packed === 0) return entry.packed;
  if (entry.method !== DEFLATED) throw refusedFile.damaged();
  const inflate = createReadStream(path, { start, end: start + entry.packed - 1 }).pipe(createInflateRaw());
  let total = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > most) break;
    }
  } catch {
    throw refusedFile.damaged();
  } finally {
    inflate.destroy();
  }
  return total;
}

async function bytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
