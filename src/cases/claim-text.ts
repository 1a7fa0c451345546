import { createHash } from 'node:crypto';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import { addDays, type CivilDay, civilDay, startOfDay } from '../domain/civil-day';
import { noticeDeadline } from '../domain/deadlines';
import { fen } from '../domain/money';
import { lateFeeBasisSchema } from '../ledger/charge-facts';
import { promisedIn } from '../machine/promised';
import type { StepKey } from '../machine/step-key';
import type { TextSet } from '../messaging/templates';
import type { TextFacts, TextLine } from '../messaging/text-facts';
import { amountAsked, type RenderedText, renderText } from '../messaging/texts';
import type { ClaimFacts } from './claim-facts';
import { pieceOf, type StepPlan } from './step-plan';

type TextContext = Pick<Context, 'cipher'>;

/** What the texts of a claim are made of, whatever its channel. */
export type TextSource = Omit<TextFacts, 'deadlineOn'>;

export async function readTextSource(
  tx: Tx,
  { cipher }: TextContext,
  facts: ClaimFacts,
  plan: StepPlan,
  key: StepKey,
): Promise<TextSource> {
  const { community, account, party, claim, today, case: one, policy } = facts;
  const asked = claim.lines.filter((line) => line.claimableFen > 0);
  return {
    communityName: community.name,
    companyName: community.companyName,
    servicePhone: community.servicePhone,
    partyName: cipher.open(party.nameSealed),
    partyKind: party.kind,
    label: facts.label,
    stewardName: plan.channels.includes('wechat') ? await stewardName(tx, facts) : null,
    on: today,
    amountFen: amountAsked(one.level, asked),
    prepaidFen: claim.prepaidFen,
    number: `CJ${createHash('sha256').update(pieceOf(key, policy.ladder)).digest('hex').slice(0, 8).toUpperCase()}`,
    agreed: await agreedOf(tx, facts, plan, account.id),
    ...(await readLines(tx, asked)),
  };
}

/**
 * The text of one channel; null when none that is in force can say it.
 */
export function textOf(
  channel: Channel,
  plan: StepPlan,
  facts: ClaimFacts,
  source: TextSource,
  texts: TextSet,
): { text: RenderedText; offerUntilOn: CivilDay | null } | null {
  const means = channel === 'mail' ? 'by_mail' : 'by_hand';
  const deadlineOn =
    plan.class === 'formal'
      ? noticeDeadline(facts.today, means, facts.case.cause, facts.policy.ladder, facts.calendar)
      : null;
  const text = renderText(channel, plan.text, { ...source, deadlineOn }, texts);
  if (!text) return null;
  return { text, offerUntilOn: deadlineOn ?? offerOf(plan, facts) };
}

/** The instant at which the period named by a notice is over. */
export function deadlineAt(offerUntilOn: string, zone: string): number {
  return startOfDay(addDays(civilDay(offerUntilOn), 1), zone);
}

/** 报价有效期 */
function offerOf(plan: StepPlan, { policy, today }: ClaimFacts): CivilDay | null {
  return plan.class === 'service' ? null : addDays(today, policy.rules.offerValidDays);
}

type ObjectOfCharge = { id: string; lateFeeBasis: unknown; code: string; areaCm2: number | null };

async function readLines(
  tx: Tx,
  asked: ClaimFacts['claim']['lines'],
): Promise<Pick<TextSource, 'lines' | 'areaCm2'>> {
  const rows = await tx.$queryRaw<ObjectOfCharge[]>`
    select c.id, c."lateFeeBasis", o.code, o."areaCm2" from charge c join charge_object o on o.id = c."objectId"
    where c.id = any(${asked.map(({ chargeId }) => chargeId)}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lines = asked.flatMap((line): TextLine[] => {
    const row = byId.get(line.chargeId);
    if (!row) return [];
    return [
      {
        object: row.code,
        item: line.item,
        periodFrom: line.periodFrom,
        periodTo: line.periodTo,
        chargedFen: line.chargedFen,
        allocatedFen: line.allocatedFen,
        waivedFen: line.waivedFen,
        principalLeftFen: line.principalLeftFen,
        lateFeeLeftFen: line.lateFeeLeftFen,
        lateFeeClause: clauseText(row.lateFeeBasis),
      },
    ];
  });
  const areas = new Map(rows.map(({ code, areaCm2 }) => [code, areaCm2]));
  const [area] = [...areas.values()];
  return { lines, areaCm2: areas.size === 1 ? (area ?? null) : null };
}

function clauseText(basis: unknown): string | null {
  if (basis === null) return null;
  return lateFeeBasisSchema.parse(basis).clause ?? '合同约定';
}

/** What was promised, or what came in. */
async function agreedOf(
  tx: Tx,
  facts: ClaimFacts,
  plan: StepPlan,
  accountId: string,
): Promise<TextSource['agreed']> {
  switch (plan.service) {
    case 'promise-reminder': {
      const promised = facts.pending && promisedIn(facts.snapshotHolds, facts.pending);
      if (!promised || promised.amountFen === 0) return null;
      return { on: civilDay(promised.on), amountFen: fen(promised.amountFen) };
    }
    case 'thanks':
      return lastPayment(tx, accountId, ['booked']);
    case 'correction':
      return lastPayment(tx, accountId, ['reversed']);
    case null:
      return null;
    default: {
      const never: never = plan.service;
      throw new Error(`unknown service notice: ${never}`);
    }
  }
}

async function lastPayment(tx: Tx, accountId: string, status: string[]): Promise<TextSource['agreed']> {
  const payment = await tx.payment.findFirst({
    where: { accountId, status: { in: status } },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    select: { receivedOn: true, amountFen: true },
  });
  return payment && { on: civilDay(payment.receivedOn), amountFen: fen(payment.amountFen) };
}

async function stewardName(tx: Tx, { account }: ClaimFacts): Promise<string | null> {
  if (account.building === null) return null;
  const row = await tx.stewardship.findUnique({
    where: { communityId_building: { communityId: account.communityId, building: account.building } },
    select: { stewardId: true },
  });
  if (!row) return null;
  const user = await tx.user.findUnique({ where: { id: row.stewardId }, select: { name: true } });
  return user?.name ?? null;
}
