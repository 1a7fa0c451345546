import { z } from 'zod';
import { type Actor, mayActOnAccount } from '../auth/actor';
import { communityTime } from '../communities/time';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { addDays, daysBetween, laterDay } from '../domain/civil-day';
import { isPastLimitation, limitationOf, pastLimitation, whatWouldHelp } from '../domain/limitation';
import { accountClaim } from '../ledger/claimable';
import { GRADE_WORDS } from '../machine/words';
import { currentPolicy } from '../policy/versions';
import { type AccountRef, noSuchAccount } from './account-at-desk';
import { interruptionsOf } from './limitation';
import { INTERRUPTION_ZH, STRENGTHENING_SENTENCES } from './limitation-words';

/** One account's charges with both readings, what they rest on, and what would help. @throws {UserError} NO_SUCH_ACCOUNT */
export function limitationOfAccount(
  context: Pick<Context, 'db' | 'now'>,
  actor: Pick<Actor, 'userId' | 'memberships'>,
  { communityId, accountId }: AccountRef,
) {
  return withScope(context, communityId, async (tx) => {
    const { today } = await communityTime(tx, communityId, context.now());
    const account = await tx.account.findFirst({
      where: { id: accountId, communityId },
      select: { id: true, communityId: true, building: true, party: { select: { deceasedOn: true } } },
    });
    if (!account || !(await mayActOnAccount(tx, actor, account, today))) throw noSuchAccount();
    const { policy } = await currentPolicy(tx, communityId);
    const { lines } = await accountClaim(tx, accountId, today);
    const owed = lines.filter(({ principalLeftFen }) => principalLeftFen > 0);
    const interruptions = await interruptionsOf(
      tx,
      owed.map(({ chargeId }) => chargeId),
    );
    // the last instalment of the same item of the same object (Civil Code 189, contested)
    const last = new Map<string, (typeof owed)[number]['dueOn']>();
    for (const { objectId, item, dueOn } of owed) {
      const key = `${objectId}/${item}`;
      last.set(key, laterDay(last.get(key) ?? dueOn, dueOn));
    }
    const charges = owed.map(
      ({ chargeId, item, periodFrom, periodTo, dueOn, principalLeftFen, objectId }) => {
        const known = interruptions.get(chargeId) ?? [];
        const lastInstalmentDueOn = last.get(`${objectId}/${item}`) ?? null;
        const question = { dueOn, lastInstalmentDueOn, interruptions: known };
        const { actBefore, lastInstalment, ownDate } = limitationOf(question);
        return {
          ...{ chargeId, item, periodFrom, periodTo, dueOn, principalLeftFen, actBefore },
          lastInstalmentReadingOn: lastInstalment.expiresOn,
          ifConfirmedOn: ownDate.ifConfirmedOn,
          daysLeft: daysBetween(today, actBefore),
          past: isPastLimitation(actBefore, today),
          interruptions: known.map((one) => ({
            ...{ onDay: one.on, kind: one.kind, kindZh: INTERRUPTION_ZH[one.kind], grade: one.grade },
            ...{ gradeZh: GRADE_WORDS[one.grade], confirmed: one.confirmed, source: one.source },
            evidenceKey: evidenceKeyOf(one),
            recordId: one.recordId,
          })),
          wouldHelp: whatWouldHelp(question, today, policy.rules.limitation.safeguardWithinDays).map(
            (code) => ({
              code,
              ...STRENGTHENING_SENTENCES[code],
            }),
          ),
        };
      },
    );
    const suspensions = await tx.limitationInterruption.findMany({
      where: { accountId, kind: 'suspension' },
    });
    const answers = await tx.limitationInterruption.findMany({
      where: { refersToId: { in: suspensions.map(({ id }) => id) } },
      select: { refersToId: true, kind: true },
    });
    const has = (id: string, kind: string) =>
      answers.some((one) => one.refersToId === id && one.kind === kind);
    const requests = await tx.limitationRequest.findMany({
      where: { accountId },
      orderBy: { requestedAt: 'desc' },
      take: 50,
    });
    const given = await tx.limitationAnswer.findMany({
      where: { requestId: { in: requests.map(({ id }) => id) } },
    });
    return {
      ...{ accountId, onDay: today, charges, deceasedOn: account.party.deceasedOn },
      pastFen: pastLimitation(charges, today).reduce((sum, one) => sum + one.principalLeftFen, 0),
      possibleSuspensions: suspensions
        .filter(({ id }) => !has(id, 'withdrawal'))
        .map(({ id, onDay }) => ({ recordId: id, onDay, confirmedByCounsel: has(id, 'confirmation') })),
      requests: requests.map(
        ({ id, kind, means, status, chargeIds, requestedById, requestedAt, stepKey }) => ({
          ...{ requestId: id, kind, means, status, chargeIds, requestedById, stepKey },
          requestedAt: requestedAt.toISOString(),
          answers: given
            .filter(({ requestId }) => requestId === id)
            .map(({ office, byId, approved, at }) => ({ office, byId, approved, at: at.toISOString() })),
        }),
      ),
    };
  });
}

