import type { CivilDay } from '../../domain/civil-day';
import { earlierDay } from '../../domain/civil-day';
import { groupBy } from '../group-by';
import { newId } from '../new-id';
import type { ChargeLine } from '../rows/content';
import { outstandingFen, type StandingCharge } from '../standing-charges';
import { applyStatements, type ChargeMoney, type Statement } from '../statement';
import type { AccountState, ChunkState } from './chunk-state';
import type { Matched } from './match-lines';
import type { Writes } from './writes';

/** What a line does to the charge that it speaks of. */
export type LineDifference = {
  what: 'new' | 'changed' | 'same' | 'older';
  chargeId: string;
  /** outstanding before and after; of a new one only what is outstanding */
  beforeFen: number;
  afterFen: number;
};

export type ChargePlanning = {
  communityId: string;
  batchId: string;
  asOf: CivilDay;
  today: CivilDay;
  state: ChunkState;
  writes: Writes;
  lateFeeBasis: object | null;
};

/** Plans all lines of an account, and tells by line what they change. Nothing is overwritten: a corrected bill replaces. */
export function planCharges(
  planning: ChargePlanning,
  account: AccountState,
  matched: readonly Matched[],
): LineDifference[] {
  const statements: Statement[] = [];
  const money = new Map<string, ChargeMoney>();
  const accountOf = new Map<string, string>();
  const planned = matched.map(({ in: { line, objectId }, charge }) => {
    const target =
      charge === null
        ? addCharge(planning, account, objectId, line)
        : meetCharge(planning, objectId, line, charge);
    money.set(target.chargeId, target.money);
    accountOf.set(target.chargeId, charge?.accountId ?? account.id);
    // the same statement again says nothing new, whatever happened since
    const isKnown = charge !== null && isStated(charge, target, planning.asOf);
    if (target.receivedFen !== null && target.what !== 'older' && !isKnown) {
      statements.push({
        chargeId: target.chargeId,
        receivedFen: target.receivedFen,
        on: planning.asOf,
        bookedOn: earlierDay(line.receivedOn ?? planning.asOf, planning.today),
      });
    }
    return target;
  });
  const restated = new Set<string>();
  for (const [accountId, own] of groupBy(
    statements,
    ({ chargeId }) => accountOf.get(chargeId) ?? account.id,
  )) {
    const result = applyStatements(
      money,
      own,
      planning.state.credits.get(accountId) ?? [],
      planning.state.undoneCredits.get(accountId) ?? [],
    );
    planning.writes.restate(planning.communityId, accountId, result);
    for (const { chargeId } of result.entries) restated.add(chargeId);
  }
  return planned.map(({ chargeId, what, beforeFen, afterFen }) => ({
    chargeId,
    what: what === 'same' && restated.has(chargeId) ? 'changed' : what,
    beforeFen,
    afterFen,
  }));
}

function isStated(charge: StandingCharge, { receivedFen, chargeId }: Target, asOf: CivilDay): boolean {
  return charge.id === chargeId && charge.statedOn === asOf && charge.statedReceivedFen === receivedFen;
}

type Target = LineDifference & { money: ChargeMoney; receivedFen: number | null };

function addCharge(
  planning: ChargePlanning,
  account: AccountState,
  objectId: string,
  line: ChargeLine,
): Target {
  const { communityId, batchId, asOf, writes, lateFeeBasis } = planning;
  const id = newId();
  const amountFen = line.amountFen ?? line.outstandingFen ?? 0;
  const waivedFen = line.waivedFen ?? 0;
  const receivedFen = line.receivedFen ?? (line.amountFen === null ? 0 : null);
  writes.charges.push({
    id,
    communityId,
    accountId: account.id,
    objectId,
    item: line.item,
    periodFrom: line.from,
    periodTo: line.to,
    dueOn: line.dueOn,
    dueStated: line.dueStated,
    amountFen,
    sourceId: line.sourceId,
    statedReceivedFen: receivedFen,
    statedOn: asOf,
    statedLateFeeFen: line.lateFeeFen,
    lateFeeBasis: lateFeeBasis ?? undefined,
    importId: batchId,
  });
  writes.touch(account.id, 'charge_added');
  waive(planning, account.id, id, waivedFen);
  const money = { chargeId: id, netFen: amountFen - waivedFen, sourceFen: 0, parts: [], undone: [] };
  const afterFen = Math.max(0, money.netFen - (receivedFen ?? 0));
  return { what: 'new', chargeId: id, beforeFen: 0, afterFen, money, receivedFen };
}

