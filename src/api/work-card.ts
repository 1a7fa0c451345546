import { z } from 'zod';
import { whyNotClaim } from '../cases/claim';
import { tryKey } from '../cases/claim-peace';
import { claimRefusal } from '../cases/claim-refusals';
import { triesOf } from '../cases/contact-tasks';
import { partiesOf } from '../cases/liability/read';
import { printedNoticeOf } from '../cases/printed-notice';
import { channelOfTask } from '../cases/step-plan';
import { rowsOfDay } from '../cases/today';
import type { Context } from '../context';
import type { Task } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import type { Channel } from '../domain/channel';
import { addDays, type CivilDay, civilDay } from '../domain/civil-day';
import { LIABILITY_WORDS } from '../domain/liability';
import { levelSchema } from '../domain/vocabulary';
import { UserError } from '../errors';
import { accountClaim } from '../ledger/claimable';
import { taskKindSchema } from '../machine/vocabulary';
import { currentPolicy } from '../policy/versions';
import { type Member, mayIn } from './access';
import { dayRow, rowFacts, timeIn } from './day-row';
import { hiding } from './hide';
import { maskPhone } from './mask';
import type { workCardSchema } from './schemas/today';
import { findTask, taskCard } from './tasks';
import { historyOf } from './work-history';

type Card = z.infer<typeof workCardSchema>;

/** Everything that one looks at before and while one works on a task, in one answer: the next household must not be waited for. */
export function workCard(context: Context, member: Member, taskId: string): Promise<Card> {
  return withScope(context, member.community.id, async (tx) => {
    const task = await findTask(context, tx, member, taskId);
    const { today, now } = timeIn(context, member);
    const page = { taskId, sort: 'time', limit: 1 } as const;
    const [row] = await rowsOfDay(tx, member.community.id, { kind: 'team' }, page, today);
    if (!row) throw new Error(`the task ${taskId} has no row`);
    const kind = taskKindSchema.safeParse(task.kind);
    const channel = kind.success ? channelOfTask(kind.data) : null;
    const seesCases = mayIn(member, 'case.read');
    const account = task.accountId && seesCases ? await accountOf(tx, task.accountId) : null;
    const hide = account && hiding(context, account.party);
    const disputes = account ? await disputesOf(tx, account.id) : [];
    return {
      task: taskCard(context, task),
      row: dayRow(context, row, await rowFacts(context, tx, member, [row])),
      mine: isMine(member, task),
      gate: channel ? await gateOf(tx, context, member, task) : null,
      owed: account && (await owedOf(tx, account, today)),
      numbers: account ? await numbersOf(tx, context, account, task.caseId, today) : [],
      history: account && hide ? await historyOf(tx, context, account.id, hide) : [],
      disputes,
      plan: seesCases ? await planLimits(tx, member) : null,
      nobodyHome: account
        ? await tx.contact.count({
            where: { accountId: account.id, channel: 'visit', outcome: 'nobody_home' },
          })
        : 0,
      checks:
        account && channel === 'visit' ? await checksOf(tx, member, account.id, disputes, now, today) : [],
    };
  });
}

function isMine({ userId, community }: Member, { assigneeId, role }: Task): boolean {
  return assigneeId === userId || (assigneeId === null && community.roles.some((one) => one === role));
}

function accountOf(tx: Tx, id: string) {
  return tx.account.findUniqueOrThrow({
    where: { id },
    include: {
      party: { include: { contactPoints: { include: { address: true }, orderBy: { rank: 'asc' } } } },
      objects: { where: { kind: 'room' }, select: { areaCm2: true }, take: 1, orderBy: { code: 'asc' } },
    },
  });
}
type AccountRow = Awaited<ReturnType<typeof accountOf>>;

/** What pressing 开始 would be answered now. */
async function gateOf(
  tx: Tx,
  context: Context,
  { userId, community }: Member,
  task: Task,
): Promise<Card['gate']> {
  const { caseId, accountId, stepKey: key, status } = task;
  if (!caseId || !accountId || !key || status !== 'open') return null;
  const person = {
    ...{ userId, second: null, exemptionId: null, statedTime: null, addressIndex: null },
    printed: await printedNoticeOf(tx, context, task.id),
  };
  try {
    const request = { caseId, accountId, key, contactKey: tryKey(key, triesOf(task) + 1), person };
    const refused = await whyNotClaim(tx, context, request);
    return refused && said(claimRefusal(refused, community.zone));
  } catch (error) {
    if (error instanceof UserError) return said(error);
    throw error;
  }
}

function said({ code, zh, en, details }: UserError): Card['gate'] {
  const until = z.object({ until: z.iso.datetime() }).safeParse(details);
  return { code, zh, en, until: until.success ? until.data.until : null };
}

async function owedOf(tx: Tx, account: AccountRow, today: CivilDay): Promise<NonNullable<Card['owed']>> {
  const claim = await accountClaim(tx, account.id, today);
  const asked = claim.lines.filter(({ claimableFen }) => claimableFen > 0);
  const from = asked.map(({ periodFrom }) => periodFrom).sort()[0] ?? null;
  const to =
    asked
      .map(({ periodTo }) => periodTo)
      .sort()
      .at(-1) ?? null;
  return {
    onDay: today,
    claimableFen: claim.claimableFen,
    principalFen: claim.principalOutstandingFen,
    lateFeeFen: claim.lateFeeOutstandingFen,
    prepaidFen: claim.prepaidFen,
    disputedFen: claim.disputedFen,
    periodFrom: from,
    periodTo: to,
    areaCm2: account.objects[0]?.areaCm2 ?? null,
  };
}