function evidenceKeyOf({ source, evidenceId }: { source: string; evidenceId: string }): string {
  if (source === 'contact') return `claim/${evidenceId}`;
  return source === 'payment' ? `payment/${evidenceId}` : evidenceId;
}

export type LimitationFilter = {
  withinDays?: number | undefined;
  past?: 'only' | 'without' | undefined;
  limit: number;
  after?: string | undefined;
};

const cursorSchema = z.tuple([z.string(), z.uuid()]);

type TableRow = {
  chargeId: string;
  accountId: string;
  label: string;
  item: string;
  periodFrom: string;
  periodTo: string;
  dueOn: string;
  principalLeftFen: number;
  actBefore: string;
  ifConfirmedOn: string;
  daysLeft: number;
};

type Totals = {
  charges: number;
  accounts: number;
  principalFen: number;
  pastCharges: number;
  pastFen: number;
};

/** 时效表 All charges owed in a community, the first to lapse first; totals are over everything that the filter leaves. */
export function limitationPage(
  context: Pick<Context, 'db' | 'now'>,
  communityId: string,
  filter: LimitationFilter,
) {
  return withScope(
    context,
    communityId,
    async (tx) => {
      const { today } = await communityTime(tx, communityId, context.now());
      const until = filter.withinDays === undefined ? '9999-12-31' : addDays(today, filter.withinDays);
      const after = filter.after
        ? cursorSchema.parse(JSON.parse(Buffer.from(filter.after, 'base64url').toString()))
        : null;
      const rows = await tx.$queryRaw<(TableRow & Totals)[]>`
        with owed as materialized (
          select c.id, c."accountId", c.item, c."periodFrom", c."periodTo", c."dueOn",
            c."amountFen" - coalesce((select sum(l."amountFen") from allocation l left join payment p on p.id = l."paymentId"
                where l."chargeId" = c.id and l.part = 'principal' and (l."paymentId" is null or p.status = 'booked')), 0)
              - coalesce((select sum(w."amountFen") from waiver w where w."chargeId" = c.id and w.part = 'principal'), 0) as "left"
          from charge c where c."communityId" = ${communityId}::uuid and c.status = 'standing' and c."dueOn" < ${today}),
        dated as materialized (
          select o.*, d."actBefore", d."ifConfirmedOn" from owed o
          join cuijiao_charge_limitations((select array_agg(id) from owed where "left" > 0)) d on d."chargeId" = o.id
          where d."actBefore" <= ${until}
            and (${filter.past ?? null}::text is null or (d."actBefore" < ${today}) = (${filter.past ?? null}::text = 'only'))),
        total as (
          select count(*)::int as charges, count(distinct "accountId")::int as accounts,
            coalesce(sum("left"), 0)::float8 as "principalFen",
            (count(*) filter (where "actBefore" < ${today}))::int as "pastCharges",
            coalesce(sum("left") filter (where "actBefore" < ${today}), 0)::float8 as "pastFen" from dated)
        select t.*, d.id as "chargeId", d."accountId", a.label, d.item, d."periodFrom", d."periodTo", d."dueOn",
          d."left"::int as "principalLeftFen", d."actBefore", d."ifConfirmedOn", d."actBefore"::date - ${today}::date as "daysLeft"
        from total t left join (
          select * from dated where ${after?.[0] ?? null}::text is null
            or ("actBefore", id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid)
          order by "actBefore", id limit ${filter.limit + 1}) d on true
        left join account a on a.id = d."accountId"
        order by d."actBefore", d.id`;
      const found = rows.filter(({ chargeId }) => chargeId !== null);
      const items = found.slice(0, filter.limit);
      const last = items.at(-1);
      const more = found.length > filter.limit && last;
      const [first] = rows;
      return {
        items: items.map(({ charges, accounts, principalFen, pastCharges, pastFen, ...row }) => row),
        next: more
          ? Buffer.from(JSON.stringify([last.actBefore, last.chargeId])).toString('base64url')
          : null,
        totals: {
          charges: first?.charges ?? 0,
          accounts: first?.accounts ?? 0,
          principalFen: first?.principalFen ?? 0,
          pastCharges: first?.pastCharges ?? 0,
          pastFen: first?.pastFen ?? 0,
        },
      };
    },
    { timeoutMs: 30_000 },
  );
}
