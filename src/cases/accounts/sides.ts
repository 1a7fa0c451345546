import type { Tx } from '../../db/scope';
import type { CivilDay } from '../../domain/civil-day';
import { type Declared, declaredSchema } from '../../domain/take-over';
import { type HoldKind, holdKindSchema, type Level, levelSchema } from '../../domain/vocabulary';
import { UserError } from '../../errors';
import { type AccountClaim, accountClaim } from '../../ledger/claimable';

/** An open hold of a case, with what it needs to stand on another. */
export type OpenHold = {
  id: string;
  kind: HoldKind;
  endsAt: number;
  amountFen: number | null;
  promisedOn: string | null;
  reasonSealed: string | null;
  byId: string | null;
};

export type LiveCase = { id: string; status: 'open' | 'settled'; level: Level; holds: OpenHold[] };

/** One of two accounts that something moves between. */
export type Side = {
  id: string;
  communityId: string;
  label: string;
  building: string | null;
  walkingOrder: string;
  partyId: string;
  partyKind: string;
  nameIndex: string;
  personIndex: string;
  careMark: string | null;
  declared: Declared | null;
  mergedIntoId: string | null;
  ledgerVersion: number;
  objects: { id: string; kind: string; code: string }[];
  live: LiveCase | null;
  hadCase: boolean;
  claim: AccountClaim;
};

/** @throws {UserError} ACCOUNT_UNKNOWN */
export async function readSide(
  tx: Tx,
  communityId: string,
  accountId: string,
  today: CivilDay,
): Promise<Side> {
  const row = await tx.account.findFirst({
    where: { id: accountId, communityId },
    include: {
      party: { select: { kind: true, nameIndex: true } },
      objects: { select: { id: true, kind: true, code: true }, orderBy: [{ kind: 'desc' }, { code: 'asc' }] },
      cases: {
        select: {
          ...{ id: true, status: true, level: true },
          holds: { where: { endedAt: null }, orderBy: { beganAt: 'asc' } },
        },
      },
    },
  });
  if (!row) throw new UserError('ACCOUNT_UNKNOWN', '没有这一户', 'there is no such account', 404);
  const live = row.cases.find(({ status }) => status !== 'closed');
  return {
    id: row.id,
    communityId,
    label: row.label,
    building: row.building,
    walkingOrder: row.walkingOrder,
    partyId: row.partyId,
    partyKind: row.party.kind,
    nameIndex: row.party.nameIndex,
    personIndex: row.personIndex,
    careMark: row.careMark,
    declared: declaredSchema.nullable().parse(row.declared),
    mergedIntoId: row.mergedIntoId,
    ledgerVersion: row.ledgerVersion,
    objects: row.objects,
    live: live
      ? {
          id: live.id,
          status: live.status === 'settled' ? 'settled' : 'open',
          level: levelSchema.parse(live.level),
          holds: live.holds.map(openHold),
        }
      : null,
    hadCase: row.cases.length > 0,
    claim: await accountClaim(tx, accountId, today),
  };
}

function openHold(row: {
  id: string;
  kind: string;
  endsAt: Date;
  data: unknown;
  reasonSealed: string | null;
  byId: string | null;
}): OpenHold {
  const data = (row.data ?? {}) as { amountFen?: number | null; promisedOn?: string | null };
  return {
    id: row.id,
    kind: holdKindSchema.parse(row.kind),
    endsAt: row.endsAt.getTime(),
    amountFen: data.amountFen ?? null,
    promisedOn: data.promisedOn ?? null,
    reasonSealed: row.reasonSealed,
    byId: row.byId,
  };
}

/** In the hands of the law, as its case stands or as the take-over declared it. */
export function isAtLaw({ live, hadCase, declared }: Side): boolean {
  if (live?.level === 4) return true;
  if (hadCase || declared === null) return false;
  return declared.state === 'sued' || declared.state === 'law_firm' || declared.level === 4;
}
