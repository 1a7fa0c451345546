import type { z } from 'zod';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { type Member, mayIn } from './access';
import type { moveRowSchema } from './schemas/account';

/** What moved between this account and others, the newest first. */
export async function movesOf(
  { cipher }: Context,
  tx: Tx,
  member: Member,
  accountId: string,
): Promise<z.infer<typeof moveRowSchema>[]> {
  const rows = await tx.accountMove.findMany({
    where: { communityId: member.community.id, OR: [{ fromId: accountId }, { intoId: accountId }] },
    orderBy: { at: 'desc' },
  });
  const accounts = await tx.account.findMany({
    where: { id: { in: rows.flatMap(({ fromId, intoId }) => [fromId, intoId]) } },
    select: { id: true, label: true, mergedIntoId: true, cases: { orderBy: { openedAt: 'desc' }, take: 1 } },
  });
  const users = await tx.user.findMany({
    where: { id: { in: rows.map(({ byId }) => byId) } },
    select: { id: true, name: true },
  });
  const undone = new Set(rows.map(({ undoesId }) => undoesId));
  const of = (id: string) => accounts.find((one) => one.id === id);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind === 'join' ? 'join' : 'split',
    kindZh: row.kind === 'join' ? '并户' : row.undoesId === null ? '拆户' : '撤销并户',
    fromId: row.fromId,
    fromLabel: of(row.fromId)?.label ?? '',
    intoId: row.intoId,
    intoLabel: of(row.intoId)?.label ?? '',
    at: row.at.toISOString(),
    byName: users.find(({ id }) => id === row.byId)?.name ?? '',
    reason: cipher.open(row.reasonSealed),
    finished: row.finishedAt !== null,
    undoable:
      row.kind === 'join' &&
      !undone.has(row.id) &&
      of(row.fromId)?.mergedIntoId === row.intoId &&
      mayIn(member, 'account.join'),
    undoesId: row.undoesId,
    otherCaseId: of(row.fromId === accountId ? row.intoId : row.fromId)?.cases[0]?.id ?? null,
  }));
}
