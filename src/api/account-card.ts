import { z } from 'zod';
import { mayActOnAccount } from '../auth/actor';
import { noSuchAccount } from '../cases/account-at-desk';
import { actBeforeOf } from '../cases/limitation';
import { pausesOver } from '../communities/pauses';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CivilDay, civilDayOf, daysBetween } from '../domain/civil-day';
import { isPastLimitation } from '../domain/limitation';
import { sumFen } from '../domain/money';
import { type AccountClaim, accountClaim } from '../ledger/claimable';
import { closeReasonSchema } from '../machine/vocabulary';
import { CLOSE_WORDS } from '../machine/words';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import { contactsAtDesk, noticesAtDesk, takeBacksOf } from './account-history';
import type { Api } from './api';
import { holdRow } from './case-card';
import { stewardsOf, toRow } from './case-list';
import { hiding } from './hide';
import { maskAddress, maskName } from './mask';
import { pausedAccount, pauseOnCard, withPauses } from './pauses-on-card';
import { described, inCommunity, refusals } from './route';
import { accountCardSchema, claimedSchema } from './schemas/account-card';
import { taskInclude, taskRow } from './task-row';

export const ofAccount = inCommunity.extend({ accountId: z.uuid() });

const addressKind = z.enum(['phone', 'email', 'postal']);
const statedTime = z.record(z.string(), z.unknown()).nullable();

const include = {
  party: { include: { contactPoints: { include: { address: true }, orderBy: { rank: 'asc' } } } },
  objects: { orderBy: [{ kind: 'desc' }, { code: 'asc' }] },
  cases: {
    orderBy: { openedAt: 'desc' },
    include: {
      account: { select: { label: true, building: true, party: { select: { nameSealed: true } } } },
      wave: { select: { id: true, status: true } },
      holds: { where: { endedAt: null }, orderBy: { beganAt: 'desc' } },
    },
  },
} as const satisfies Prisma.AccountInclude;
type Row = Prisma.AccountGetPayload<{ include: typeof include }>;