function waive(
  { communityId, asOf, today, writes }: ChargePlanning,
  accountId: string,
  chargeId: string,
  amountFen: number,
): void {
  if (amountFen === 0) return;
  const onDay = earlierDay(asOf, today);
  writes.waivers.push({
    communityId,
    accountId,
    chargeId,
    part: 'principal',
    amountFen,
    stated: true,
    onDay,
  });
  writes.touch(accountId, 'waiver');
}

function meetCharge(
  planning: ChargePlanning,
  objectId: string,
  line: ChargeLine,
  charge: StandingCharge,
): Target {
  const { asOf, writes } = planning;
  const beforeFen = outstandingFen(charge);
  if (charge.statedOn !== null && charge.statedOn > asOf) {
    return {
      what: 'older',
      chargeId: charge.id,
      beforeFen,
      afterFen: beforeFen,
      money: charge,
      receivedFen: null,
    };
  }
  const stated = figuresOf(line, charge, asOf);
  const isMoved = movesObject(planning, objectId, charge);
  const isOtherDay = line.dueStated && charge.dueStated && line.dueOn !== charge.dueOn;
  const replaces = stated.amountFen !== charge.amountFen || isOtherDay;
  const target = replaces ? replace(planning, line, charge, stated) : charge;
  if (!replaces) {
    const dueBecomesStated = line.dueStated && !charge.dueStated;
    writes.updateCharge(charge.id, {
      ...(dueBecomesStated ? { dueOn: line.dueOn, dueStated: true } : {}),
      ...(line.sourceId !== null && charge.sourceId === null ? { sourceId: line.sourceId } : {}),
      ...(isMoved ? { objectId } : {}),
      ...(stated.receivedFen === null ? {} : { statedReceivedFen: stated.receivedFen }),
      ...(line.lateFeeFen === null ? {} : { statedLateFeeFen: line.lateFeeFen }),
      statedOn: asOf,
      // in the ledger again: what was in doubt stands
      ...(isInDoubt(charge) ? { doubtful: false } : {}),
    });
    const isOther = line.lateFeeFen !== null && line.lateFeeFen !== charge.statedLateFeeFen;
    if (isInDoubt(charge) || (dueBecomesStated && line.dueOn !== charge.dueOn) || isOther) {
      writes.touch(charge.accountId, 'statement');
    }
  }
  waive(planning, charge.accountId, target.id, stated.waiveFen);
  const money = { ...target, chargeId: target.id, netFen: target.netFen + (replaces ? 0 : -stated.waiveFen) };
  // a smaller bill may have been paid already: what is too much becomes credit
  const receivedFen = stated.receivedFen ?? (replaces ? receivedBefore(charge, asOf) : null);
  const isKnown = !replaces && charge.statedOn === asOf && charge.statedReceivedFen === receivedFen;
  const afterFen = isKnown
    ? Math.max(0, beforeFen - stated.waiveFen)
    : afterStatement(money, receivedFen, asOf);
  const isSame = !replaces && afterFen === beforeFen && stated.waiveFen === 0 && !isInDoubt(charge);
  const lateFeeIsSame = line.lateFeeFen === null || line.lateFeeFen === charge.statedLateFeeFen;
  const what = isSame && lateFeeIsSame ? 'same' : 'changed';
  return { what, chargeId: target.id, beforeFen, afterFen, money, receivedFen };
}

function receivedBefore({ sourceFen, parts }: StandingCharge, asOf: CivilDay): number {
  return parts
    .filter(({ receivedOn }) => receivedOn < asOf)
    .reduce((sum, { amountFen }) => sum + amountFen, sourceFen);
}

function isInDoubt({ disputedAt, disputeId }: StandingCharge): boolean {
  return disputedAt !== null && disputeId === null;
}

type Figures = { amountFen: number; receivedFen: number | null; waiveFen: number };

/** What the line says of amount, receipts and waivers; where it only says what is outstanding, that is read back into receipts. */
function figuresOf(line: ChargeLine, charge: StandingCharge, asOf: CivilDay): Figures {
  const ownFen = charge.waivedOwn
    .filter(({ onDay }) => onDay < asOf)
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  const knownFen = charge.waivedStatedFen + ownFen;
  // the charging system may not know of a waiver that was approved here: it never takes one back
  const waiveFen = line.waivedFen === null ? 0 : Math.max(-charge.waivedStatedFen, line.waivedFen - knownFen);
  if (line.amountFen !== null) return { amountFen: line.amountFen, receivedFen: line.receivedFen, waiveFen };
  const outstanding = line.outstandingFen ?? 0;
  const receivedFen = charge.amountFen - charge.waivedStatedFen - ownFen - outstanding;
  if (receivedFen >= 0) return { amountFen: charge.amountFen, receivedFen, waiveFen: 0 };
  return { amountFen: outstanding + charge.waivedStatedFen + ownFen, receivedFen: 0, waiveFen: 0 };
}

