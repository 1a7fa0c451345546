import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { Calendar } from '../domain/calendar';
import type { CivilDay } from '../domain/civil-day';
import type { Ladder } from '../domain/ladder';
import {
  type Declared,
  type DeclaredState,
  type Doubt,
  declaredSchema,
  doubtsSchema,
} from '../domain/take-over';
import type { HoldKind, Level } from '../domain/vocabulary';
import { beginningOf, declaredHold } from './beginning';

/** What follows from a declaration, whether its case has begun or not. */
export type Follows = {
  level: Level;
  /** until the day, inclusive */
  hold: { kind: HoldKind; untilOn: CivilDay } | null;
  withCounsel: boolean;
};

/** Pure: the same rules by which the case begins. */
export function followsFrom(
  declared: Declared,
  { ladder, calendar, today }: { ladder: Ladder; calendar: Calendar; today: CivilDay },
): Follows {
  const { level, withCounsel } = beginningOf(declared, null);
  const hold = declaredHold(declared, ladder, calendar, today);
  return { level, withCounsel, hold: hold && { kind: hold.kind, untilOn: hold.lastOn } };
}

export type TakeOverRow = {
  accountId: string;
  label: string;
  building: string | null;
  walkingOrder: string;
  importId: string;
  declared: Declared;
  doubts: Doubt[];
  grave: boolean;
  lookedAt: Date | null;
  lookedById: string | null;
  verdict: string | null;
  reason: string | null;
  follows: Follows;
  case: { id: string; level: number; claimableFen: number; released: boolean } | null;
  tasks: { kind: string; role: string; dueOn: string }[];
};

export type TakeOversWanted = {
  looked?: boolean;
  /** with doubts, or without */
  doubts?: boolean;
  grave?: boolean;
  state?: DeclaredState;
  accountId?: string;
  after?: { walkingOrder: string; accountId: string };
  limit: number;
};

type Found = {
  accountId: string;
  label: string;
  building: string | null;
  walkingOrder: string;
  declared: unknown;
  importId: string;
  doubtsSealed: string;
  grave: boolean;
  lookedAt: Date | null;
  lookedById: string | null;
  verdict: string | null;
  reasonSealed: string | null;
};

/**
 * The accounts of which a take-over declared something, in walking order.
 *
 * @returns one more than `limit` when there are more
 */
export async function takeOverRows(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
  wanted: TakeOversWanted,
  rules: { ladder: Ladder; calendar: Calendar; today: CivilDay },
): Promise<TakeOverRow[]> {
  const { looked = null, doubts = null, grave = null, state = null, accountId = null } = wanted;
  const { walkingOrder: afterOrder = null, accountId: afterId = null } = wanted.after ?? {};
  const found = await tx.$queryRaw<Found[]>`
    select t."accountId", a.label, a.building, a."walkingOrder", a.declared, t."importId", t."doubtsSealed", t.grave,
      t."lookedAt", t."lookedById", t.verdict, t."reasonSealed"
    from take_over t join account a on a.id = t."accountId"
    where t."communityId" = ${communityId}::uuid and (a."mergedIntoId" is null or t."lookedAt" is null)
      and (${looked}::boolean is null or (t."lookedAt" is not null) = ${looked})
      and (${doubts}::boolean is null or (t.doubts > 0) = ${doubts})
      and (${grave}::boolean is null or t.grave = ${grave})
      and (${state}::text is null or a.declared ->> 'state' = ${state})
      and (${accountId}::uuid is null or a.id = ${accountId}::uuid)
      and (${afterId}::uuid is null or (a."walkingOrder", a.id) > (${afterOrder}, ${afterId}::uuid))
    order by a."walkingOrder", a.id limit ${wanted.limit + 1}`;
  const accountIds = found.map((row) => row.accountId);
  const cases = await tx.dunningCase.findMany({
    where: { accountId: { in: accountIds }, status: { not: 'closed' } },
    select: {
      ...{ id: true, accountId: true, level: true, claimableFen: true, releasedFromOn: true },
      tasks: {
        where: { status: { in: ['open', 'started'] } },
        orderBy: { dueOn: 'asc' },
        select: { kind: true, role: true, dueOn: true },
      },
    },
  });
  const caseOf = new Map(cases.map((row) => [row.accountId, row]));
  return found.map(({ doubtsSealed, reasonSealed, declared: column, ...row }) => {
    const declared = declaredSchema.parse(column);
    const live = caseOf.get(row.accountId);
    return {
      ...row,
      declared,
      doubts: doubtsSchema.parse(JSON.parse(cipher.open(doubtsSealed))),
      reason: reasonSealed === null ? null : cipher.open(reasonSealed),
      follows: followsFrom(declared, rules),
      case: live
        ? {
            id: live.id,
            level: live.level,
            claimableFen: live.claimableFen,
            released: live.releasedFromOn !== null,
          }
        : null,
      tasks: live?.tasks ?? [],
    };
  });
}

export type TakeOverProgress = {
  of: number;
  looked: number;
  /** with doubts that nobody has looked at */
  openDoubts: number;
  /** may be at court for all we know, and nobody has looked */
  grave: number;
  byState: { state: string; accounts: number }[];
};

export async function takeOverProgress(tx: Tx, communityId: string): Promise<TakeOverProgress> {
  const [row] = await tx.$queryRaw<Omit<TakeOverProgress, 'byState'>[]>`
    select count(*)::int as of, (count(*) filter (where "lookedAt" is not null))::int as looked,
      (count(*) filter (where "lookedAt" is null and doubts > 0))::int as "openDoubts",
      (count(*) filter (where "lookedAt" is null and grave))::int as grave
    from take_over where "communityId" = ${communityId}::uuid`;
  const byState = await tx.$queryRaw<{ state: string; accounts: number }[]>`
    select a.declared ->> 'state' as state, count(*)::int as accounts
    from take_over t join account a on a.id = t."accountId"
    where t."communityId" = ${communityId}::uuid group by 1 order by 1`;
  return { ...(row ?? { of: 0, looked: 0, openDoubts: 0, grave: 0 }), byState };
}
