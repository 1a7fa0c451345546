import { z } from 'zod';
import type { Context } from '../../context';
import { type Tx, withScope } from '../../db/scope';
import { addYears, type CivilDay, civilDaySchema } from '../../domain/civil-day';
import {
  type LiabilityProblem,
  type LiableAccount,
  liabilityProblem,
  liabilityRoleSchema,
} from '../../domain/liability';
import { partyKindSchema } from '../../domain/party';
import { UserError } from '../../errors';
import { appendEvidence } from '../../evidence/append';
import type { EntryContent } from '../../evidence/entries';
import { raiseLedgerVersion } from '../../ledger/claimable';
import { nameKey } from '../../ledger/imports/place-account';
import { type AccountAtDesk, type AccountRef, lockAtDesk } from '../account-at-desk';
import { createParty } from '../accounts/new-account';
import { filesShow } from '../files-show';
import type { StaffActor } from '../staff';
import { liableAccount } from './read';

type LiabilityContext = Pick<Context, 'db' | 'cipher' | 'now'>;

const basis = z.string().trim().min(2, { error: '请写明依据，例如租赁合同、公证书' }).max(200);
const fileIds = z.array(z.uuid()).max(20).default([]);

export const newLiabilitySchema = z.strictObject({
  role: liabilityRoleSchema,
  party: z.strictObject({
    name: z.string().trim().min(1, { error: '请填写姓名' }).max(60),
    phone: z.string().trim().max(30).nullable().default(null),
    kind: partyKindSchema.default('owner'),
  }),
  objectId: z.uuid().nullable().default(null).describe('null：本户全部收费对象'),
  fromOn: civilDaySchema,
  untilOn: civilDaySchema.nullable().default(null),
  basis,
  fileIds,
});
export type NewLiability = z.infer<typeof newLiabilitySchema>;

export const endLiabilitySchema = z.strictObject({ lastOn: civilDaySchema, basis, fileIds });
export const deathSchema = z.strictObject({ diedOn: civilDaySchema, basis, fileIds });

/**
 * 登记共有人、承租人、遗产管理人、继承人. What may be asked of him, and when he is approached, follows from his role; the case plans anew at once.
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, OBJECT_UNKNOWN, FILE_UNKNOWN, PHONE_INVALID, DAY_OUT_OF_RANGE and those of `liabilityProblem`
 */
export function recordLiability(
  context: LiabilityContext,
  actor: StaffActor,
  ref: AccountRef,
  { commandId, added }: { commandId: string; added: NewLiability },
): Promise<{ liabilityId: string }> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'liability.record');
    const known = await tx.liability.findUnique({ where: { id: commandId } });
    if (known) return { liabilityId: known.id };
    const { role, party, objectId, fromOn, untilOn } = added;
    requireNear(fromOn, desk.time.today);
    if (untilOn !== null) requireNear(untilOn, desk.time.today);
    await requireObject(tx, ref.accountId, objectId);
    await filesShow(tx, ref, added.fileIds);
    const account = await liableAccount(tx, { id: ref.accountId, partyId: desk.account.partyId });
    const partyId =
      (await knownParty(tx, context, account, party.name)) ??
      (await createParty(tx, context, ref.communityId, party)).partyId;
    const problem = liabilityProblem(account, { partyId, role, objectId, fromOn, untilOn });
    if (problem) throw refused(problem);
    await tx.liability.create({
      data: {
        ...{ id: commandId, ...ref, partyId, role, objectId, fromOn, untilOn, fileIds: added.fileIds },
        basisSealed: context.cipher.seal(added.basis),
        setById: actor.userId,
        setAt: new Date(desk.time.now),
      },
    });
    await conclude(tx, context, actor, desk, ref, `liability/${commandId}`, {
      ...{ change: 'added', liabilityId: commandId, role, name: party.name, fromOn, untilOn },
      ...{ basis: added.basis, fileIds: added.fileIds },
    });
    return { liabilityId: commandId };
  });
}

/** 终止 The lease is over, the share was sold, the estate is settled. @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, LIABILITY_UNKNOWN, FILE_UNKNOWN */
export function endLiability(
  context: LiabilityContext,
  actor: StaffActor,
  ref: AccountRef,
  said: { commandId: string; liabilityId: string } & z.infer<typeof endLiabilitySchema>,
): Promise<void> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'liability.record');
    const { commandId, liabilityId, lastOn } = said;
    const key = `liability/${commandId}`;
    if (await isRecorded(tx, key)) return;
    const row = await tx.liability.findFirst({
      where: { id: liabilityId, accountId: ref.accountId },
      include: { party: { select: { nameSealed: true } } },
    });
    if (!row) {
      throw new UserError('LIABILITY_UNKNOWN', '本户没有这个责任主体', 'there is no such liable party', 404);
    }
    if (row.untilOn !== null && row.endedAt !== null) {
      throw new UserError('LIABILITY_ENDED', `已于 ${row.untilOn} 终止`, 'it has ended already', 409);
    }
    if (lastOn < row.fromOn) throw refused('ENDS_BEFORE_IT_BEGINS');
    requireNear(lastOn, desk.time.today);
    await filesShow(tx, ref, said.fileIds);
    await tx.liability.update({
      where: { id: liabilityId },
      data: { untilOn: lastOn, endedById: actor.userId, endedAt: new Date(desk.time.now) },
    });
    await conclude(tx, context, actor, desk, ref, key, {
      ...{ change: 'ended', liabilityId, role: liabilityRoleSchema.parse(row.role) },
      name: context.cipher.open(row.party.nameSealed),
      ...{ fromOn: row.fromOn, untilOn: lastOn, basis: said.basis, fileIds: said.fileIds },
    });
  });
}

