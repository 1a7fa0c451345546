import { z } from 'zod';
import { civilDayOf, minutesOfDayAt } from '../domain/civil-day';
import { type CaseContext, caseContextSchema } from '../machine/context';
import { CHANNEL_WORDS, HOLD_WORDS, LEVEL_WORDS, TASK_WORDS } from '../machine/words';

/** What a case does next, when, and what stands in the way, read from the snapshot that its projection keeps. */
export const whatNextSchema = z
  .object({
    zh: z.string().describe('一句话：接下来做什么'),
    kind: z.enum(['step', 'level', 'propose', 'review', 'wait', 'nothing']),
    at: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
    /** What stands in the way, each with the row that it names */
    blocks: z.array(
      z.object({
        code: z.string(),
        zh: z.string(),
        ref: z.string().nullable(),
        until: z.iso.datetime().nullable(),
      }),
    ),
    wakeAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WhatNext' });
export type WhatNext = z.infer<typeof whatNextSchema>;

type CaseRow = {
  status: string;
  snapshot: unknown;
  wakeAt: Date | null;
  wave: { id: string; status: string } | null;
};

const storedSnapshotSchema = z.object({ context: caseContextSchema });

/** The context of a stored snapshot; null before the first turn is recorded. */
export function contextOf(snapshot: unknown): CaseContext | null {
  return snapshot === null || snapshot === undefined ? null : storedSnapshotSchema.parse(snapshot).context;
}

export function whatNext(row: CaseRow, zone: string): WhatNext {
  const context = contextOf(row.snapshot);
  const wakeAt = row.wakeAt?.toISOString() ?? null;
  if (row.status === 'closed')
    return { zh: '已结案', kind: 'nothing', at: null, reason: null, blocks: [], wakeAt: null };
  if (!context) return { zh: '正在立案', kind: 'wait', at: null, reason: null, blocks: [], wakeAt };
  const blocks = blocksOf(row, context, zone);
  const said = sayNext(context, zone);
  const stand = blocks.length > 0 ? `；${blocks.map(({ zh }) => zh).join('；')}` : '';
  return { ...said, zh: `${said.zh}${stand}`, blocks, wakeAt };
}

function sayNext(context: CaseContext, zone: string): Omit<WhatNext, 'blocks' | 'wakeAt'> {
  const waiting =
    Object.values(context.pending).find(({ ladder }) => ladder) ?? Object.values(context.pending)[0];
  if (waiting) {
    const what = waiting.task ? `${TASK_WORDS[waiting.task]}（待办）` : `发送${stepWords(waiting.step)}`;
    const at = waiting.doer === 'auto' ? (waiting.notBefore ?? waiting.dueAt) : waiting.dueAt;
    const when =
      at === null ? '' : waiting.doer === 'auto' ? `，${moment(at, zone)}` : `，${moment(at, zone)}前`;
    return { kind: 'step', zh: `${what}${when}`, at: iso(at), reason: waiting.blockedBy?.reason ?? null };
  }
  const { next } = context;
  if (context.windowEndsAt !== null) {
    return {
      kind: 'wait',
      zh: `已结清，退票观察期至 ${moment(context.windowEndsAt, zone)}`,
      at: iso(context.windowEndsAt),
      reason: null,
    };
  }
  if (!next)
    return { kind: 'wait', zh: context.holds.length > 0 ? '暂停中' : '等待安排', at: null, reason: null };
  const at = context.dueAt ?? next.at;
  const common = { at: context.holds.length > 0 ? null : iso(at), reason: next.reason };
  const when = context.holds.length > 0 ? '' : `${moment(at, zone)} `;
  switch (next.kind) {
    case 'step':
      return {
        ...common,
        kind: 'step',
        zh: `${when}${next.task ? TASK_WORDS[next.task] : `发${next.channel ? CHANNEL_WORDS[next.channel] : '送'}`}`,
      };
    case 'level':
      return { ...common, kind: 'level', zh: `${when}进入${LEVEL_WORDS[next.to]}` };
    case 'propose':
      return { ...common, kind: 'propose', zh: `${when}提请主管决定是否移交法律` };
    case 'review':
      return { ...common, kind: 'review', zh: `${when}由主管复核` };
    default: {
      const never: never = next;
      throw new Error(`unknown next: ${JSON.stringify(never)}`);
    }
  }
}

function blocksOf({ wave }: CaseRow, context: CaseContext, zone: string): WhatNext['blocks'] {
  const blocks: WhatNext['blocks'] = context.holds.map((hold) => ({
    code: `HOLD_${hold.kind.toUpperCase()}`,
    zh: `${HOLD_WORDS[hold.kind]}，至 ${moment(hold.endsAt, zone)}`,
    ref: hold.id,
    until: iso(hold.endsAt),
  }));
  for (const pending of Object.values(context.pending)) {
    if (!pending.blockedBy) continue;
    const { reason, ref } = pending.blockedBy;
    blocks.push({ code: reason, zh: blockWords(reason), ref, until: iso(pending.notBefore) });
  }
  const saysSo = blocks.some(({ code }) => code === 'AWAITING_RELEASE');
  if (wave && wave.status === 'open' && !saysSo) {
    blocks.push({ code: 'AWAITING_RELEASE', zh: blockWords('AWAITING_RELEASE'), ref: wave.id, until: null });
  }
  return blocks;
}

const BLOCK_WORDS: Readonly<Record<string, string>> = {
  AWAITING_RELEASE: '等待放行',
  NOT_RELEASED: '等待放行',
  STALE_RECEIPTS: '收款数据过旧，等财务核到账',
  FRESHNESS: '收款数据过旧，等财务核到账',
  PAUSED: '小区、楼栋或户暂停中',
  QUIET_DAY: '静默日',
  NIGHT: '夜间不打扰',
  WINDOW: '不在联系时段，顺延到下一时段',
  OUTSIDE_WINDOW: '不在联系时段，顺延到下一时段',
  BUDGET: '联系次数已满，顺延',
  OVER_BUDGET: '联系次数已满，顺延',
  SPACING: '距上次联系太近，顺延',
  IN_DOUBT: '上次发送结果待查',
  HELD: '暂停中',
  CARE: '关怀户，由主管致电',
  BELOW_MINIMUM: '低于起催额',
};

/** A reason code in words; one that has none is shown as it is. */
export function blockWords(code: string): string {
  return BLOCK_WORDS[code] ?? code;
}

/** `sms-2` → 短信; a step that names no channel keeps its name. */
export function stepWords(step: string): string {
  const channel = Object.entries(CHANNEL_WORDS).find(
    ([name]) => step === name || step.startsWith(`${name}-`) || step.includes(`_${name}`),
  );
  return channel ? channel[1] : step;
}

export function moment(instantMs: number, zone: string): string {
  const minutes = minutesOfDayAt(instantMs, zone);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${civilDayOf(instantMs, zone)} ${time}`;
}

function iso(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
