import type { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { holdKindSchema, levelSchema } from '../domain/vocabulary';
import { type AccountClaim, accountClaims } from '../ledger/claimable';
import { labelOf } from '../ledger/imports/chunk-state';
import { objectKindSchema } from '../ledger/rows/object-code';
import { HOLD_WORDS, LEVEL_WORDS } from '../machine/words';
import { type Member, nowIn } from './access';
import { visibleAccounts } from './case-scope';
import { maskName } from './mask';
import type { accountBriefSchema, objectRowSchema } from './schemas/account';

export type AccountBrief = z.infer<typeof accountBriefSchema>;

const include = {
  party: { select: { nameSealed: true, kind: true } },
  objects: { orderBy: [{ kind: 'desc' }, { code: 'asc' }] },
  cases: {
    where: { status: { in: ['open', 'settled'] } },
    select: { id: true, status: true, level: true, state: true, holdKinds: true },
  },
} as const satisfies Prisma.AccountInclude;
type Row = Prisma.AccountGetPayload<{ include: typeof include }>;

/**
 * The accounts as lists show them, in walking order; those that the member may not see are left out.
 *
 * @param most of them at the most; those named first are kept
 */
export async function accountBriefs(
  context: Context,
  tx: Tx,
  member: Member,
  accountIds: readonly string[],
  most = accountIds.length,
): Promise<AccountBrief[]> {
  const today = civilDayOf(nowIn(context, member), member.community.zone);
  const visible = await tx.account.findMany({
    where: { AND: [{ id: { in: [...accountIds] } }, await visibleAccounts(tx, member, today)] },
    select: { id: true },
  });
  const may = new Set(visible.map(({ id }) => id));
  const shown = accountIds.filter((id) => may.has(id)).slice(0, most);
  const rows = await tx.account.findMany({
    where: { id: { in: shown } },
    orderBy: [{ walkingOrder: 'asc' }, { id: 'asc' }],
    include,
  });
  const claims = await accountClaims(tx, shown, today);
  return rows.map((row) => briefOf(context, row, claims.get(row.id)));
}

function briefOf({ cipher }: Context, row: Row, claim: AccountClaim | undefined): AccountBrief {
  const [live] = row.cases;
  const level = live ? levelSchema.parse(live.level) : null;
  return {
    accountId: row.id,
    caseId: live?.id ?? null,
    label: row.label,
    building: row.building,
    nameMasked: maskName(cipher.open(row.party.nameSealed)),
    partyKind: row.party.kind,
    careMark: row.careMark,
    objects: row.objects.map(objectRow),
    claimableFen: claim?.claimableFen ?? 0,
    principalFen: claim?.principalOutstandingFen ?? 0,
    lateFeeFen: claim?.lateFeeFen ?? 0,
    prepaidFen: claim?.prepaidFen ?? 0,
    oldestDueOn: claim?.oldestDueOn ?? null,
    level,
    levelZh: level && LEVEL_WORDS[level],
    status: live?.status ?? null,
    statusZh: statusZh(live?.status),
    state: live?.state ?? null,
    holds: (live?.holdKinds ?? []).map((kind) => {
      const known = holdKindSchema.parse(kind);
      return { kind: known, kindZh: HOLD_WORDS[known] };
    }),
  };
}

export function objectRow({
  id,
  kind,
  code,
}: {
  id: string;
  kind: string;
  code: string;
}): z.infer<typeof objectRowSchema> {
  const known = objectKindSchema.parse(kind);
  return {
    ...{ id, kind, code },
    label: labelOf({ kind: known, code, building: null, unit: null, room: null }),
  };
}

function statusZh(status: string | undefined): string {
  if (status === undefined) return '无案件';
  return status === 'open' ? '在催' : '已结清（静默期）';
}