function afterStatement(money: ChargeMoney, receivedFen: number | null, asOf: CivilDay): number {
  if (receivedFen === null) return outstandingFen(money);
  const laterFen = money.parts
    .filter(({ receivedOn }) => receivedOn >= asOf)
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  const undoneFen = money.undone
    .filter(({ receivedOn, undoneOn }) => receivedOn < asOf && asOf <= undoneOn)
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  return Math.max(0, money.netFen - receivedFen + undoneFen - laterFen);
}

/** A fee that was under the room's number goes to the space as soon as a file names the space. */
function movesObject({ state }: ChargePlanning, objectId: string, charge: StandingCharge): boolean {
  if (charge.objectId === objectId) return false;
  return (
    state.objectsById.get(charge.objectId)?.kind === 'room' &&
    state.objectsById.get(objectId)?.kind !== 'room'
  );
}

/** 红冲: the old bill stays, replaced; its money goes over to the new one, entry by entry. */
function replace(
  planning: ChargePlanning,
  line: ChargeLine,
  charge: StandingCharge,
  stated: Figures,
): StandingCharge {
  const { communityId, batchId, asOf, today, writes } = planning;
  const id = newId();
  const { accountId } = charge;
  const dueOn = line.dueStated || !charge.dueStated ? line.dueOn : charge.dueOn;
  const dueStated = line.dueStated || charge.dueStated;
  const statedReceivedFen = stated.receivedFen ?? charge.statedReceivedFen;
  writes.updateCharge(charge.id, { status: 'replaced', replacedById: id });
  writes.charges.push({
    id,
    communityId,
    accountId,
    objectId: charge.objectId,
    item: charge.item,
    periodFrom: charge.periodFrom,
    periodTo: charge.periodTo,
    dueOn,
    dueStated,
    amountFen: stated.amountFen,
    sourceId: line.sourceId ?? charge.sourceId,
    statedReceivedFen,
    statedOn: asOf,
    statedLateFeeFen: line.lateFeeFen ?? charge.statedLateFeeFen,
    lateFeeBasis: charge.lateFeeBasis === null ? undefined : (charge.lateFeeBasis as object),
    disputedAt: isInDoubt(charge) ? null : charge.disputedAt,
    disputeId: charge.disputeId,
    importId: batchId,
  });
  writes.touch(accountId, 'charge_replaced');
  const entry = (
    chargeId: string,
    paymentId: string | null,
    part: string,
    amountFen: number,
    onDay: string,
  ): void => {
    if (amountFen === 0) return;
    writes.allocations.push({
      communityId,
      accountId,
      chargeId,
      paymentId,
      origin: 'source',
      part,
      amountFen,
      onDay,
    });
  };
  const onDay = earlierDay(asOf, today);
  const move = (paymentId: string | null, part: string, amountFen: number, day: string): void => {
    entry(charge.id, paymentId, part, -amountFen, day);
    entry(id, paymentId, part, amountFen, day);
  };
  move(null, 'principal', charge.sourceFen, onDay);
  for (const part of charge.parts) move(part.paymentId, 'principal', part.amountFen, part.onDay);
  for (const part of charge.lateFeeParts) move(part.paymentId, 'late_fee', part.amountFen, part.onDay);
  const carriedFen = charge.amountFen - charge.netFen;
  const waivers = [
    { isStated: true, amountFen: charge.waivedStatedFen },
    { isStated: false, amountFen: carriedFen - charge.waivedStatedFen },
  ];
  for (const { isStated, amountFen } of waivers.filter((waiver) => waiver.amountFen !== 0)) {
    const waiver = { communityId, accountId, part: 'principal', stated: isStated, onDay };
    writes.waivers.push({ ...waiver, chargeId: charge.id, amountFen: -amountFen });
    writes.waivers.push({ ...waiver, chargeId: id, amountFen });
  }
  const netFen = stated.amountFen - carriedFen - stated.waiveFen;
  return {
    ...charge,
    id,
    chargeId: id,
    amountFen: stated.amountFen,
    netFen,
    statedReceivedFen,
    statedOn: asOf,
  };
}