/**
 * 业主身故 From now on nobody writes to him; until an administrator or an heir is recorded nobody is approached at all. The limitation date
 * stays the un-suspended one (民法典 194, V): only counsel says otherwise.
 *
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, DECEASED_KNOWN, DAY_OUT_OF_RANGE, FILE_UNKNOWN
 */
export function recordDeath(
  context: LiabilityContext,
  actor: StaffActor,
  ref: AccountRef,
  said: { commandId: string } & z.infer<typeof deathSchema>,
): Promise<void> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'liability.record');
    const key = `liability/${said.commandId}`;
    if (await isRecorded(tx, key)) return;
    const { diedOn } = said;
    if (diedOn > desk.time.today) throw outOfRange();
    requireNear(diedOn, desk.time.today);
    await filesShow(tx, ref, said.fileIds);
    const party = await tx.party.findUniqueOrThrow({ where: { id: desk.account.partyId } });
    if (party.deceasedOn !== null) {
      throw new UserError(
        'DECEASED_KNOWN',
        `已登记身故（${party.deceasedOn}）`,
        'it is recorded already',
        409,
      );
    }
    await tx.party.update({ where: { id: party.id }, data: { deceasedOn: diedOn } });
    await conclude(tx, context, actor, desk, ref, key, {
      ...{ change: 'deceased', liabilityId: null, role: null, untilOn: null, fromOn: diedOn },
      ...{ name: context.cipher.open(party.nameSealed), basis: said.basis, fileIds: said.fileIds },
    });
  });
}

/** One of the account already: the same name is the same person here. */
async function knownParty(
  tx: Tx,
  { cipher }: LiabilityContext,
  { partyId, liabilities }: LiableAccount,
  name: string,
): Promise<string | null> {
  const known = await tx.party.findFirst({
    where: {
      id: { in: [partyId, ...liabilities.map((one) => one.partyId)] },
      nameIndex: cipher.index('name', nameKey(name)),
    },
    select: { id: true },
  });
  return known?.id ?? null;
}

/** Its evidence, and the case hears that it is to plan anew. */
async function conclude(
  tx: Tx,
  context: LiabilityContext,
  actor: StaffActor,
  { time, caseId }: AccountAtDesk,
  ref: AccountRef,
  key: string,
  content: EntryContent<'liability'>,
): Promise<void> {
  await raiseLedgerVersion(tx, { ...ref, kind: 'liability', key }, time);
  await appendEvidence(tx, context, {
    ...{ ...ref, caseId, key, at: new Date(time.now), actorId: actor.userId },
    ...{ kind: 'liability', content },
  });
}

async function isRecorded(tx: Tx, key: string): Promise<boolean> {
  return (await tx.evidenceEntry.count({ where: { key } })) > 0;
}

async function requireObject(tx: Tx, accountId: string, objectId: string | null): Promise<void> {
  if (objectId === null) return;
  if ((await tx.chargeObject.count({ where: { id: objectId, accountId } })) > 0) return;
  throw new UserError('OBJECT_UNKNOWN', '请选择本户的收费对象', 'the object is not of this account', 404);
}

const LONGEST_YEARS = 70;

/** A slip of the finger in the year is no lease of three thousand years. */
function requireNear(day: CivilDay, today: CivilDay): void {
  if (day < addYears(today, -LONGEST_YEARS) || day > addYears(today, LONGEST_YEARS)) throw outOfRange();
}

function outOfRange(): UserError {
  return new UserError('DAY_OUT_OF_RANGE', '日期不合理，请核对年份', 'the day is out of range', 422);
}

const SENTENCES: Record<LiabilityProblem, [zh: string, en: string]> = {
  ENDS_BEFORE_IT_BEGINS: ['止日不能早于起日', 'it ends before it begins'],
  STANDS_ALREADY: ['这段时间已登记同一责任主体', 'this party is liable for these days already'],
  NOT_DECEASED: ['业主未登记身故，不能登记遗产管理人或继承人', 'the owner is not recorded as deceased'],
  SAME_PARTY: ['就是本户业主，不必另行登记', 'this is the owner of the account'],
};

function refused(problem: LiabilityProblem): UserError {
  const [zh, en] = SENTENCES[problem];
  return new UserError(problem, zh, en, 422);
}
