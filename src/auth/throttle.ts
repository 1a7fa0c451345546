import { createHash } from 'node:crypto';
import type { Context } from '../context';
import { type Tx, withSystemScope } from '../db/scope';
import { UserError } from '../errors';

/**
 * How often a sign-in may fail, counted in the database: nothing is kept in a process, so another server counts on. An attempt is
 * counted before the password is looked at and forgiven when it was right; a thousand at once are no way around it.
 */
const WINDOW_MS = 15 * 60_000;
const BLOCKED_MS = 15 * 60_000;
/** `identity…`: how often a caller's last four digits may be tried, by one person, and by one person at one account. */
const LIMITS = { login: 5, origin: 50, identity: 60, identity_account: 5 } as const;

type Counted = { kind: keyof typeof LIMITS; value: string };

function keyOf({ kind, value }: Counted): string {
  return createHash('sha256').update(`${kind}\u0000${value}`).digest('hex');
}

/** @throws {UserError} SIGN_IN_LOCKED with the minutes to wait */
export async function countAttempt(
  context: Pick<Context, 'db'>,
  counted: readonly Counted[],
  now: Date,
): Promise<void> {
  const blockedUntil = await countTry(context, counted, now);
  if (!blockedUntil) return;
  const minutes = Math.max(1, Math.ceil((blockedUntil.getTime() - now.getTime()) / 60_000));
  throw new UserError(
    'SIGN_IN_LOCKED',
    `登录失败次数过多，请 ${minutes} 分钟后再试`,
    `too many failed sign-ins: try again in ${minutes} min`,
    429,
    { retryAfterMinutes: minutes },
  );
}

/** Counts one try under each. @returns until when it is blocked, or null: this one may be made */
export function countTry(
  context: Pick<Context, 'db'>,
  counted: readonly Counted[],
  now: Date,
): Promise<Date | null> {
  return withSystemScope(context, async (tx) => {
    let latest: Date | null = null;
    for (const one of counted) {
      const until = await count(tx, one, now);
      if (until && (!latest || until > latest)) latest = until;
    }
    return latest;
  });
}

/** @returns until when it is blocked, or null: one more attempt may be made */
async function count(tx: Tx, counted: Counted, now: Date): Promise<Date | null> {
  const windowStart = new Date(now.getTime() - WINDOW_MS);
  const until = new Date(now.getTime() + BLOCKED_MS);
  // Every value is decided inside the one statement that locks the row. A block that is over begins a new window.
  const [row] = await tx.$queryRaw<{ blockedUntil: Date | null }[]>`
    insert into sign_in_throttle as t (key, failures, "windowFrom") values (${keyOf(counted)}, 1, ${now})
    on conflict (key) do update set
      failures = case
        when t."blockedUntil" > ${now} then t.failures
        when t."blockedUntil" is not null or t."windowFrom" < ${windowStart} then 1
        else t.failures + 1 end,
      "windowFrom" = case
        when t."blockedUntil" > ${now} then t."windowFrom"
        when t."blockedUntil" is not null or t."windowFrom" < ${windowStart} then ${now}
        else t."windowFrom" end,
      "blockedUntil" = case
        when t."blockedUntil" > ${now} then t."blockedUntil"
        when t."blockedUntil" is null and t."windowFrom" >= ${windowStart}
          and t.failures + 1 > ${LIMITS[counted.kind]}::int then ${until}
        end
    returning "blockedUntil"`;
  return row?.blockedUntil ?? null;
}

/** The attempt was right: the login starts anew, its origin gets this one attempt back. */
export async function forgiveAttempt(
  context: Pick<Context, 'db'>,
  counted: readonly Counted[],
): Promise<void> {
  await withSystemScope(context, async (tx) => {
    for (const one of counted) {
      if (one.kind === 'login' || one.kind === 'identity_account')
        await tx.signInThrottle.deleteMany({ where: { key: keyOf(one) } });
      else {
        await tx.signInThrottle.updateMany({
          where: { key: keyOf(one), failures: { gt: 0 } },
          data: { failures: { decrement: 1 } },
        });
      }
    }
  });
}
