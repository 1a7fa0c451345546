import { createReadStream } from 'node:fs';
import { refusedFile } from './refused';

export type Encoding = 'utf8' | 'gb18030';

/** Bytes that no text of ours has. */
const isBinary = (byte: number): boolean => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b);

/**
 * UTF-8 if the whole file is valid UTF-8, else GB18030, which contains GBK and GB2312.
 * @throws {UserError} FILE_NOT_A_TABLE when it has bytes of neither
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let valid = true;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (chunk.some(isBinary)) throw refusedFile.notATable();
    if (!valid) continue;
    try {
      utf8.decode(chunk, { stream: true });
    } catch {
      valid = false;
    }
  }
  if (!valid) return 'gb18030';
  try {
    utf8.decode();
    return 'utf8';
  } catch {
    return 'gb18030';
  }
}
