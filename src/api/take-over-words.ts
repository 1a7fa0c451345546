import { z } from 'zod';
import type { Follows, TakeOverProgress, TakeOverRow } from '../cases/take-over-rows';
import { fen, formatYuan } from '../domain/money';
import { roleSchema } from '../domain/roles';
import { type Declared, DOUBT_WORDS, declaredStateSchema, STATE_WORDS } from '../domain/take-over';
import { taskKindSchema } from '../machine/vocabulary';
import { CHANNEL_WORDS, HOLD_WORDS, LEVEL_WORDS, ROLE_WORDS, TASK_WORDS } from '../machine/words';
import type { takeOverProgressSchema, takeOverSchema } from './schemas/take-over';

export function takeOverInWords(row: TakeOverRow): z.infer<typeof takeOverSchema> {
  const { walkingOrder: _, declared, doubts, follows, tasks, lookedAt, verdict, ...rest } = row;
  return {
    ...rest,
    id: row.accountId,
    declared,
    declaredZh: declaredInWords(declared),
    doubts: doubts.map((doubt) => ({ ...doubt, zh: DOUBT_WORDS[doubt.code] })),
    follows: {
      ...follows,
      hold: follows.hold && { ...follows.hold, zh: HOLD_WORDS[follows.hold.kind] },
      zh: followsInWords(follows),
    },
    tasks: tasks.map(({ kind, role, dueOn }) => ({
      ...{ kind, role, dueOn },
      zh: TASK_WORDS[taskKindSchema.parse(kind)],
      roleZh: ROLE_WORDS[roleSchema.parse(role)],
    })),
    verdict: z.enum(['confirmed', 'corrected']).nullable().parse(verdict),
    lookedAt: lookedAt?.toISOString() ?? null,
  };
}

/** 台账所载（未经证实）：已起诉 · 三级·入户沟通 · 2026-04-20 电话 */
function declaredInWords(declared: Declared): string {
  const { state, level, lastContactOn, lastContactBy, promisedOn, promisedFen } = declared;
  const promised = promisedFen === null ? '' : ` ¥${formatYuan(fen(promisedFen))}`;
  return [
    STATE_WORDS[state],
    ...(level === null ? [] : [LEVEL_WORDS[level]]),
    ...(lastContactOn === null
      ? []
      : [`最近催缴 ${lastContactOn}${lastContactBy === null ? '' : ` ${CHANNEL_WORDS[lastContactBy]}`}`]),
    ...(promisedOn === null ? [] : [`承诺 ${promisedOn}${promised}`]),
  ].join(' · ');
}

function followsInWords({ level, hold, withCounsel }: Follows): string {
  const at = `自${LEVEL_WORDS[level]}开始`;
  if (withCounsel) return `${at}，法务确认之前什么都不发`;
  if (hold) return `${at}，先暂停（${HOLD_WORDS[hold.kind]}）至 ${hold.untilOn}`;
  return `${at}，放行后按计划联系`;
}

export function progressInWords(progress: TakeOverProgress): z.infer<typeof takeOverProgressSchema> {
  const { of, looked, openDoubts } = progress;
  const open = openDoubts > 0 ? `，还有 ${openDoubts} 户有疑点` : '';
  return {
    ...progress,
    zh: `已看 ${looked} / ${of} 户${open}`,
    byState: progress.byState.map((row) => ({
      ...row,
      zh: STATE_WORDS[declaredStateSchema.parse(row.state)],
    })),
  };
}
