import { z } from 'zod';
import type { Context } from '../context';
import { Prisma } from '../db/generated/client';
import { type Tx, withSystemScope } from '../db/scope';
import type { Role } from '../domain/roles';
import { UserError } from '../errors';
import { hashPassword, passwordMatches } from './password';
import { revokeTokensOf } from './tokens';

/** One login however it is typed: full-width and capitals of a phone's keyboard are the same. */
export function normaliseLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

export const newUserSchema = z.object({
  login: z
    .string()
    .transform(normaliseLogin)
    .pipe(
      z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u, { error: '用户名：2 到 64 个字母、数字或 . _ @ -' }),
    ),
  name: z.string().trim().min(1, { error: '姓名：须填写' }).max(64),
  staffNumber: z.string().trim().min(1).max(32).nullish(),
  password: z.string().optional(),
});
export type NewUser = z.input<typeof newUserSchema>;

/**
 * Without a password nobody can sign in as the user until one is set.
 *
 * @throws {UserError} LOGIN_TAKEN, PASSWORD_WEAK
 */
export async function createUser(tx: Tx, input: NewUser): Promise<{ id: string; login: string }> {
  const { login, name, staffNumber, password } = newUserSchema.parse(input);
  const passwordHash = password === undefined ? null : await hashPassword(password);
  if (await tx.user.findUnique({ where: { login }, select: { id: true } })) throw loginTaken(login);
  try {
    return await tx.user.create({
      data: { login, name, staffNumber: staffNumber ?? null, passwordHash },
      select: { id: true, login: true },
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw loginTaken(login);
    throw error;
  }
}

function loginTaken(login: string): UserError {
  return new UserError('LOGIN_TAKEN', `用户名「${login}」已有人用`, `the login ${login} is taken`, 409);
}

/** Ends every session of the user: who had the old password is out. */
export async function setPassword(tx: Tx, userId: string, password: string, now: Date): Promise<void> {
  const passwordHash = await hashPassword(password);
  await tx.user.update({ where: { id: userId }, data: { passwordHash } });
  await revokeTokensOf(tx, userId, now);
}

/** @throws {UserError} SIGN_IN_REFUSED when the old password is wrong, PASSWORD_WEAK */
export async function changePassword(
  context: Pick<Context, 'db'>,
  { userId, old, next }: { userId: string; old: string; next: string },
  now: Date,
): Promise<void> {
  const user = await withSystemScope(context, (tx) => tx.user.findUniqueOrThrow({ where: { id: userId } }));
  if (!(await passwordMatches(user.passwordHash, old))) {
    throw new UserError('SIGN_IN_REFUSED', '原密码不对', 'the old password is wrong', 401);
  }
  await withSystemScope(context, (tx) => setPassword(tx, userId, next, now));
}

/** Leaves the company: no new session, the running ones end at once. What he did stays under his name. */
export async function disableUser(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.user.updateMany({ where: { id: userId, disabledAt: null }, data: { disabledAt: now } });
  await revokeTokensOf(tx, userId, now);
}

export async function grantRole(
  tx: Tx,
  membership: { userId: string; communityId: string; role: Role },
): Promise<void> {
  await tx.membership.createMany({ data: [membership], skipDuplicates: true });
}

export async function withdrawRole(
  tx: Tx,
  membership: { userId: string; communityId: string; role: Role },
): Promise<void> {
  await tx.membership.deleteMany({ where: membership });
}

/** Staff of a community with their roles, by name. */
export async function staffOf(tx: Tx, communityId: string) {
  const users = await tx.user.findMany({
    where: { memberships: { some: { communityId } } },
    select: {
      id: true,
      login: true,
      name: true,
      staffNumber: true,
      disabledAt: true,
      memberships: { where: { communityId }, select: { role: true } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return users.map(({ memberships, ...user }) => ({
    ...user,
    roles: memberships.map(({ role }) => role as Role),
  }));
}
