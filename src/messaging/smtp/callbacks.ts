import { createHash, timingSafeEqual } from 'node:crypto';
import type { SmtpAccounts } from './accounts';

/** The account whose mailbox a secret address belongs to; null: of none. */
export function mailAccountOf(accounts: SmtpAccounts, secret: string): string | null {
  const given = digest(secret);
  for (const [name, { callback }] of Object.entries(accounts)) {
    if (callback !== undefined && timingSafeEqual(digest(callback), given)) return name;
  }
  return null;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
