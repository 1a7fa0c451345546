import { z } from 'zod';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import { type ReferralChecklist, type ReferralFacts, referralChecklist } from '../domain/referral-checklist';
import type { AccountClaim } from '../ledger/claimable';
import type { CaseContext } from '../machine/context';
import { referralDemandIsOver } from '../machine/laws';
import { rulesOfPlace } from '../policy/rule-packs';
import { actBeforeOf } from './limitation';

type Of = { context: CaseContext; claim: AccountClaim; today: CivilDay; now: number };

/** 移交要素 of a case as they are in this transaction: the account, its party, the community's documents and its committee. */
export async function checklistOf(tx: Tx, of: Of): Promise<ReferralChecklist & { facts: ReferralFacts }> {
  const facts = await readReferralFacts(tx, of);
  return { ...referralChecklist(facts), facts };
}

async function readReferralFacts(tx: Tx, { context, claim, today, now }: Of): Promise<ReferralFacts> {
  const { communityId, accountId } = context;
  const account = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { party: { include: { contactPoints: { include: { address: true } } } } },
  });
  const usable = account.party.contactPoints.filter(({ address }) => address.status === 'usable');
  const owed = claim.lines.filter(({ principalLeftFen }) => principalLeftFen > 0);
  const details = await tx.charge.findMany({
    where: { id: { in: owed.map(({ chargeId }) => chargeId) } },
    select: { id: true, lateFeeBasis: true, object: { select: { kind: true, areaCm2: true } } },
  });
  const detailOf = new Map(details.map((charge) => [charge.id, charge]));
  const actBefore = await actBeforeOf(tx, owed);
  const rules = await rulesOfPlace(tx, communityId);
  return {
    today,
    party: {
      named: account.party.nameSealed !== '',
      idNumber: account.party.idNumberSealed !== null,
      phone: usable.some(({ kind }) => kind === 'phone'),
      postalAddress: usable.some(({ kind }) => kind === 'postal'),
    },
    charges: owed.map((line) => {
      const detail = detailOf.get(line.chargeId);
      return {
        chargeId: line.chargeId,
        periodFrom: line.periodFrom,
        periodTo: line.periodTo,
        dueOn: line.dueOn,
        owedFen: line.principalLeftFen,
        lateFeeFen: line.lateFeeLeftFen,
        lateFeeClause: clauseIn(detail?.lateFeeBasis),
        actBefore: actBefore.get(line.chargeId) ?? line.dueOn,
        // a parking space or a store-room has a price of its own
        areaKnown: detail === undefined || detail.object.kind !== 'room' || detail.object.areaCm2 !== null,
      };
    }),
    documents: await documentsInForce(tx, communityId),
    demand: demandOf(context, now),
    openObjections: await tx.dispute.count({ where: { accountId, answeredAt: null } }),
    committee: rules.committee,
    urging: await newestUrging(tx, communityId),
  };
}

const basisSchema = z.looseObject({ clause: z.string().optional() });

function clauseIn(basis: unknown): string | null {
  return basisSchema.safeParse(basis).data?.clause ?? null;
}

function demandOf(context: CaseContext, now: number): ReferralFacts['demand'] {
  if (referralDemandIsOver(context, now)) return 'over';
  return context.demands.some(({ written, grade }) => written && grade !== 'none') ? 'running' : 'missing';
}

async function documentsInForce(tx: Tx, communityId: string): Promise<ReferralFacts['documents']> {
  const rows = await tx.communityDocument.findMany({ where: { communityId, withdrawnAt: null } });
  return rows.map(({ kind, validFrom, validTo }) => ({
    kind,
    validFrom: civilDay(validFrom),
    validTo: validTo === null ? null : civilDay(validTo),
  }));
}

const stateSchema = z.enum(['urged', 'none_formed', 'asked']);

async function newestUrging(tx: Tx, communityId: string): Promise<ReferralFacts['urging']> {
  const row = await tx.committeeUrging.findFirst({
    where: { communityId },
    orderBy: [{ onDay: 'desc' }, { at: 'desc' }],
  });
  return row && { state: stateSchema.parse(row.state), onDay: civilDay(row.onDay) };
}
