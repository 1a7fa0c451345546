import { z } from 'zod';
import { rowsOfDay } from '../cases/today';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { civilDaySchema } from '../domain/civil-day';
import { levelSchema } from '../domain/vocabulary';
import { UserError } from '../errors';
import { appendAllEvidence } from '../evidence/append';
import { LEVEL_WORDS } from '../machine/words';
import { COMMUNITY_PATH, type Member, mayIn, memberOf, notPermitted } from './access';
import type { Api } from './api';
import { dayRow, rowFacts, timeIn } from './day-row';
import { maskPhone } from './mask';
import { commandId, described, inCommunity, refusals } from './route';
import { whoseOf } from './today';
import { workListBook } from './work-list-sheet';

/** More than anybody prints. */
const MOST_ROWS = 1000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const query = z.object({
  on: civilDaySchema.optional().describe('这一天（含）以前到期的；默认今天起全部未办'),
  assignee: z
    .union([z.enum(['mine', 'team']), z.uuid()])
    .default('mine')
    .describe('mine 我的、team 团队（主管）、某人的 id'),
  building: z.string().max(40).optional(),
  sort: z.enum(['building', 'time']).default('building'),
  numbers: z.enum(['masked', 'full']).default('masked').describe('full 须有权限并写明用途，逐户留痕'),
  purpose: z.string().trim().min(2, { error: '请写明用途' }).max(200).optional(),
  commandId,
});
type Query = z.infer<typeof query>;

export function workListRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/tasks/work-list.xlsx`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('tasks', '当日工作清单 XLSX：按楼栋走的顺序或按时间，A4 横向，留有手填栏；号码掩码'),
        params: inCommunity,
        querystring: query,
        response: { 200: z.any().describe('XLSX'), ...refusals },
      },
    },
    async (request, reply) => {
      const member = memberOf(request);
      const file = await workList(context, member, request.query);
      const name = encodeURIComponent(`工作清单-${timeIn(context, member).today}.xlsx`);
      return reply
        .type(XLSX)
        .header('content-disposition', `attachment; filename="work-list.xlsx"; filename*=UTF-8''${name}`)
        .send(file);
    },
  );
}

async function workList(context: Context, member: Member, asked: Query): Promise<Buffer> {
  const communityId = member.community.id;
  const of = whoseOf(member, asked.assignee);
  const { today } = timeIn(context, member);
  const full = asked.numbers === 'full';
  if (full && !mayIn(member, 'number.reveal')) throw notPermitted(['number.reveal']);
  if (full && !asked.purpose) {
    throw new UserError('PURPOSE_MISSING', '导出完整号码请写明用途', 'say what the numbers are for');
  }
  const { building, sort } = asked;
  const { title, rows } = await withScope(context, communityId, async (tx) => {
    const page = { building, sort, limit: MOST_ROWS };
    const found = await rowsOfDay(tx, communityId, of, page, today);
    const facts = await rowFacts(context, tx, member, found);
    const shown = found
      .map((row) => dayRow(context, row, facts))
      .filter(({ dueOn }) => asked.on === undefined || dueOn <= asked.on);
    const accountIds = [...new Set(shown.flatMap(({ accountId }) => accountId ?? []))];
    const phones = facts.seesCases ? await phonesOf(context, tx, accountIds) : new Map<string, string>();
    if (full) await writeRevealed(context, tx, member, accountIds, asked);
    return {
      title: await titleOf(tx, member, of, asked.on ?? today),
      rows: shown.map((row) => {
        const phone = phones.get(row.accountId ?? '') ?? '';
        const level = levelSchema.safeParse(row.level);
        return {
          label: row.label ?? '',
          name: row.nameMasked ?? '',
          phone: full ? phone : maskPhone(phone),
          claimableFen: row.claimableFen,
          level: level.success ? LEVEL_WORDS[level.data] : '',
          kind: row.kindZh,
          why: row.why.zh,
          due: row.overdue ? `${row.dueOn.slice(5)} 已超时` : row.dueOn.slice(5),
          last: row.last ? row.last.zh : '',
        };
      }),
    };
  });
  return workListBook(title, rows);
}

/** The first number of each that may be called; none: empty. */
async function phonesOf(
  { cipher }: Context,
  tx: Tx,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; valueSealed: string }[]>`
    select distinct on (a.id) a.id, d."valueSealed"
    from account a
    join contact_point p on p."partyId" = a."partyId" and p.kind = 'phone' and p.authorised
    join address d on d."communityId" = p."communityId" and d.kind = p.kind and d."valueIndex" = p."valueIndex"
      and d.status = 'usable' and not ('call' = any(d."optedOut"))
    where a.id = any(${[...accountIds]}::uuid[]) order by a.id, p.rank`;
  return new Map(rows.map(({ id, valueSealed }) => [id, cipher.open(valueSealed)]));
}

async function writeRevealed(
  context: Context,
  tx: Tx,
  member: Member,
  accountIds: readonly string[],
  { purpose, commandId: id }: Query,
): Promise<void> {
  const { now } = timeIn(context, member);
  await appendAllEvidence(
    tx,
    context,
    accountIds.map((accountId) => ({
      ...{ communityId: member.community.id, accountId, caseId: null },
      key: `reveal/${id}/${accountId}`,
      at: now,
      actorId: member.userId,
      kind: 'revealed' as const,
      content: { what: ['phone' as const], purpose: `工作清单：${purpose ?? ''}` },
    })),
  );
}

async function titleOf(tx: Tx, member: Member, of: ReturnType<typeof whoseOf>, day: string): Promise<string> {
  if (of.kind === 'team') return `${member.community.name} 工作清单（全部） ${day}`;
  const user = await tx.user.findUnique({ where: { id: of.userId }, select: { name: true } });
  return `${member.community.name} 工作清单 ${user?.name ?? ''} ${day}`;
}
