import { KIND_WORDS, type Line } from '../words';

/** What can be wrong. Everything else about a chain is right if none of these is found. */
export type Problem =
  | 'CONTENT_CHANGED'
  | 'CONTENT_MISSING'
  | 'ENTRY_CHANGED'
  | 'ENTRY_REWRITTEN'
  | 'ENTRY_MISSING'
  | 'HEAD_CHANGED'
  | 'TAIL_CUT'
  | 'CHAIN_MISSING'
  | 'FILE_CHANGED'
  | 'FILE_MISSING'
  | 'FILE_RECORD_CHANGED'
  | 'FILE_UNRECORDED'
  | 'HEADS_FILE_WRONG';

export type Finding = {
  problem: Problem;
  accountId: string | null;
  /** 房号 */
  label: string | null;
  seq: number | null;
  kind: string | null;
  /** Civil day on the community's clock */
  onDay: string | null;
  zh: string;
  en: string;
};

type Place = {
  accountId?: string | null;
  label?: string | null;
  seq?: number | null;
  kind?: string | null;
  onDay?: string | null;
  /** what else names it: a file's id, a file's name */
  what?: string;
};

const SAID: Record<Problem, Line> = {
  CONTENT_CHANGED: { zh: '内容被改动', en: 'its content was changed' },
  CONTENT_MISSING: {
    zh: '内容被删去，且没有依法删除的记录',
    en: 'its content is gone, and no lawful erasure names it',
  },
  ENTRY_CHANGED: {
    zh: '记录本身（编号、类别、时间、人员、所属案件之一）被改动',
    en: 'the entry itself (key, kind, time, actor or case) was changed',
  },
  ENTRY_REWRITTEN: {
    zh: '被整条改写，与后一条所记的不符',
    en: 'it was written anew: what follows it remembers another',
  },
  ENTRY_MISSING: { zh: '缺失', en: 'is missing' },
  HEAD_CHANGED: { zh: '末条的登记与实际不符', en: 'the head does not name the last entry' },
  TAIL_CUT: {
    zh: '起的记录被截去（已公布的登记里有）',
    en: 'and what follows was cut off: the published heads have it',
  },
  CHAIN_MISSING: {
    zh: '整户记录缺失（已公布的登记里有）',
    en: 'the whole chain is missing: the published heads have it',
  },
  FILE_CHANGED: { zh: '文件被改动', en: 'the file was changed' },
  FILE_MISSING: { zh: '文件缺失', en: 'the file is missing' },
  FILE_RECORD_CHANGED: { zh: '文件登记与留存记录不符', en: 'the row of the file differs from its entry' },
  FILE_UNRECORDED: { zh: '文件登记没有对应的留存记录', en: 'no entry speaks of the file' },
  HEADS_FILE_WRONG: { zh: '登记文件不可信', en: 'the file of heads cannot be trusted' },
};

export function finding(problem: Problem, place: Place): Finding {
  const { accountId = null, label = null, seq = null, kind = null, onDay = null, what } = place;
  const words = kind === null ? null : ((KIND_WORDS as Readonly<Record<string, Line>>)[kind] ?? null);
  const inBrackets = (parts: (string | null | undefined)[], brackets: string) => {
    const said = parts.filter((part) => part);
    return said.length === 0
      ? ''
      : `${brackets[0]}${said.join(brackets === '（）' ? '，' : ', ')}${brackets[1]}`;
  };
  const zh = [
    label === null ? '' : `${label} 户`,
    seq === null ? '' : `第 ${seq} 条`,
    inBrackets([onDay, words?.zh ?? kind], '（）'),
    what ? `「${what}」` : '',
  ].join('');
  const en = [
    label === null ? '' : `account ${label}`,
    seq === null ? '' : `entry ${seq}`,
    inBrackets([onDay, words?.en ?? kind], '()'),
    what ?? '',
  ]
    .filter((part) => part !== '')
    .join(' ');
  return {
    ...{ problem, accountId, label, seq, kind, onDay },
    zh: `${zh}${SAID[problem].zh}`,
    en: `${en}: ${SAID[problem].en}`,
  };
}
