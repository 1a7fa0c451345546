import type { Channel } from '../../domain/channel';
import type { Declared, Unread } from '../../domain/take-over';
import { type Cause, LEVELS, type Level } from '../../domain/vocabulary';
import { stateWords } from '../declared';
import type { Mapping } from '../mapping/mapping';
import type { RowReader } from './row-reader';

const channelWords: Record<string, Channel> = {
  短信: 'sms',
  微信: 'wechat',
  电话: 'call',
  上门: 'visit',
  通知书: 'post',
  张贴: 'post',
  邮寄: 'mail',
  挂号信: 'mail',
  ems: 'mail',
  快递: 'mail',
  邮件: 'email',
};

const causeWords: Record<string, Cause> = {
  遗忘: 'forgetful',
  不满: 'dissatisfied',
  困难: 'hardship',
  恶意: 'malicious',
  拒缴: 'malicious',
  失联: 'unreachable',
  主体待定: 'liability_unclear',
  待判断: 'unknown',
};

const DECLARING = ['state', 'level', 'cause', 'lastContactOn', 'lastChannel', 'promiseOn', 'promiseFen'];

/** The columns of the work done so far, and those cells of them that could not be read; null when the row declares nothing at all. A word that is not known is warned of. */
export function declaredOf(
  row: RowReader,
  { fields }: Pick<Mapping, 'fields'>,
): { declared: Declared | null; unread: Unread[] } {
  const known = row.problems.length;
  const declared: Declared = {
    level: levelOf(row),
    state: word(row, 'state', stateWords) ?? 'normal',
    cause: word(row, 'cause', causeWords),
    lastContactOn: row.day('lastContactOn', 'declared', 'first'),
    lastContactBy: word(row, 'lastChannel', channelWords),
    promisedOn: row.day('promiseOn', 'declared', 'last'),
    promisedFen: row.yuan('promiseFen', 'derived'),
  };
  const unread = row.problems.slice(known).flatMap(({ column, value }) => {
    const field = DECLARING.find((one) => fields[one] === column);
    return field === undefined ? [] : [{ field, column, word: value ?? '' }];
  });
  if (declared.state === 'promise' && declared.promisedOn === null) {
    row.warn('promiseOn', '状态为承诺，但没有承诺还款日，将转人工复核');
  }
  const takesOver = ['level', 'state', 'lastContactOn', 'promiseOn', 'cause'].some((field) => row.has(field));
  return { declared: takesOver ? declared : null, unread };
}

function levelOf(row: RowReader): Level | null {
  const text = row.plain('level');
  if (text === '') return null;
  const digit = /[1-4]/.exec(text)?.[0] ?? /[一二三四]/.exec(text)?.[0];
  const level =
    digit === undefined
      ? undefined
      : LEVELS[('1234'.indexOf(digit) + 1 || '一二三四'.indexOf(digit) + 1) - 1];
  if (level === undefined) row.warn('level', '不认识的催缴级别，按未催缴处理');
  return level ?? null;
}

function word<T>(row: RowReader, field: string, words: Record<string, T>): T | null {
  const text = row.plain(field).toLowerCase();
  if (text === '') return null;
  const found = Object.hasOwn(words, text) ? words[text] : undefined;
  if (found === undefined) row.warn(field, '不认识的写法，未采用');
  return found ?? null;
}
