import { z } from 'zod';
import type { Channel } from './channel';

/** What a text is printed on or said through: paper and speech have forms that are no channel of their own. */
export const TEXT_FORMS = [
  'sms',
  'email',
  'wechat',
  'call',
  'visit',
  'record',
  'notice',
  'receipt',
  'slip',
  'undertaking',
] as const;
export const textFormSchema = z.enum(TEXT_FORMS, { error: '没有这种文本' });
export type TextForm = z.infer<typeof textFormSchema>;

export const FORM_WORDS: Record<TextForm, string> = {
  sms: '短信',
  email: '邮件',
  wechat: '管家微信',
  call: '电话话术',
  visit: '上门材料',
  record: '沟通记录',
  notice: '催缴通知书',
  receipt: '回执',
  slip: '门上告知条',
  undertaking: '承诺书',
};

type TextKind = {
  form: TextForm;
  /** The lowest level of the ladder that may use it: what a text may say depends on it */
  level: 1 | 2 | 3;
  zh: string;
  /** Asks for money; service notices answer, thank, correct or remind of what was agreed */
  asks: boolean;
};

/**
 * Every text that the product knows, by code. Closed: a manager words them, but no text can be made for an act that is
 * not there. Plans and policies name the codes; which wording is behind one is the community's approved version.
 */
export const TEXTS = {
  T0: { form: 'sms', level: 1, zh: '到期前提醒', asks: true },
  T1: { form: 'sms', level: 1, zh: '缴费提醒', asks: true },
  T1b: { form: 'sms', level: 1, zh: '缴费提醒（千元以上带角分）', asks: true },
  T1c: { form: 'sms', level: 1, zh: '缴费提醒（不带金额）', asks: true },
  T2: { form: 'sms', level: 1, zh: '第二次提醒', asks: true },
  T3: { form: 'sms', level: 1, zh: '约定提醒', asks: false },
  T3c: { form: 'sms', level: 1, zh: '约定提醒（不带金额）', asks: false },
  T5: { form: 'sms', level: 1, zh: '到账感谢', asks: false },
  T5b: { form: 'sms', level: 1, zh: '部分到账感谢', asks: false },
  T5c: { form: 'sms', level: 1, zh: '到账感谢（不带金额）', asks: false },
  T6: { form: 'sms', level: 1, zh: '退回更正', asks: false },
  T6c: { form: 'sms', level: 1, zh: '退回更正（不带金额）', asks: false },
  E1: { form: 'email', level: 1, zh: '账单提醒邮件', asks: true },
  E3: { form: 'email', level: 1, zh: '约定提醒邮件', asks: false },
  E5: { form: 'email', level: 1, zh: '到账感谢邮件', asks: false },
  E6: { form: 'email', level: 1, zh: '退回更正邮件', asks: false },
  W1: { form: 'wechat', level: 1, zh: '管家微信（一对一）', asks: true },
  C1: { form: 'call', level: 1, zh: '电话话术', asks: true },
  V1: { form: 'visit', level: 3, zh: '上门材料单', asks: true },
  V2: { form: 'record', level: 3, zh: '入户沟通/约谈记录栏目', asks: false },
  N1: { form: 'notice', level: 2, zh: '物业费催缴通知书', asks: true },
  N1c: { form: 'notice', level: 2, zh: '通知书更正', asks: false },
  N4: { form: 'notice', level: 2, zh: '时效保全函', asks: true },
  R1: { form: 'receipt', level: 2, zh: '通知书回执', asks: false },
  D1: { form: 'slip', level: 2, zh: '门上信封/告知条', asks: false },
  P1: { form: 'undertaking', level: 3, zh: '缴费承诺书/分期缴费协议', asks: false },
} as const satisfies Record<string, TextKind>;

export type TextCode = keyof typeof TEXTS;
export const TEXT_CODES = Object.keys(TEXTS) as TextCode[];
export const textCodeSchema = z.enum(TEXT_CODES, { error: '没有这个文本编号' });

export function isTextCode(code: string): code is TextCode {
  return Object.hasOwn(TEXTS, code);
}

/** `T1@2`: a wording, for ever. */
export function templateIdOf(code: TextCode, version: number): string {
  return `${code}@${version}`;
}

/** Alternatives of a text message, in the order in which they are tried: the first whose fields fit one message is taken. */
const SMS_ALTERNATIVES: Readonly<Record<string, readonly TextCode[]>> = {
  T0: ['T0'],
  T1: ['T1', 'T1b', 'T1c'],
  T2: ['T2', 'T1b', 'T1c'],
  T3: ['T3', 'T3c'],
  T5: ['T5', 'T5c'],
  T5b: ['T5b', 'T5c'],
  T6: ['T6', 'T6c'],
};
const EMAIL_OF: Readonly<Record<string, TextCode>> = { T3: 'E3', T5: 'E5', T5b: 'E5', T6: 'E6' };

/**
 * The texts that can say something through a channel.
 * @param asked what the plan or the service notice asks for: T1, T2, T3, T5, T6, N1, N2; null: the channel's own
 */
export function textsFor(channel: Channel, asked: string | null): readonly TextCode[] {
  switch (channel) {
    case 'sms':
      return SMS_ALTERNATIVES[asked ?? 'T1'] ?? SMS_ALTERNATIVES.T1 ?? [];
    case 'email':
      return [EMAIL_OF[asked ?? ''] ?? 'E1'];
    case 'wechat':
      return ['W1'];
    case 'call':
      return ['C1'];
    case 'visit':
      return ['V1'];
    case 'post':
    case 'mail':
      return [asked === 'N4' ? 'N4' : 'N1'];
    default: {
      const never: never = channel;
      throw new Error(`unknown channel: ${never}`);
    }
  }
}
