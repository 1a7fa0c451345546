import type { CivilDay } from '../../domain/civil-day';
import { earlierDay } from '../../domain/civil-day';
import { groupBy } from '../group-by';
import { newId } from '../new-id';
import type { ChargeLine } from '../rows/content';
import { outstandingFen, type StandingCharge } from '../standing-charges';
import { applyStatements, type ChargeMoney, type Statement } from '../statement';
import type { AccountState, ChunkState } from './chunk-state';
import type { Matched } from './match-lines';
import { figuresOf, isInDoubt, replaceCharge } from './replace-charge';
import type { Writes } from './writes';

/** What a line does to the charge that it speaks of. */
export type LineDifference = {
  what: 'new' | 'changed' | 'same' | 'older';
  chargeId: string;
  /** the standing charge in whose place it comes */
  replacesId?: string;
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
  return planned.map(({ chargeId, replacesId, what, beforeFen, afterFen }) => ({
    chargeId,
    ...(replacesId === undefined ? {} : { replacesId }),
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
    kind: 'waiver',
    requestId: null,
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
  const target = replaces ? replaceCharge(planning, line, charge, stated) : charge;
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
  const replacesId = replaces ? { replacesId: charge.id } : {};
  return { what, chargeId: target.id, ...replacesId, beforeFen, afterFen, money, receivedFen };
}

function receivedBefore({ sourceFen, parts }: StandingCharge, asOf: CivilDay): number {
  return parts
    .filter(({ receivedOn }) => receivedOn < asOf)
    .reduce((sum, { amountFen }) => sum + amountFen, sourceFen);
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
