import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../context';
import { type Tx, withSystemScope } from '../db/scope';

/** What the owner of a token holds; we keep only its digest, so whoever reads our tables cannot act with it. */
export type IssuedToken = { token: string; tokenId: string; expiresAt: Date };

const BYTES = 32;

/** Random enough that an unsalted hash of it cannot be searched. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** @param label what it is for, shown to its owner: `session`, `nightly import` … */
export async function issueToken(
  tx: Tx,
  { userId, label, now, validForMs }: { userId: string; label: string; now: Date; validForMs: number },
): Promise<IssuedToken> {
  const token = `cj_${randomBytes(BYTES).toString('base64url')}`;
  const expiresAt = new Date(now.getTime() + validForMs);
  const row = await tx.accessToken.create({
    data: { userId, label, tokenDigest: tokenDigest(token), createdAt: now, expiresAt },
  });
  return { token, tokenId: row.id, expiresAt };
}

/** Once revoked a token stays so; revoking it again changes nothing. */
export async function revokeToken(context: Pick<Context, 'db'>, tokenId: string, now: Date): Promise<void> {
  await withSystemScope(context, (tx) =>
    tx.accessToken.updateMany({ where: { id: tokenId, revokedAt: null }, data: { revokedAt: now } }),
  );
}

export async function revokeTokensOf(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.accessToken.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
}
