import { hash, verify } from '@node-rs/argon2';
import { UserError } from '../errors';

/** Argon2id with OWASP's parameters of 2024: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SHORTEST = 10;
/** What is longer is no pass phrase but an attempt to keep us busy. */
const LONGEST = 200;

/** @throws {UserError} PASSWORD_WEAK when it is too short or too long */
export async function hashPassword(password: string): Promise<string> {
  if ([...password].length < SHORTEST || password.length > LONGEST) {
    throw new UserError(
      'PASSWORD_WEAK',
      `密码须有 ${SHORTEST} 到 ${LONGEST} 个字符`,
      `a password has ${SHORTEST} to ${LONGEST} characters`,
    );
  }
  return hash(password, COST);
}

let nobodys: Promise<string> | undefined;

/** As slow for a user who does not exist (null) as for one who does, so that the time tells nobody which logins there are. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  nobodys ??= hash('nobody has this password', COST);
  const matches = password.length <= LONGEST && (await verify(passwordHash ?? (await nobodys), password));
  return matches && passwordHash !== null;
}
