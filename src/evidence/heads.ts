import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { evidenceStorage } from './files';

/**
 * A chain cannot show that its tail was cut, nor that all of it was written anew. So the heads of all chains are written out once a
 * day, signed, as lines of JSON: a header, a head a line in the order of account ids, and the signature over all before it. Copies of
 * these files kept elsewhere are what makes the whole provable.
 */
const FORMAT = 'cuijiao-evidence-heads-1';
const PAGE = 1000;

export const headLineSchema = z.strictObject({
  communityId: z.uuid(),
  accountId: z.uuid(),
  seq: z.int(),
  hash: z.string(),
});
export type HeadLine = z.infer<typeof headLineSchema>;

/** Ed25519, so that whoever checks needs only the public half. The seed is derived: the signing key itself signs nothing else. */
export function headsKeys(signingKey: Uint8Array): { privateKey: KeyObject; publicKey: string } {
  const seed = Buffer.from(hkdfSync('sha256', signingKey, '', FORMAT, 32));
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
  return { privateKey, publicKey };
}

export type PublishedHeads = { name: string; digest: string | null; already: boolean };

/**
 * Writes the file of the real day (UTC); a second time on the same day it is there already, and stays as it is.
 * The digest goes to the log, where whoever can write to the storage cannot reach it.
 */
export async function publishHeads(
  context: Pick<Context, 'db' | 'config' | 'keys' | 'logger' | 'now'>,
): Promise<PublishedHeads> {
  const madeAt = new Date(context.now()).toISOString();
  const name = `heads-${madeAt.slice(0, 10)}.jsonl`;
  const storage = evidenceStorage(context);
  if ((await storage.documents()).includes(name)) return { name, digest: null, already: true };
  const digest = createHash('sha256');
  let heads = 0;
  async function* lines(): AsyncGenerator<string> {
    const { privateKey, publicKey } = headsKeys(context.keys.signing);
    const body = createHash('sha256');
    const line = (value: object) => {
      const text = `${JSON.stringify(value)}\n`;
      digest.update(text);
      return text;
    };
    const signed = (value: object) => {
      const text = line(value);
      body.update(text);
      return text;
    };
    yield signed({ format: FORMAT, madeAt, publicKey });
    for await (const head of allHeads(context)) {
      heads += 1;
      yield signed(head);
    }
    const signature = sign(null, body.digest(), privateKey).toString('base64');
    yield line({ heads, signature });
  }
  const made = await storage.keepDocument(name, lines());
  if (!made) return { name, digest: null, already: true };
  const hex = digest.digest('hex');
  context.logger.info(
    { event: 'evidence_heads_published', file: name, heads, digest: hex },
    'evidence heads published',
  );
  return { name, digest: hex, already: false };
}

/** Page by page: each head is right by itself, whatever is appended meanwhile. */
async function* allHeads(context: Pick<Context, 'db'>): AsyncGenerator<HeadLine> {
  let after: string | undefined;
  for (;;) {
    const page = await withSystemScope(context, (tx) =>
      tx.evidenceHead.findMany({
        select: { communityId: true, accountId: true, seq: true, hash: true },
        where: { accountId: { gt: after }, seq: { gt: 0 } },
        orderBy: { accountId: 'asc' },
        take: PAGE,
      }),
    );
    yield* page;
    after = page.at(-1)?.accountId;
    if (page.length < PAGE) return;
  }
}

const headerSchema = z.object({ format: z.literal(FORMAT), madeAt: z.iso.datetime(), publicKey: z.string() });
const footerSchema = z.object({ heads: z.int(), signature: z.string() });

export type HeadsFileProblem = 'NOT_A_HEADS_FILE' | 'CHANGED' | 'SIGNED_BY_ANOTHER';

/**
 * Reads a file twice: first its signature, so that nothing of a forged one is believed, then its heads.
 *
 * @param source opened anew for each reading
 * @param publicKey of the installation, base64; the one in the file proves nothing
 */
export async function openHeadsFile(
  source: () => Promise<Readable>,
  publicKey: string,
): Promise<
  | { ok: true; madeAt: string; heads: () => AsyncGenerator<HeadLine> }
  | { ok: false; problem: HeadsFileProblem }
> {
  const body = createHash('sha256');
  let header: z.infer<typeof headerSchema> | null = null;
  let held: string | null = null;
  let count = -1;
  for await (const line of linesOf(await source())) {
    if (held !== null) {
      if (header === null) {
        const read = headerSchema.safeParse(parseJson(held));
        if (!read.success) return { ok: false, problem: 'NOT_A_HEADS_FILE' };
        header = read.data;
      }
      body.update(`${held}\n`);
      count += 1;
    }
    held = line;
  }
  const footer = footerSchema.safeParse(parseJson(held ?? ''));
  if (header === null) return { ok: false, problem: 'NOT_A_HEADS_FILE' };
  if (header.publicKey !== publicKey) return { ok: false, problem: 'SIGNED_BY_ANOTHER' };
  if (!footer.success || footer.data.heads !== count) return { ok: false, problem: 'CHANGED' };
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const genuine = verify(null, body.digest(), key, Buffer.from(footer.data.signature, 'base64'));
  if (!genuine) return { ok: false, problem: 'CHANGED' };
  return { ok: true, madeAt: header.madeAt, heads: () => headsOf(source) };
}

async function* headsOf(source: () => Promise<Readable>): AsyncGenerator<HeadLine> {
  for await (const line of linesOf(await source())) {
    const head = headLineSchema.safeParse(parseJson(line));
    if (head.success) yield head.data;
  }
}

async function* linesOf(source: Readable): AsyncGenerator<string> {
  let rest = '';
  source.setEncoding('utf8');
  for await (const piece of source) {
    rest += piece;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
