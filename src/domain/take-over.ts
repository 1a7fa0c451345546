import { z } from 'zod';
import { channelSchema } from './channel';
import { civilDaySchema } from './civil-day';
import { fenSchema } from './money';
import { causeSchema, levelSchema } from './vocabulary';

/** 存量接管: what a ledger's own columns say of the work done before the system. Declared, unproven. */
export const DECLARED_STATES = [
  'normal', // 正常
  'promise', // 承诺
  'dispute', // 争议
  'instalments', // 分期
  'law_firm', // 已委托律所
  'sued', // 已起诉
  'deceased', // 已故
  'vacant', // 空置
  'deferred', // 暂缓
] as const;
export const declaredStateSchema = z.enum(DECLARED_STATES);
export type DeclaredState = z.infer<typeof declaredStateSchema>;

/** The column `Account.declared`. */
export const declaredSchema = z.object({
  state: declaredStateSchema,
  /** 催缴级别; null: none was stated */
  level: levelSchema.nullable(),
  cause: causeSchema.nullable(),
  lastContactOn: civilDaySchema.nullable(),
  lastContactBy: channelSchema.nullable(),
  promisedOn: civilDaySchema.nullable(),
  promisedFen: fenSchema.nullable(),
});
export type Declared = z.infer<typeof declaredSchema>;

/** What makes a person look at a declaration before anything rests on it. */
export const DOUBT_CODES = [
  'NOTE_SAYS_LEGAL',
  'UNKNOWN_WORD',
  'STATES_DISAGREE',
  'LEVELS_DISAGREE',
  'PERSON_DISAGREES',
  'STATE_BEATS_LEVEL',
  'PROMISE_PAST',
  'PROMISE_WITHOUT_DATE',
  'CONTACT_IN_FUTURE',
] as const;
export type DoubtCode = (typeof DOUBT_CODES)[number];

export const DOUBT_WORDS: Record<DoubtCode, string> = {
  NOTE_SAYS_LEGAL: '备注提到诉讼或律师，状态却没有',
  UNKNOWN_WORD: '不认识的写法，未采用',
  STATES_DISAGREE: '同一户的几行状态不一致，按最重的处理',
  LEVELS_DISAGREE: '同一户的几行级别不一致，按最低的处理',
  PERSON_DISAGREES: '同一业主的另一户级别更低，按低的处理',
  STATE_BEATS_LEVEL: '状态与级别不符，以状态为准',
  PROMISE_PAST: '承诺日已过',
  PROMISE_WITHOUT_DATE: '状态为承诺，没有承诺日',
  CONTACT_IN_FUTURE: '最近催缴日在将来',
};

/** The column `TakeOver.doubts`, sealed. */
export const doubtSchema = z.object({
  code: z.enum(DOUBT_CODES),
  /** heading of the file */
  column: z.string().nullable(),
  /** what stood there */
  word: z.string().nullable(),
});
export type Doubt = z.infer<typeof doubtSchema>;
export const doubtsSchema = z.array(doubtSchema);

/** A cell of the declaring columns that could not be read, by field. */
export const unreadSchema = z.object({ field: z.string(), column: z.string(), word: z.string() });
export type Unread = z.infer<typeof unreadSchema>;

/** What the rows of one account say of the work before the system. */
export type DeclaringRow = { declared: Declared | null; unread: readonly Unread[]; note: string | null };

const SPEAKS_OF_COURT = /起诉|诉讼|应诉|法院|立案|判决|仲裁|执行|律师|律所/;

export function isAtCounsel({ state }: Pick<Declared, 'state'>): boolean {
  return state === 'sued' || state === 'law_firm';
}

/** What in the rows of an account should be looked at, given what was joined from them. */
export function doubtsOf(declared: Declared, rows: readonly DeclaringRow[], today: string): Doubt[] {
  const all = rows.flatMap((row) => (row.declared === null ? [] : [row.declared]));
  const states = new Set(all.map(({ state }) => state));
  const levels = new Set(all.map(({ level }) => level));
  const notes = rows.flatMap(({ note }) => (note !== null && SPEAKS_OF_COURT.test(note) ? [note] : []));
  const unread = new Map(
    rows.flatMap((row) =>
      row.unread.map(({ column, word }) => [`${column} ${word}`, { column, word }] as const),
    ),
  );
  const found: [DoubtCode, boolean, string | null][] = [
    ['NOTE_SAYS_LEGAL', notes.length > 0 && !isAtCounsel(declared), notes[0] ?? null],
    ['STATES_DISAGREE', states.size > 1, null],
    ['LEVELS_DISAGREE', levels.size > 1, null],
    ['STATE_BEATS_LEVEL', isAtCounsel(declared) && declared.level !== null && declared.level < 4, null],
    ['PROMISE_PAST', declared.promisedOn !== null && declared.promisedOn < today, declared.promisedOn],
    ['PROMISE_WITHOUT_DATE', declared.state === 'promise' && declared.promisedOn === null, null],
    [
      'CONTACT_IN_FUTURE',
      declared.lastContactOn !== null && declared.lastContactOn > today,
      declared.lastContactOn,
    ],
  ];
  return [
    ...found.flatMap(([code, holds, word]) => (holds ? [{ code, column: null, word }] : [])),
    ...[...unread.values()].map(({ column, word }) => ({ code: 'UNKNOWN_WORD' as const, column, word })),
  ];
}

/**
 * Whether it may be at court for all we know: a 状态 that could not be read, or a note that speaks of a court. Nobody whom the company is
 * suing gets a friendly reminder; one whose 状态 says so needs no look, since nothing leaves before counsel confirms.
 */
export function isGrave(
  declared: Declared,
  rows: readonly DeclaringRow[],
  doubts: readonly Doubt[],
): boolean {
  if (isAtCounsel(declared)) return false;
  const unreadState = rows.some(({ unread }) => unread.some(({ field }) => field === 'state'));
  return unreadState || doubts.some(({ code }) => code === 'NOTE_SAYS_LEGAL');
}

export const STATE_WORDS: Record<DeclaredState, string> = {
  normal: '正常',
  promise: '承诺',
  dispute: '争议',
  instalments: '分期中',
  law_firm: '已委托律所',
  sued: '已起诉',
  deceased: '已故',
  vacant: '空置',
  deferred: '暂缓',
};
