import type { z } from 'zod';
import type { finishedSchema, taskCardSchema, taskRowSchema } from '../api/schemas/task';
import { momentIn, yuan } from './output';
import { facts, table } from './table';

type Card = z.infer<typeof taskCardSchema>;

export function listText(
  rows: readonly z.infer<typeof taskRowSchema>[],
  next: string | null,
  names: ReadonlyMap<string, string>,
): string {
  if (rows.length === 0) return '没有任务';
  const body = table(rows, [
    { heading: '截止', of: (row) => row.dueOn },
    { heading: '任务', of: (row) => row.kindZh },
    { heading: '房号', of: (row) => row.label },
    { heading: '业主', of: (row) => row.nameMasked },
    {
      heading: '可主张',
      of: (row) => (row.claimableFen === null ? '' : yuan(row.claimableFen)),
      right: true,
    },
    { heading: '谁办', of: (row) => names.get(row.assigneeId ?? '') ?? row.role },
    {
      heading: '状态',
      of: (row) =>
        `${row.status === 'started' ? '已开始' : ''}${row.escalation > 0 ? `超时${row.escalation}` : ''}`,
    },
    { heading: 'id', of: (row) => row.id },
  ]);
  return next === null ? body : `${body}\n\n还有更多：--after ${next}`;
}

export function cardText(card: Card): string {
  const head = facts([
    ['任务', card.kindZh],
    ['房号', `${card.label ?? ''}　${card.nameMasked ?? ''}`],
    ['应付', card.claimableFen === null ? null : yuan(card.claimableFen)],
    ['截止', card.dueOn],
    ['状态', card.status],
    ['案件', card.caseId],
  ]);
  const offers = table(card.offers, [
    { heading: '结果', of: (row) => row.outcome },
    { heading: '含义', of: (row) => row.zh },
    { heading: '须有', of: (row) => row.needs.join('、') },
  ]);
  return `${head}\n\n${offers}`;
}

export function finishedText(
  { status, settlesAt, outcomeId, handedOver }: z.infer<typeof finishedSchema>,
  zone: string,
): string {
  const refused = handedOver
    .filter(({ state }) => state === 'refused')
    .map(({ why }) => `案件没有接受：${why?.zh ?? ''}`);
  const waiting = handedOver
    .filter(({ state }) => state === 'waiting')
    .map(() => '案件暂时没有应答，稍后自动补办');
  const done = `已登记（${outcomeId}），${momentIn(zone, settlesAt)} 前可撤回${status === 'open' ? '；任务仍开着' : ''}`;
  return [done, ...refused, ...waiting].join('\n');
}