export function accountCardRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/accounts/:accountId`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described(
          'cases',
          '户卡：有没有案件都看得到。应付逐笔及时效届满日、联系方式（掩码）、最近沟通、工单、通知书、暂停、可撤回的登记',
        ),
        params: ofAccount,
        response: { 200: accountCardSchema, ...refusals },
      },
    },
    async (request) => accountCard(context, memberOf(request), request.params.accountId),
  );
}

/** @throws {UserError} NO_SUCH_ACCOUNT, also for one that the member's roles do not show him */
export async function findAccount(context: Context, tx: Tx, member: Member, accountId: string): Promise<Row> {
  const row = await tx.account.findFirst({
    where: { id: accountId, communityId: member.community.id },
    include,
  });
  const today = civilDayOf(nowIn(context, member), member.community.zone);
  if (!row || !(await mayActOnAccount(tx, member, row, today))) throw noSuchAccount();
  return row;
}

function accountCard(
  context: Context,
  member: Member,
  accountId: string,
): Promise<z.infer<typeof accountCardSchema>> {
  const { zone } = member.community;
  return withScope(context, member.community.id, async (tx) => {
    const row = await findAccount(context, tx, member, accountId);
    const today = civilDayOf(nowIn(context, member), zone);
    const claim = await accountClaim(tx, accountId, today);
    const live = row.cases.find(({ status }) => status !== 'closed') ?? null;
    const stewards = await stewardsOf(tx, member.community.id);
    const stewardId = row.building === null ? null : (stewards.get(row.building) ?? null);
    const tasks = await tx.task.findMany({
      where: { accountId, status: { in: ['open', 'started'] } },
      orderBy: { dueAt: 'asc' },
      include: taskInclude,
    });
    const pauses = await pausesOver(tx, member.community.id, pausedAccount(row), today);
    const disputes = await tx.dispute.findMany({
      where: { accountId },
      orderBy: [{ answeredAt: { sort: 'desc', nulls: 'first' } }, { answerDueOn: 'asc' }],
      take: 20,
    });
    const holds = live?.holds ?? [];
    const names = await namesOf(tx, [
      stewardId,
      ...holds.map(({ byId }) => byId),
      ...pauses.map(({ setById }) => setById),
      ...tasks.map(({ assigneeId }) => assigneeId),
    ]);
    const name = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
    const claimed = await claimedOf(tx, holds);
    const hide = hiding(context, row.party);
    const stewardName = name(stewardId);
    return {
      id: row.id,
      label: row.label,
      building: row.building,
      partyKind: row.party.kind,
      nameMasked: maskName(context.cipher.open(row.party.nameSealed)),
      careMark: row.careMark,
      declared: z.record(z.string(), z.unknown()).nullable().parse(row.declared),
      mergedInto: await mergedInto(tx, row.mergedIntoId),
      steward: stewardId && stewardName ? { id: stewardId, name: stewardName } : null,
      objects: row.objects.map(({ id, kind, code, areaCm2 }) => ({ id, kind, code, areaCm2 })),
      contactPoints: await pointsOf(context, tx, row),
      case: live && withPauses(toRow(context, member, live, stewards), live, zone, pauses, today),
      formerCases: row.cases.filter(({ status }) => status === 'closed').map(formerCase),
      owed: await owedOf(tx, claim, today),
      holds: holds.map((hold) => ({
        ...holdRow(context, hold, hide),
        byName: name(hold.byId),
        claimed: claimed.get(hold.id) ?? null,
      })),
      pauses: pauses.map((pause) => pauseOnCard(pause, name(pause.setById))),
      lastContacts: await contactsAtDesk(context, tx, member, accountId, hide),
      tasks: tasks.map((task) => ({ ...taskRow(context, task), assigneeName: name(task.assigneeId) })),
      disputes: disputes.map((dispute) => disputeRow(context, dispute, hide)),
      notices: await noticesAtDesk(tx, accountId),
      takeBacks: await takeBacksOf(context, tx, member, accountId),
    };
  });
}

async function owedOf(tx: Tx, claim: AccountClaim, today: CivilDay) {
  const dates = await actBeforeOf(tx, claim.lines);
  const objects = await tx.chargeObject.findMany({
    where: { id: { in: [...new Set(claim.lines.map(({ objectId }) => objectId))] } },
    select: { id: true, code: true },
  });
  const codes = new Map(objects.map(({ id, code }) => [id, code]));
  const lateFeeFen = sumFen(
    claim.lines
      .filter(({ disputedFen, freshFen }) => disputedFen === 0 && freshFen === 0)
      .map((line) => line.lateFeeLeftFen),
  );
  return {
    onDay: today,
    claimableFen: claim.claimableFen,
    // of what may be claimed: what is disputed or fresh stands apart, so that 本金 + 违约金 − 预存 is the sum
    principalFen: claim.claimableFen + claim.prepaidFen - lateFeeFen,
    lateFeeFen,
    prepaidFen: claim.prepaidFen,
    disputedFen: claim.disputedFen,
    freshFen: claim.freshFen,
    lines: claim.lines.map((line) => {
      const { dueOn, principalLeftFen, lateFeeLeftFen } = line;
      const lapsesOn = principalLeftFen > 0 ? (dates.get(line.chargeId) ?? null) : null;
      return {
        chargeId: line.chargeId,
        object: codes.get(line.objectId) ?? '',
        item: line.item,
        periodFrom: line.periodFrom,
        periodTo: line.periodTo,
        dueOn,
        chargedFen: line.chargedFen,
        lateFeeFen: line.lateFeeFen,
        allocatedFen: line.allocatedFen,
        waivedFen: line.waivedFen,
        prepaidFen: line.prepaidFen,
        leftFen: principalLeftFen + lateFeeLeftFen,
        claimableFen: line.claimableFen,
        disputed: line.disputedFen > 0,
        fresh: line.freshFen > 0,
        lapsesOn,
        lapsesInDays: lapsesOn && daysBetween(today, lapsesOn),
        pastLimitation: lapsesOn !== null && isPastLimitation(lapsesOn, today),
      };
    }),
  };
}

async function pointsOf({ cipher }: Context, tx: Tx, row: Row) {
  const answered = await tx.contact.groupBy({
    by: ['addressIndex'],
    where: { accountId: row.id, channel: 'call', outcome: 'spoke' },
    _max: { claimedAt: true },
  });
  const answeredAt = new Map(answered.map(({ addressIndex, _max }) => [addressIndex, _max.claimedAt]));
  return row.party.contactPoints.map((point) => ({
    id: point.id,
    kind: addressKind.parse(point.kind),
    masked: maskAddress(point.kind, cipher.open(point.address.valueSealed)),
    relation: point.relation,
    authorised: point.authorised,
    status: point.address.status,
    optedOut: point.address.optedOut,
    statedTime: statedTime.parse(point.statedTime),
    answeredAt: answeredAt.get(point.valueIndex)?.toISOString() ?? null,
  }));
}

function formerCase({ id, openedAt, closedAt, closeReason }: Row['cases'][number]) {
  const reason = closeReasonSchema.safeParse(closeReason);
  return {
    id,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    closeReasonZh: reason.success ? CLOSE_WORDS[reason.data] : closeReason,
  };
}

type DisputeRow = Prisma.DisputeGetPayload<object>;

function disputeRow({ cipher }: Context, row: DisputeRow, hide: ReturnType<typeof hiding>) {
  const { id, matter, desk, answerDueOn, result, statementSealed, answerSealed } = row;
  return {
    ...{ id, matter, desk, answerDueOn, result },
    kind: z.enum(['service', 'amount']).parse(row.kind),
    statement: hide.inText(statementSealed === null ? null : cipher.open(statementSealed)),
    answer: hide.inText(answerSealed === null ? null : cipher.open(answerSealed)),
    openedAt: row.openedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
  };
}

/** What the owner said of his payment lies with the command that placed the hold, under the hold's id. */
async function claimedOf(tx: Tx, holds: readonly { id: string; kind: string }[]) {
  const ids = holds.filter(({ kind }) => kind === 'payment_claimed').map(({ id }) => id);
  const commands = await tx.command.findMany({
    where: { id: { in: ids } },
    select: { id: true, payload: true },
  });
  return new Map(
    commands.flatMap(({ id, payload }) => {
      const said = claimedSchema.safeParse(payload);
      return said.success ? [[id, said.data] as const] : [];
    }),
  );
}

async function mergedInto(tx: Tx, id: string | null) {
  return id === null ? null : tx.account.findUnique({ where: { id }, select: { id: true, label: true } });
}

async function namesOf(tx: Tx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const known = ids.filter((id): id is string => id !== null);
  const users = await tx.user.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [id, name]));
}
