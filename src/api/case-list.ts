import { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { addDays, civilDayOf, civilDaySchema, daysBetween, startOfDay } from '../domain/civil-day';
import { causeSchema, holdKindSchema, levelSchema } from '../domain/vocabulary';
import { LEVEL_WORDS } from '../machine/words';
import { type Member, nowIn } from './access';
import { visibleCases } from './case-scope';
import { maskName } from './mask';
import { decodeCursor, pageQuery, toPage } from './paging';
import type { caseRowSchema } from './schemas/case';
import { whatNext } from './what-next';

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(item)).optional();
const level = z.coerce.number().pipe(levelSchema);

/** Sort by name: the column, which way, and whether it may be empty (the empty ones come last). */
const SORTS = {
  next: { column: 'wakeAt', order: 'asc', empty: true },
  amount: { column: 'claimableFen', order: 'desc', empty: false },
  oldest: { column: 'oldestDueOn', order: 'asc', empty: true },
  opened: { column: 'openedAt', order: 'desc', empty: false },
} as const;
type Sort = (typeof SORTS)[keyof typeof SORTS];

export const caseListQuery = z.object({
  level: oneOrMore(level).describe('级别，可多个：1,2'),
  status: oneOrMore(z.enum(['open', 'settled', 'closed'])).describe('默认 open,settled'),
  hold: oneOrMore(holdKindSchema),
  held: z.enum(['yes', 'no']).optional(),
  cause: oneOrMore(causeSchema),
  building: z.string().optional().describe('楼栋'),
  stewardId: z.uuid().optional().describe('责任管家'),
  waveId: z.uuid().optional(),
  amountFromFen: z.coerce.number().int().optional(),
  amountToFen: z.coerce.number().int().optional(),
  nextBeforeOn: civilDaySchema.optional().describe('这一天之前（含）要动的'),
  search: z.string().trim().max(60).optional().describe('房号，或姓名、手机号全称'),
  sort: z.enum(['next', 'amount', 'oldest', 'opened']).default('next'),
  ...pageQuery,
});
export type CaseListQuery = z.infer<typeof caseListQuery>;

const include = {
  account: { select: { label: true, building: true, party: { select: { nameSealed: true } } } },
  wave: { select: { id: true, status: true } },
} as const satisfies Prisma.DunningCaseInclude;
type Row = Prisma.DunningCaseGetPayload<{ include: typeof include }>;

export function listCases(context: Context, member: Member, query: CaseListQuery) {
  return withScope(context, member.community.id, async (tx) => {
    const sort = SORTS[query.sort];
    const rows = await tx.dunningCase.findMany({
      where: {
        AND: [
          await visibleCases(context, tx, member),
          await filterOf(context, tx, member, query),
          afterOf(sort, query.after),
        ],
      },
      orderBy: [orderOf(sort), { id: 'asc' }],
      take: query.limit + 1,
      include,
    });
    const stewards = await stewardsOf(tx, member.community.id);
    const page = toPage(rows, query.limit, (row) => [sortValue(row, sort), row.id]);
    return { next: page.next, items: page.items.map((row) => toRow(context, member, row, stewards)) };
  });
}

async function filterOf(
  { cipher }: Context,
  tx: Tx,
  member: Member,
  query: CaseListQuery,
): Promise<Prisma.DunningCaseWhereInput> {
  const { community } = member;
  const buildings = query.stewardId
    ? (
        await tx.stewardship.findMany({ where: { communityId: community.id, stewardId: query.stewardId } })
      ).map((one) => one.building)
    : null;
  const and: Prisma.DunningCaseWhereInput[] = [];
  if (buildings) and.push({ account: { building: { in: buildings } } });
  if (query.building) and.push({ account: { building: query.building } });
  if (query.hold) and.push({ holdKinds: { hasSome: query.hold } });
  if (query.held) and.push({ holdKinds: { isEmpty: query.held === 'no' } });
  if (query.nextBeforeOn) {
    and.push({ wakeAt: { lt: new Date(startOfDay(addDays(query.nextBeforeOn, 1), community.zone)) } });
  }
  if (query.search) and.push(searchOf(cipher, query.search));
  return {
    status: { in: query.status ?? ['open', 'settled'] },
    level: query.level && { in: query.level },
    cause: query.cause && { in: query.cause },
    waveId: query.waveId,
    claimableFen: { gte: query.amountFromFen, lte: query.amountToFen },
    AND: and,
  };
}

function searchOf(cipher: Context['cipher'], search: string): Prisma.DunningCaseWhereInput {
  return {
    account: {
      OR: [
        { label: { contains: search } },
        { objects: { some: { code: { contains: search } } } },
        { party: { nameIndex: cipher.index('name', search) } },
        { party: { contactPoints: { some: { kind: 'phone', valueIndex: cipher.index('phone', search) } } } },
      ],
    },
  };
}

function orderOf({ column, order, empty }: Sort): Prisma.DunningCaseOrderByWithRelationInput {
  return { [column]: empty ? { sort: order, nulls: 'last' } : order };
}

const cursorSchema = z.tuple([z.union([z.string(), z.number(), z.null()]), z.uuid()]);

/** The rows after the cursor in the sort's order; where a column may be empty, the empty ones are the end of the list. */
function afterOf({ column, order, empty }: Sort, after: string | undefined): Prisma.DunningCaseWhereInput {
  if (after === undefined) return {};
  const [key, id] = decodeCursor(after, cursorSchema);
  if (key === null) return { [column]: null, id: { gt: id } };
  const value = column.endsWith('At') ? new Date(key) : key;
  const beyond = { [column]: order === 'asc' ? { gt: value } : { lt: value } };
  return { OR: [beyond, { [column]: value, id: { gt: id } }, ...(empty ? [{ [column]: null }] : [])] };
}

function sortValue(row: Row, { column }: Sort): string | number | null {
  const value = row[column];
  return value instanceof Date ? value.toISOString() : value;
}

export async function stewardsOf(tx: Tx, communityId: string): Promise<Map<string, string>> {
  const rows = await tx.stewardship.findMany({
    where: { communityId },
    select: { building: true, stewardId: true },
  });
  return new Map(rows.map(({ building, stewardId }) => [building, stewardId]));
}

export function toRow(
  context: Context,
  member: Member,
  row: Row,
  stewards: ReadonlyMap<string, string>,
): z.infer<typeof caseRowSchema> {
  const { zone } = member.community;
  const today = civilDayOf(nowIn(context, member), zone);
  const { account } = row;
  return {
    id: row.id,
    accountId: row.accountId,
    label: account.label,
    building: account.building,
    nameMasked: maskName(context.cipher.open(account.party.nameSealed)),
    status: row.status,
    closeReason: row.closeReason,
    level: row.level,
    levelZh: LEVEL_WORDS[levelSchema.parse(row.level)],
    state: row.state,
    cause: causeSchema.parse(row.cause),
    holds: row.holdKinds,
    claimableFen: row.claimableFen,
    principalFen: row.principalFen,
    oldestDueOn: row.oldestDueOn,
    overdueDays:
      row.oldestDueOn === null
        ? null
        : Math.max(0, daysBetween(civilDaySchema.parse(row.oldestDueOn), today)),
    stewardId: account.building === null ? null : (stewards.get(account.building) ?? null),
    waveId: row.waveId,
    releasedFromOn: row.releasedFromOn,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    next: whatNext(row, zone),
  };
}
