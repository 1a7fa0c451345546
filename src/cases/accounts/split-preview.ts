import { requirePermission } from '../../auth/actor';
import { communityTime } from '../../communities/time';
import type { Context } from '../../context';
import { withScope } from '../../db/scope';
import { fen, formatYuan } from '../../domain/money';
import { UserError } from '../../errors';
import type { Moved } from '../../ledger/moves/move';
import type { StaffActor } from '../staff';
import { readSide, type Side } from './sides';
import type { SplitRequest, UndoRequest } from './split';
import { isUndone, partsOfSplit, partsOfUndo, type SplitCause, splitRefusal } from './split-plan';

export type SplitPreview = {
  refusal: UserError | null;
  fromId: string;
  /** null: an account that is made by it */
  intoId: string | null;
  objects: { id: string; kind: string; code: string }[];
  charges: number;
  /** of what is claimable today, before credit */
  goesFen: number;
  staysFen: number;
  will: string[];
  warnings: string[];
};

/** What splitting would do; changes nothing. @throws {UserError} as `splitAccount` for what is not of the account */
export function previewSplit(
  context: Context,
  actor: StaffActor,
  { communityId, fromId, objectIds, cause, into }: Omit<SplitRequest, 'commandId' | 'reason'>,
): Promise<SplitPreview> {
  return withScope(context, communityId, async (tx) => {
    requirePermission(actor, communityId, 'account.join');
    const { today } = await communityTime(tx, communityId, context.now());
    const from = await readSide(tx, communityId, fromId, today);
    const target = 'accountId' in into ? await readSide(tx, communityId, into.accountId, today) : null;
    const moved = await partsOfSplit(tx, from, objectIds, cause);
    const to = target?.label ?? '新的一户';
    return preview(from, target, splitRefusal(from, target), moved, [
      whichBills(cause, to),
      '已冲抵这些账单的缴费随账单走，一笔缴费仍是原来的金额；预存留在原户。',
      `承诺、异议等暂停留在原户；${to}有欠费的，另立案件待放行。`,
    ]);
  });
}

function whichBills(cause: SplitCause, to: string): string {
  switch (cause.kind) {
    case 'wrong_join':
      return `这些对象的全部账单（含已缴的）归 ${to}。`;
    case 'assumption':
      return `所选账单由 ${to} 书面承担；其余欠费仍由原户承担。`;
    case 'sale':
      return cause.straddling === 'by_days'
        ? `${cause.soldOn} 起账期的账单归 ${to}，跨该日的账单按天分摊；此前的欠费仍由原户承担。`
        : `${cause.soldOn} 起应缴的账单归 ${to}；此前的欠费仍由原户承担。`;
    default: {
      const never: never = cause;
      throw new Error(`unknown cause: ${JSON.stringify(never)}`);
    }
  }
}

/** The same for taking a join back. @throws {UserError} JOIN_UNKNOWN */
export function previewUndo(
  context: Context,
  actor: StaffActor,
  { communityId, joinId }: Pick<UndoRequest, 'communityId' | 'joinId'>,
): Promise<SplitPreview> {
  return withScope(context, communityId, async (tx) => {
    requirePermission(actor, communityId, 'account.join');
    const { today } = await communityTime(tx, communityId, context.now());
    const join = await tx.accountMove.findFirst({ where: { id: joinId, communityId, kind: 'join' } });
    if (!join) throw new UserError('JOIN_UNKNOWN', '没有这次并户', 'there is no such join', 404);
    const from = await readSide(tx, communityId, join.intoId, today);
    const joined = await readSide(tx, communityId, join.fromId, today);
    const stands = joined.mergedIntoId === from.id && !(await isUndone(tx, joinId));
    const refusal = stands
      ? splitRefusal(from, { ...joined, mergedIntoId: null })
      : new UserError(
          'JOIN_UNDONE',
          '这次并户已经撤销，或其后又有并户',
          'this join does not stand any more',
          409,
        );
    const moved = await partsOfUndo(tx, join);
    return preview(from, joined, refusal, moved, [
      `${joined.label} 恢复为单独的一户，当时并入的对象、账单、缴费与预存归还。`,
      '并户以后用缴费冲抵的账单，冲抵随账单走。',
      `${joined.label} 有欠费的，按并户前的级别另立案件，待放行；随并户转来的暂停一并归还。`,
    ]);
  });
}

function preview(
  from: Side,
  into: Side | null,
  refusal: UserError | null,
  moved: Moved,
  will: string[],
): SplitPreview {
  const moving = new Set(moved.chargeIds);
  const owed = from.claim.lines.map(({ chargeId, claimableFen, prepaidFen }) => ({
    goes: moving.has(chargeId),
    fen: claimableFen + prepaidFen,
  }));
  const sum = (goes: boolean) =>
    owed.filter((line) => line.goes === goes).reduce((total, line) => total + line.fen, 0);
  const [goesFen, staysFen] = [sum(true), sum(false)];
  const objects = from.objects.filter(({ id }) => moved.objectIds.includes(id));
  const warnings: string[] = [];
  if (staysFen === 0 && from.live?.status === 'open') {
    warnings.push(`${from.label} 没有可催的欠费了：案件结束，不发感谢通知。`);
  }
  if (goesFen > 0) warnings.push('此前发出的通知写的是合计金额，必要时请联系业主说明。');
  return {
    ...{ refusal, fromId: from.id, intoId: into?.id ?? null, objects, goesFen, staysFen, warnings },
    charges: moved.chargeIds.length,
    will: [
      `拆出：${objects.map(({ code }) => code).join('、') || '（无）'}，今日可催 ¥${formatYuan(fen(goesFen))}；留下 ¥${formatYuan(fen(staysFen))}。`,
      ...will,
    ],
  };
}