async function numbersOf(
  tx: Tx,
  context: Context,
  account: AccountRow,
  caseId: string | null,
  today: CivilDay,
): Promise<Card['numbers']> {
  const phones = await phonesOf(tx, account, caseId, today);
  const calls = await tx.contact.findMany({
    where: { accountId: account.id, channel: 'call', outcome: { notIn: ['claimed', 'not_called'] } },
    select: { addressIndex: true, outcome: true, claimedAt: true, claimedOn: true },
    orderBy: { claimedAt: 'desc' },
  });
  return phones.map(({ id, relation, authorised, valueIndex, address }) => {
    const tried = calls.filter(({ addressIndex }) => addressIndex === valueIndex);
    const why = whyUnusable(authorised, address);
    return {
      ...{ id, relation, authorised, why, usable: why === null },
      masked: maskPhone(context.cipher.open(address.valueSealed)),
      answeredAt: tried.find(({ outcome }) => outcome === 'spoke')?.claimedAt.toISOString() ?? null,
      triedToday: tried.some(({ claimedOn }) => claimedOn === today),
    };
  });
}

/** Of all who may be told of the debt, in the order in which they are approached; whose it is stands beside a number of another than the owner. */
async function phonesOf(tx: Tx, account: AccountRow, caseId: string | null, today: CivilDay) {
  const row = caseId && (await tx.dunningCase.findUnique({ where: { id: caseId }, select: { level: true } }));
  const liable = await partiesOf(tx, account, levelSchema.parse(row ? row.level : 1), today);
  const points = await tx.contactPoint.findMany({
    where: { partyId: { in: liable.map(({ partyId }) => partyId) }, kind: 'phone' },
    include: { address: true },
    orderBy: { rank: 'asc' },
  });
  return liable.flatMap(({ partyId, role }) =>
    points
      .filter((point) => point.partyId === partyId)
      .map((point) => ({
        ...point,
        relation: role === 'own' ? point.relation : (point.relation ?? LIABILITY_WORDS[role].zh),
      })),
  );
}

function whyUnusable(authorised: boolean, { status, optedOut }: { status: string; optedOut: string[] }) {
  if (status === 'dead' || status === 'wrong') return { zh: '空号或错号', en: 'dead or wrong' };
  if (status !== 'usable') return { zh: '号码有误', en: 'malformed' };
  if (!authorised) return { zh: '未经业主授权', en: 'not authorised by the owner' };
  const channel: Channel = 'call';
  return optedOut.includes(channel) ? { zh: '业主不接受电话', en: 'opted out of calls' } : null;
}

async function disputesOf(tx: Tx, accountId: string): Promise<Card['disputes']> {
  const rows = await tx.dispute.findMany({
    where: { accountId },
    orderBy: { openedAt: 'desc' },
    take: 5,
    select: { id: true, kind: true, matter: true, answerDueOn: true, answeredAt: true },
  });
  return rows.map(({ answeredAt, ...row }) => ({ ...row, answered: answeredAt !== null }));
}

async function planLimits(tx: Tx, { community }: Member): Promise<Card['plan']> {
  const { policy } = await currentPolicy(tx, community.id);
  const { promises, instalments } = policy.ladder;
  const limits: Readonly<Record<string, { instalments: number; fen: number } | null | undefined>> =
    policy.rules.approvals.instalmentPlan;
  const approve = community.roles.flatMap((role) => limits[role] ?? [])[0] ?? null;
  return {
    promiseWithinDays: promises.withinDays,
    most: instalments.most,
    firstShare: instalments.firstShare,
    approve,
  };
}

/** 出发前: an open work order, money on its way, or receipts not booked: then nobody goes. */
async function checksOf(
  tx: Tx,
  { community }: Member,
  accountId: string,
  disputes: Card['disputes'],
  now: Date,
  today: CivilDay,
): Promise<Card['checks']> {
  const { bookedThrough } = await tx.community.findUniqueOrThrow({ where: { id: community.id } });
  const claimed = await tx.hold.count({
    where: { accountId, kind: 'payment_claimed', endedAt: null, beganAt: { lte: now } },
  });
  const open = disputes.filter(({ answered }) => !answered).length;
  const booked = community.demonstration ? addDays(today, -1) : bookedThrough && civilDay(bookedThrough);
  const paid = claimed === 0 && booked !== null && booked >= addDays(today, -1);
  return [
    {
      code: 'work_order',
      ok: open === 0,
      zh: open === 0 ? '工单已答复（没有未答复的异议）' : `还有 ${open} 件异议未答复`,
      en: open === 0 ? 'no objection is unanswered' : `${open} objections are unanswered`,
    },
    {
      code: 'receipts',
      ok: paid,
      zh:
        claimed > 0
          ? '业主称已缴，财务核实中'
          : `到账已核至 ${booked ?? '（无）'}${paid ? '' : '，请财务先核到账'}`,
      en: claimed > 0 ? 'a payment is being verified' : `receipts are booked up to ${booked ?? 'never'}`,
    },
  ];
}
