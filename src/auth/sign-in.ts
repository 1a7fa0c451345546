import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { UserError } from '../errors';
import { passwordMatches } from './password';
import { countAttempt, forgiveAttempt } from './throttle';
import { type IssuedToken, issueToken } from './tokens';
import { normaliseLogin } from './users';

/** A working day and some: who signs in each morning is not signed out at noon. */
const SESSION_MS = 12 * 3_600_000;

export type SignedIn = IssuedToken & { userId: string; name: string };

/**
 * @param origin where the attempt comes from (an address), counted beside the login
 * @param now real time
 * @throws {UserError} SIGN_IN_REFUSED, the same for an unknown login, a wrong password and a disabled user; SIGN_IN_LOCKED
 */
export async function signIn(
  context: Pick<Context, 'db'>,
  { login, password, origin }: { login: string; password: string; origin: string | null },
  now: Date,
): Promise<SignedIn> {
  const name = normaliseLogin(login);
  const counted = [
    { kind: 'login' as const, value: name },
    ...(origin === null ? [] : [{ kind: 'origin' as const, value: origin }]),
  ];
  await countAttempt(context, counted, now);
  const user = await withSystemScope(context, (tx) => tx.user.findUnique({ where: { login: name } }));
  const matches = await passwordMatches(user?.passwordHash ?? null, password);
  if (!user || !matches || user.disabledAt) {
    throw new UserError('SIGN_IN_REFUSED', '用户名或密码不对', 'login or password is wrong', 401);
  }
  await forgiveAttempt(context, counted);
  const issued = await withSystemScope(context, (tx) =>
    issueToken(tx, { userId: user.id, label: 'session', now, validForMs: SESSION_MS }),
  );
  return { ...issued, userId: user.id, name: user.name };
}
