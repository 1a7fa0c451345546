import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A mail of test/fixtures/email, about a message of ours. */
export function fixtureMail(name: string, about: { messageId: string; recipient: string }): Buffer {
  const text = readFileSync(path.join(__dirname, '..', 'fixtures', 'email', `${name}.eml`), 'utf8');
  // the braces alone: an id has brackets of its own
  const filled = text.replaceAll('{messageId}', about.messageId).replaceAll('{recipient}', about.recipient);
  return Buffer.from(filled.replace(/\n/g, '\r\n'), 'utf8');
}
