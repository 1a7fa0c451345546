import { LONGEST_SMS_CHARACTERS, smsSegments } from '../domain/sms-segments';
import {
  latestPeriodEnd,
  shortDay,
  shortMonth,
  signatureOf,
  sixCharacters,
  surnameOf,
  type TextFacts,
  yuanAndCents,
} from './text-facts';

/**
 * The first-day text messages. A template's variables are what the provider approved: numbered from 1, never adjacent, six characters
 * at most on new accounts, no link, no ¥; its signature counts. Wording that reviewers refuse (催, 欠, 逾期, 违约) is not in them, and
 * no text ever threatens. A text is chosen by what fits: the first alternative whose variables keep their limits, in one message.
 */
export type SmsTemplate = {
  /** With its version: the text of `T1@1` never changes */
  id: string;
  /** `{n}` variables; `{phone}` is fixed text once the template is approved */
  body: string;
  /** null: this template cannot say it, the next alternative is tried */
  variables: (facts: TextFacts) => (string | null)[];
};

export const VARIABLE_CHARACTERS = 6;

const TEMPLATES = {
  'T1@1': {
    id: 'T1@1',
    body: '{1}业主您好：您截至{2}物业费账单{3}元待缴，可到服务中心或线上办理，已缴请忽略。咨询{phone}',
    variables: (facts) => [
      surnameOf(facts),
      shortMonth(latestPeriodEnd(facts)),
      sixCharacters(facts.amountFen),
    ],
  },
  // from 1,000 yuan with fen: written in two, whole yuan fit T1
  'T1b@1': {
    id: 'T1b@1',
    body: '{1}业主您好：截至{2}物业费{3}元{4}分待缴，可到服务中心或线上办理，已缴请忽略。咨询{phone}',
    variables: (facts) => [
      surnameOf(facts),
      shortMonth(latestPeriodEnd(facts)),
      ...yuanAndCents(facts.amountFen),
    ],
  },
  'T1c@1': {
    id: 'T1c@1',
    body: '{1}业主您好：您有{2}笔物业费账单待缴，明细可到服务中心或线上查询，如已缴纳请忽略。咨询{phone}，谢谢！',
    variables: (facts) => [surnameOf(facts), String(facts.lines.length)],
  },
  'T2@1': {
    id: 'T2@1',
    body: '{1}业主您好：您的物业费账单{2}元待缴。如有疑问或需分次缴纳，请拨{phone}，我们将认真核实。已缴忽略。',
    variables: (facts) => [surnameOf(facts), sixCharacters(facts.amountFen)],
  },
  'T3@1': {
    id: 'T3@1',
    body: '{1}业主您好：您约定{2}缴纳物业费{3}元，谨此提示。时间如需调整，请拨{phone}，谢谢！',
    variables: (facts) => [
      surnameOf(facts),
      facts.agreed && shortDay(facts.agreed.on),
      facts.agreed && sixCharacters(facts.agreed.amountFen),
    ],
  },
  'T3c@1': {
    id: 'T3c@1',
    body: '{1}业主您好：您约定{2}缴纳物业费，谨此提示。时间如需调整，请拨{phone}，谢谢！',
    variables: (facts) => [surnameOf(facts), facts.agreed && shortDay(facts.agreed.on)],
  },
  'T5@1': {
    id: 'T5@1',
    body: '{1}业主您好：您{2}缴纳的物业费{3}元已入账，票据可到服务中心领取。感谢您的支持！咨询{phone}',
    variables: (facts) => [
      surnameOf(facts),
      facts.agreed && shortDay(facts.agreed.on),
      facts.agreed && sixCharacters(facts.agreed.amountFen),
    ],
  },
  'T5c@1': {
    id: 'T5c@1',
    body: '{1}业主您好：您缴纳的物业费已入账，票据可到服务中心领取。感谢您的支持！咨询{phone}',
    variables: (facts) => [surnameOf(facts)],
  },
  'T6@1': {
    id: 'T6@1',
    body: '{1}业主您好：您{2}所缴{3}元被渠道退回，未入账，前次入账通知作废。给您添麻烦了，详询{phone}',
    variables: (facts) => [
      surnameOf(facts),
      facts.agreed && shortDay(facts.agreed.on),
      facts.agreed && sixCharacters(facts.agreed.amountFen),
    ],
  },
  'T6c@1': {
    id: 'T6c@1',
    body: '{1}业主您好：您前次所缴物业费被渠道退回，未入账，前次入账通知作废。给您添麻烦了，详询{phone}',
    variables: (facts) => [surnameOf(facts)],
  },
} as const satisfies Record<string, SmsTemplate>;

type TemplateId = keyof typeof TEMPLATES;

/** What a plan or a service notice asks for by code, and in which order its templates are tried. */
const ALTERNATIVES = {
  T1: ['T1@1', 'T1b@1', 'T1c@1'],
  T2: ['T2@1', 'T1b@1', 'T1c@1'],
  T3: ['T3@1', 'T3c@1'],
  T5: ['T5@1', 'T5c@1'],
  T6: ['T6@1', 'T6c@1'],
} as const satisfies Record<string, readonly TemplateId[]>;

export type SmsCode = keyof typeof ALTERNATIVES;

export function isSmsCode(code: string): code is SmsCode {
  return Object.hasOwn(ALTERNATIVES, code);
}

export function smsTemplates(): SmsTemplate[] {
  return Object.values(TEMPLATES);
}

export type RenderedSms = { templateId: string; text: string; params: string[]; segments: number };

/** One template with these facts; null when a variable does not fit. */
export function renderSms(template: SmsTemplate, facts: TextFacts): RenderedSms | null {
  const params: string[] = [];
  for (const value of template.variables(facts)) {
    if (value === null || value === '' || value.length > VARIABLE_CHARACTERS) return null;
    params.push(value);
  }
  const body = template.body
    .replace('{phone}', facts.servicePhone)
    .replace(/\{(\d)\}/g, (_, place: string) => params[Number(place) - 1] ?? '');
  const text = `【${signatureOf(facts.companyName)}】${body}`;
  const segments = smsSegments(text);
  return text.length <= LONGEST_SMS_CHARACTERS ? { templateId: template.id, text, params, segments } : null;
}

/**
 * The first alternative that fits one message, else the shortest that fits at all; null: this code cannot say it.
 * @param closed ids of templates that the provider refused
 */
export function chooseSms(
  code: SmsCode,
  facts: TextFacts,
  closed: ReadonlySet<string> = new Set(),
): RenderedSms | null {
  const fitting = ALTERNATIVES[code]
    .filter((id) => !closed.has(id))
    .map((id) => renderSms(TEMPLATES[id], facts))
    .filter((rendered): rendered is RenderedSms => rendered !== null);
  return (
    fitting.find((rendered) => rendered.segments === 1) ??
    fitting.sort((a, b) => a.text.length - b.text.length)[0] ??
    null
  );
}
