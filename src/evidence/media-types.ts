import { z } from 'zod';
import { UserError } from '../errors';
import type { ContentCheck } from './storage';

/** What evidence files may be, known by their first bytes and not by what a browser says. No video: nobody is filmed at home. */
const MB = 1024 * 1024;

const MEDIA_TYPES = [
  {
    mediaType: 'image/jpeg',
    largest: 25 * MB,
    is: (b: Buffer) => b.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')),
  },
  {
    mediaType: 'image/png',
    largest: 25 * MB,
    is: (b: Buffer) => b.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')),
  },
  {
    mediaType: 'image/webp',
    largest: 25 * MB,
    is: (b: Buffer) => ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 12) === 'WEBP',
  },
  {
    mediaType: 'image/heic',
    largest: 25 * MB,
    is: (b: Buffer) => brands(b).some((brand) => ['heic', 'heix', 'mif1', 'heim', 'heis'].includes(brand)),
  },
  { mediaType: 'application/pdf', largest: 50 * MB, is: (b: Buffer) => ascii(b, 0, 5) === '%PDF-' },
  {
    mediaType: 'audio/mp4',
    largest: 100 * MB,
    is: (b: Buffer) => brands(b).some((brand) => brand === 'M4A ' || brand === 'M4B '),
  },
  {
    mediaType: 'audio/mpeg',
    largest: 100 * MB,
    is: (b: Buffer) => ascii(b, 0, 3) === 'ID3' || isMpegAudioFrame(b),
  },
] as const;

export type MediaType = (typeof MEDIA_TYPES)[number]['mediaType'];

/** As a row keeps it. */
export const mediaTypeSchema = z.enum(MEDIA_TYPES.map(({ mediaType }) => mediaType));

function ascii(bytes: Buffer, from: number, to: number): string {
  return bytes.subarray(from, to).toString('latin1');
}

/** Of an ISO media file: its own brand and those that it says it is compatible with. */
function brands(bytes: Buffer): string[] {
  if (ascii(bytes, 4, 8) !== 'ftyp') return [];
  const end = Math.min(bytes.readUInt32BE(0), bytes.length);
  const found = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(ascii(bytes, at, at + 4));
  return found;
}

/** Eleven bits of synchronisation, then MPEG audio of layer III. */
function isMpegAudioFrame(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02 && (second & 0x18) !== 0x08;
}

/**
 * @returns a check for `EvidenceStorage.keep`, and what it found
 * @throws {UserError} from the check: MEDIA_TYPE_REFUSED, FILE_TOO_LARGE, FILE_EMPTY
 */
export function mediaTypeCheck(): { check: ContentCheck; mediaType(): MediaType } {
  let found: (typeof MEDIA_TYPES)[number] | undefined;
  return {
    check: {
      first(bytes) {
        if (bytes.length === 0) throw new UserError('FILE_EMPTY', '文件是空的', 'the file is empty', 422);
        found = MEDIA_TYPES.find(({ is }) => is(bytes));
        if (found) return;
        throw new UserError(
          'MEDIA_TYPE_REFUSED',
          '只能上传照片（JPEG、PNG、WebP、HEIC）、PDF 或录音（MP3、M4A）',
          'only photos (JPEG, PNG, WebP, HEIC), PDF and recordings (MP3, M4A) are taken',
          422,
        );
      },
      size(soFar) {
        if (!found || soFar <= found.largest) return;
        const most = found.largest / MB;
        throw new UserError(
          'FILE_TOO_LARGE',
          `文件不能超过 ${most} MB`,
          `the file is larger than ${most} MB`,
          413,
        );
      },
    },
    mediaType() {
      if (!found) throw new Error('nothing was checked');
      return found.mediaType;
    },
  };
}
