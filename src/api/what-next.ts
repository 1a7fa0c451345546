import { z } from 'zod';
import { civilDayOf, minutesOfDayAt } from '../domain/civil-day';
import { type Line, levelInEnglish, plain, reasonWords, stepWords } from '../evidence/words';
import { type CaseContext, caseContextSchema, type Next, type Pending } from '../machine/context';
import { CHANNEL_WORDS, HOLD_WORDS, LEVEL_WORDS, TASK_WORDS } from '../machine/words';

/** What a case does next, when, and what stands in the way, read from the snapshot that its projection keeps. */
export const whatNextSchema = z
  .object({
    zh: z.string().describe('一句话：接下来做什么'),
    en: z.string(),
    kind: z.enum(['step', 'level', 'propose', 'review', 'wait', 'nothing']),
    at: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
    /** What stands in the way, each with the row that it names */
    blocks: z.array(
      z.object({
        code: z.string(),
        zh: z.string(),
        en: z.string(),
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

/** @param pauses that stand on its account today */
export function whatNext(row: CaseRow, zone: string, pauses: readonly StandingPause[] = []): WhatNext {
  const context = contextOf(row.snapshot);
  const wakeAt = row.wakeAt?.toISOString() ?? null;
  const nothing = { at: null, reason: null, blocks: [] };
  if (row.status === 'closed')
    return { ...nothing, zh: '已结案', en: 'closed', kind: 'nothing', wakeAt: null };
  if (!context) return { ...nothing, zh: '正在立案', en: 'being opened', kind: 'wait', wakeAt };
  const blocks = [...blocksOf(row, context, zone), ...pauses.map(pauseBlock)];
  const said = sayNext(context, zone);
  const stand = blocks.length > 0 ? `；${blocks.map(({ zh }) => zh).join('；')}` : '';
  const standEn = blocks.length > 0 ? `; ${blocks.map(({ en }) => en).join('; ')}` : '';
  return { ...said, zh: `${said.zh}${stand}`, en: `${said.en}${standEn}`, blocks, wakeAt };
}

type StandingPause = { id: string; zh: string; toOn: string; reason: string };

function pauseBlock({ id, zh, toOn, reason }: StandingPause): WhatNext['blocks'][number] {
  return { code: 'PAUSED', zh: `${zh}（${reason}）`, en: `paused until ${toOn}`, ref: id, until: null };
}

type Said = Omit<WhatNext, 'blocks' | 'wakeAt'>;

/** What is planned and has no result comes before what is planned next; the ladder's own before work beside it. */
function sayNext(context: CaseContext, zone: string): Said {
  const pending = Object.values(context.pending);
  const waiting = pending.find(({ ladder }) => ladder) ?? pending[0];
  if (waiting) return sayPending(waiting, zone);
  if (context.windowEndsAt !== null) {
    const ends = until(context.windowEndsAt, zone);
    const zh = `已结清，退票观察期至 ${ends}`;
    return {
      kind: 'wait',
      zh,
      en: `settled; watched for a reversal until ${ends}`,
      at: iso(context.windowEndsAt),
      reason: null,
    };
  }
  const held = context.holds.length > 0;
  if (!context.next) {
    return {
      kind: 'wait',
      zh: held ? '暂停中' : '等待安排',
      en: held ? 'held' : 'not planned yet',
      at: null,
      reason: null,
    };
  }
  const at = context.dueAt ?? context.next.at;
  const { kind, reason } = context.next;
  const what = planned(context.next);
  const zh = `${held ? '暂停结束后 ' : `${moment(at, zone)} `}${what.zh}`;
  const en = `${what.en}${held ? ' when the hold is over' : `, ${moment(at, zone)}`}`;
  return { kind, zh, en, at: held ? null : iso(at), reason };
}

function sayPending({ task, step, doer, notBefore, dueAt, blockedBy }: Pending, zone: string): Said {
  const at = doer === 'auto' ? (notBefore ?? dueAt) : dueAt;
  const what = task
    ? { zh: `${TASK_WORDS[task]}（待办）`, en: `${plain(task)} (to be done)` }
    : stepWords(step);
  const when = at === null ? '' : doer === 'auto' ? `，${moment(at, zone)}` : `，截止 ${until(at, zone)}`;
  const whenEn = at === null ? '' : doer === 'auto' ? `, ${moment(at, zone)}` : `, by ${until(at, zone)}`;
  return {
    kind: 'step',
    zh: `${what.zh}${when}`,
    en: `${what.en}${whenEn}`,
    at: iso(at),
    reason: blockedBy?.reason ?? null,
  };
}

function planned(next: Next): Line {
  switch (next.kind) {
    case 'step': {
      if (next.task) return { zh: TASK_WORDS[next.task], en: plain(next.task) };
      const step = stepWords(next.step);
      if (!next.channel) return step;
      return { zh: `${step.zh}（${CHANNEL_WORDS[next.channel]}）`, en: `${step.en} (${next.channel})` };
    }
    case 'level':
      return { zh: `进入${LEVEL_WORDS[next.to]}`, en: `${levelInEnglish(next.to)} is entered` };
    case 'propose':
      return { zh: '提请主管决定是否移交法律', en: 'a supervisor decides on a legal referral' };
    case 'review':
      return { zh: '由主管复核', en: 'a supervisor reviews it' };
    default: {
      const never: never = next;
      throw new Error(`unknown next: ${JSON.stringify(never)}`);
    }
  }
}

function blocksOf({ wave }: CaseRow, context: CaseContext, zone: string): WhatNext['blocks'] {
  const blocks: WhatNext['blocks'] = context.holds.map((hold) => ({
    code: `HOLD_${hold.kind.toUpperCase()}`,
    zh: `${HOLD_WORDS[hold.kind]}，至 ${until(hold.endsAt, zone)}`,
    en: `${plain(hold.kind)} until ${until(hold.endsAt, zone)}`,
    ref: hold.id,
    until: iso(hold.endsAt),
  }));
  for (const pending of Object.values(context.pending)) {
    if (!pending.blockedBy) continue;
    const { reason, ref } = pending.blockedBy;
    blocks.push({ code: reason, ...reasonWords(reason), ref, until: iso(pending.notBefore) });
  }
  const saysSo = blocks.some(({ code }) => code === 'AWAITING_RELEASE');
  if (wave && wave.status === 'open' && !saysSo) {
    blocks.push({
      code: 'AWAITING_RELEASE',
      ...reasonWords('AWAITING_RELEASE'),
      ref: wave.id,
      until: null,
    });
  }
  return blocks;
}

/** What ends with a day ends for people on that day, not at the midnight after it. */
function until(instantMs: number, zone: string): string {
  return minutesOfDayAt(instantMs, zone) === 0 ? civilDayOf(instantMs - 1, zone) : moment(instantMs, zone);
}

export function moment(instantMs: number, zone: string): string {
  const minutes = minutesOfDayAt(instantMs, zone);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return `${civilDayOf(instantMs, zone)} ${time}`;
}

function iso(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
