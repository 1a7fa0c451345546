import { issueToken } from '../auth/tokens';
import { createUser, grantRole } from '../auth/users';
import { createCommunity } from '../communities/create';
import { loadConfig } from '../config';
import { createContext } from '../context';
import { type Tx, withSystemScope } from '../db/scope';
import { UserError } from '../errors';

export type FirstOptions = { name: string; for: string; company: string; phone: string; zone: string };

const VALID_FOR_MS = 7 * 86_400_000;

/** @throws UserError USERS_THERE */
export async function makeFirstUser(login: string, options: FirstOptions) {
  const context = createContext({ ...loadConfig(), logLevel: 'silent' });
  try {
    return await withSystemScope(context, (tx) => make(tx, login, options, new Date(context.now())));
  } finally {
    await context.destroy();
  }
}

async function make(
  tx: Tx,
  login: string,
  { for: community, company, phone, zone, name }: FirstOptions,
  now: Date,
) {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtext('first user'))::text`;
  if ((await tx.user.count()) > 0) {
    throw new UserError(
      'USERS_THERE',
      '已有人员，请由管理员新建',
      'there are users already: an administrator makes more',
      409,
    );
  }
  const made = await createCommunity(tx, {
    name: community,
    companyName: company,
    servicePhone: phone,
    zone,
  });
  const user = await createUser(tx, { login, name });
  await grantRole(tx, { userId: user.id, communityId: made.id, role: 'admin' });
  const { token } = await issueToken(tx, { userId: user.id, label: 'first', now, validForMs: VALID_FOR_MS });
  return { userId: user.id, communityId: made.id, token };
}
