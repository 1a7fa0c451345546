import { z } from 'zod';
import { pausesOver } from '../communities/pauses';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { holdKindSchema } from '../domain/vocabulary';
import { UserError } from '../errors';
import { accountClaim } from '../ledger/claimable';
import { HOLD_WORDS } from '../machine/words';
import { type Member, nowIn } from './access';
import { stewardsOf, toRow } from './case-list';
import { visibleCases } from './case-scope';
import { hiding } from './hide';
import { maskAddress } from './mask';
import { pausedAccount, pauseOnCard, withPauses } from './pauses-on-card';
import type { caseCardSchema, contactRowSchema, holdRowSchema } from './schemas/case';
import { taskInclude, taskRow } from './task-row';

const include = {
  account: {
    include: {
      party: { include: { contactPoints: { include: { address: true }, orderBy: { rank: 'asc' } } } },
      objects: { orderBy: [{ kind: 'asc' }, { code: 'asc' }] },
    },
  },
  wave: { select: { id: true, status: true } },
  holds: { orderBy: { beganAt: 'desc' } },
  tasks: { include: taskInclude, orderBy: { createdAt: 'desc' } },
} as const satisfies Prisma.DunningCaseInclude;
type Row = Prisma.DunningCaseGetPayload<{ include: typeof include }>;

/** @throws UserError NO_SUCH_CASE, also for one that the member's role does not show him */
export async function findCase(context: Context, tx: Tx, member: Member, caseId: string): Promise<Row> {
  const row = await tx.dunningCase.findFirst({
    where: { AND: [{ id: caseId }, await visibleCases(context, tx, member)] },
    include,
  });
  if (!row) throw noSuchCase();
  return row;
}

export function noSuchCase(): UserError {
  return new UserError(
    'NO_SUCH_CASE',
    '没有这个案件，或不在您的范围内',
    'there is no such case, or it is not yours to see',
    404,
  );
}

export function caseCard(
  context: Context,
  member: Member,
  caseId: string,
): Promise<z.infer<typeof caseCardSchema>> {
  return withScope(context, member.community.id, async (tx) => {
    const row = await findCase(context, tx, member, caseId);
    const today = civilDayOf(nowIn(context, member), member.community.zone);
    const pauses = await pausesOver(tx, member.community.id, pausedAccount(row.account), today);
    const [stewards, contacts, owed] = [
      await stewardsOf(tx, member.community.id),
      await tx.contact.findMany({ where: { caseId }, orderBy: { claimedAt: 'desc' } }),
      await owedOf(context, tx, member, row),
    ];
    return {
      ...withPauses(toRow(context, member, row, stewards), row, member.community.zone, pauses, today),
      pauses: pauses.map((pause) => pauseOnCard(pause, null)),
      previousCaseId: row.previousCaseId,
      policyVersionId: row.policyVersionId,
      turn: row.turn,
      account: accountOf(context, row),
      owed,
      holdRows: row.holds.map((hold) => holdRow(context, hold, hiding(context, row.account.party))),
      tasks: row.tasks.map((task) => taskRow(context, task)),
      contacts: contacts.map(contactRow),
    };
  });
}

function accountOf({ cipher }: Context, { account }: Row) {
  return {
    id: account.id,
    label: account.label,
    partyKind: account.party.kind,
    careMark: account.careMark,
    ledgerVersion: account.ledgerVersion,
    declared: z.record(z.string(), z.unknown()).nullable().parse(account.declared),
    objects: account.objects.map(({ id, kind, code, areaCm2 }) => ({ id, kind, code, areaCm2 })),
    contactPoints: account.party.contactPoints.map((point) => ({
      id: point.id,
      kind: point.kind,
      masked: maskAddress(point.kind, cipher.open(point.address.valueSealed)),
      relation: point.relation,
      authorised: point.authorised,
      status: point.address.status,
      optedOut: point.address.optedOut,
    })),
  };
}

async function owedOf(context: Context, tx: Tx, member: Member, row: Row) {
  const today = civilDayOf(nowIn(context, member), member.community.zone);
  const claim = await accountClaim(tx, row.accountId, today);
  const objects = await tx.chargeObject.findMany({
    where: { id: { in: claim.lines.map(({ objectId }) => objectId) } },
    select: { id: true, code: true },
  });
  const codes = new Map(objects.map(({ id, code }) => [id, code]));
  return {
    ...claim,
    onDay: today,
    principalFen: claim.principalOutstandingFen,
    lines: claim.lines.map((line) => ({ ...line, object: codes.get(line.objectId) ?? '' })),
  };
}

export function holdRow(
  { cipher }: Context,
  hold: Row['holds'][number],
  hide: ReturnType<typeof hiding>,
): z.infer<typeof holdRowSchema> {
  const kind = holdKindSchema.parse(hold.kind);
  return {
    id: hold.id,
    kind,
    kindZh: HOLD_WORDS[kind],
    beganAt: hold.beganAt.toISOString(),
    endsAt: hold.endsAt.toISOString(),
    endedAt: hold.endedAt?.toISOString() ?? null,
    verdict: hold.verdict,
    byId: hold.byId,
    reason: hide.inText(hold.reasonSealed === null ? null : cipher.open(hold.reasonSealed)),
    data: z.record(z.string(), z.unknown()).parse(hold.data),
  };
}

function contactRow(row: Prisma.ContactGetPayload<object>): z.infer<typeof contactRowSchema> {
  const {
    id,
    stepKey,
    channel,
    automatic,
    level,
    claimableFen,
    byId,
    outcome,
    grade,
    attempt,
    ruleBreach,
    offerUntilOn,
  } = row;
  return {
    ...{
      id,
      stepKey,
      channel,
      automatic,
      level,
      claimableFen,
      byId,
      outcome,
      grade,
      attempt,
      ruleBreach,
      offerUntilOn,
    },
    class: row.class,
    claimedAt: row.claimedAt.toISOString(),
  };
}
