import type { Tx } from '../db/scope';
import { type CommunityClock, communityClockSchema, communityNow } from '../domain/clock';
import { can } from '../domain/permissions';
import type { Role } from '../domain/roles';
import type { RulesOfPlace } from '../domain/rule-packs/merge';
import type { TextCode } from '../domain/text-codes';
import { errorsOf } from '../domain/text-linter/finding';
import { lintText } from '../domain/text-linter/lint';
import { UserError } from '../errors';
import type { FactEvent } from '../machine/events';
import { rulesOfPlace } from '../policy/rule-packs';
import { lockTexts, type TextRow, textRow, textRows } from './rows';

/** Who approves, with his roles in the community. `now`: real time. */
export type Approver = { userId: string; roles: readonly Role[]; now: Date };

/**
 * Puts a proposed version in force in place of the one before, and tells the cases that waited for it (law 8): the linter must
 * accept it as it judges today, the approver is nobody who wrote or proposed it, and a notice needs counsel where there is one.
 *
 * @throws {UserError} TEXT_UNKNOWN, TEXT_NOT_PROPOSED, SAME_PERSON, COUNSEL_APPROVES, NOT_PERMITTED, TEXT_FAULTY
 */
export async function approveText(
  tx: Tx,
  approver: Approver,
  { communityId, code, version }: { communityId: string; code: string; version: number },
): Promise<void> {
  await lockTexts(tx, communityId);
  const row = await textRow(tx, communityId, code, version);
  const rules = await rulesOfPlace(tx, communityId);
  const refused = mayApprove(row, approver, await hasCounsel(tx, communityId), rules);
  if (refused) throw refused;
  await activate(tx, approver, communityId, [row]);
}

/** Of the built-in texts that wait, all that this person may approve, in one go; `left` waits for somebody else. */
export async function approveBuiltIn(
  tx: Tx,
  approver: Approver,
  communityId: string,
): Promise<{ approved: TextRow[]; left: { code: TextCode; version: number; why: UserError }[] }> {
  await lockTexts(tx, communityId);
  const counsel = await hasCounsel(tx, communityId);
  const rules = await rulesOfPlace(tx, communityId);
  const waiting = (await textRows(tx, communityId)).filter(
    ({ status, proposedById, createdById }) =>
      status === 'proposed' && proposedById === null && createdById === null,
  );
  const left = waiting.flatMap((row) => {
    const why = mayApprove(row, approver, counsel, rules);
    return why ? [{ code: row.code, version: row.version, why }] : [];
  });
  const approved = waiting.filter((row) => !left.some(({ code }) => code === row.code));
  await activate(tx, approver, communityId, approved);
  return { approved, left };
}

/** Why he may not; null: he may. */
export function mayApprove(
  row: TextRow,
  { userId, roles }: Approver,
  counsel: boolean,
  rules: RulesOfPlace,
): UserError | null {
  if (row.status !== 'proposed') {
    return new UserError(
      'TEXT_NOT_PROPOSED',
      '这一版没有在等批准',
      'this version does not wait for approval',
      409,
    );
  }
  if (row.proposedById === userId || row.createdById === userId) {
    return new UserError(
      'SAME_PERSON',
      '拟定人不能批准自己的文本，请另一人批准',
      'who worded the text may not approve it: another person must',
      403,
    );
  }
  if (!roles.some((role) => can(role, 'text.approve'))) {
    return new UserError('NOT_PERMITTED', '您的岗位不能办理此事', 'your role may not do this', 403);
  }
  if (counsel && NEEDS_COUNSEL.includes(row.form) && !roles.includes('counsel')) {
    return new UserError(
      'COUNSEL_APPROVES',
      '通知书与承诺书须由法务批准',
      'counsel approves notices and undertakings',
      403,
    );
  }
  const [fault] = errorsOf(lintText(row, null, rules));
  return fault
    ? new UserError('TEXT_FAULTY', `文本不能启用：${fault.zh}`, `the text is refused: ${fault.en}`, 422)
    : null;
}

/** What may be laid before a court. */
const NEEDS_COUNSEL: readonly string[] = ['notice', 'receipt', 'undertaking'];

export async function hasCounsel(tx: Tx, communityId: string): Promise<boolean> {
  return (await tx.membership.count({ where: { communityId, role: 'counsel' } })) > 0;
}

async function activate(
  tx: Tx,
  { userId, now }: Approver,
  communityId: string,
  rows: readonly TextRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.textTemplate.updateMany({
    where: { communityId, code: { in: rows.map(({ code }) => code) }, status: 'active' },
    data: { status: 'retired', retiredById: userId, retiredAt: now },
  });
  await tx.textTemplate.updateMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    data: { status: 'active', approvedById: userId, approvedAt: now },
  });
  // what still waits and is older would take the newer one's place
  for (const { code, version } of rows) {
    await tx.textTemplate.updateMany({
      where: { communityId, code, status: 'proposed', version: { lt: version } },
      data: {
        ...{ status: 'refused', refusedById: userId, refusedAt: now },
        refusedReason: `已由第 ${version} 版取代`,
      },
    });
  }
  const { clock } = await tx.community.update({
    where: { id: communityId },
    data: { textsVersion: { increment: 1 } },
    select: { clock: true },
  });
  await tellWaiting(tx, communityId, rows[0]?.id ?? '', communityClockSchema.parse(clock), now);
}

/** Cases whose step waits for a text try at once, through all gates. */
async function tellWaiting(
  tx: Tx,
  communityId: string,
  rowId: string,
  clock: CommunityClock,
  now: Date,
): Promise<void> {
  const at = communityNow(clock, now.getTime());
  const event: FactEvent = { type: 'GATE_OPENED', at, gate: 'provider', ref: null, clock: null };
  await tx.$executeRaw`
    insert into signal_outbox ("communityId", "accountId", "caseId", event, key)
    select c."communityId", c."accountId", c.id, ${JSON.stringify(event)}::jsonb, 'text/' || ${rowId} || '/' || c.id
    from dunning_case c
    where c."communityId" = ${communityId}::uuid and c.status = 'open'
      and jsonb_path_exists(c.snapshot, '$.context.pending.*.blockedBy ? (@.reason == "TEXT")')
    on conflict (key) do nothing`;
}
