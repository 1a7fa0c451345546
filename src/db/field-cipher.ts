import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts single fields of personal data and makes their blind indexes. The keys come from the environment alone. */
export interface FieldCipher {
  /** AES-256-GCM under a fresh nonce: the same text never looks the same twice. */
  seal(text: string): string;
  /** @throws Error when the text was tampered with or sealed under another key: a bug or an attack, so loud */
  open(sealed: string): string;
  /** Keyed hash for equality look-ups, of a value already normalised; `purpose` keeps a name and a phone apart. */
  index(purpose: 'name' | 'phone' | 'last_four' | 'email' | 'postal' | 'person', value: string): string;
}

/** @param keys 32 bytes each, base64: one encrypts, the other indexes, so that an index cannot open a field */
export function createFieldCipher(keys: { encryptionKey: string; indexKey: string }): FieldCipher {
  const encryptionKey = keyOf(keys.encryptionKey, 'CUIJIAO_ENCRYPTION_KEY');
  const indexKey = keyOf(keys.indexKey, 'CUIJIAO_INDEX_KEY');
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${VERSION}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    open(sealed) {
      const [version, payload] = sealed.split(':');
      if (version !== VERSION || payload === undefined)
        throw new Error('a sealed field has an unknown version');
      const bytes = Buffer.from(payload, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    },
    index(purpose, value) {
      return createHmac('sha256', indexKey).update(`${purpose}\u0000${value}`).digest('base64url');
    },
  };
}

function keyOf(text: string, name: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new Error(`${name} must be 32 bytes in base64; it has ${key.length}`);
  return key;
}
