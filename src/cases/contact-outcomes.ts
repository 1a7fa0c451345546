import type { Channel } from '../domain/channel';
import type { ContactOutcome } from '../domain/grading';

/** What a person must say or show with an outcome. */
export type Need =
  | 'note'
  | 'promise'
  | 'dispute'
  | 'stated_time'
  | 'second'
  | 'witness'
  | 'tracking_number'
  | 'photo_content'
  | 'photo_sealing'
  | 'photo_door'
  | 'photo_signature';

/** What else it leads to at once, as a command for the case: a hold, or a dispute with its work order. */
export type Leads = 'promise' | 'payment_claimed' | 'hardship_review' | 'dispute';

export type ContactOutcomeRule = {
  zh: string;
  /** What it is worth before a court and in the budget (`domain/grading`) */
  contact: ContactOutcome;
  /** He was asked for money: with a grade, a demand */
  asked: boolean;
  needs: readonly Need[];
  leads?: Leads;
  /** Ends all use of the number at once */
  wrongNumber?: true;
  /** He asked to be called at another time: an arrangement, no contact over money. The task waits for it where it is in time. */
  again?: true;
  /** 其他: whether anybody was reached is said with it */
  stated?: true;
};

const SECOND = ['second'] as const;

/** 电话: the eight large buttons of the call card, and what a talk may also end in. */
const CALL = {
  promise: { zh: '接通·承诺缴费', contact: 'spoke', asked: true, needs: ['promise'], leads: 'promise' },
  claimed_paid: { zh: '接通·已缴待核', contact: 'spoke', asked: true, needs: [], leads: 'payment_claimed' },
  dispute: { zh: '接通·有异议', contact: 'spoke', asked: true, needs: ['dispute'], leads: 'dispute' },
  hardship: { zh: '接通·困难分期', contact: 'spoke', asked: true, needs: [], leads: 'hardship_review' },
  call_again: {
    zh: '接通·约时间再打',
    contact: 'spoke',
    asked: false,
    needs: ['stated_time'],
    again: true,
  },
  third_person: { zh: '家属或他人接（未透露）', contact: 'third_person', asked: false, needs: [] },
  no_answer: { zh: '未接（关机、停机、拒接）', contact: 'no_answer', asked: false, needs: [] },
  wrong_number: { zh: '空号错号', contact: 'wrong_number', asked: false, needs: [], wrongNumber: true },
  undecided: { zh: '接通·未表态', contact: 'spoke', asked: true, needs: [] },
  refuses: { zh: '接通·拒绝缴纳', contact: 'spoke', asked: true, needs: [] },
  other: { zh: '其他（写明）', contact: 'spoke', asked: false, needs: ['note'], stated: true },
} as const satisfies Record<string, ContactOutcomeRule>;

/** 上门: as a call, by two persons who are named; a signature or a note of refusal raises what it is worth. */
const VISIT = {
  promise: { zh: '承诺缴费', contact: 'spoke', asked: true, needs: ['promise', 'second'], leads: 'promise' },
  claimed_paid: { zh: '称已缴', contact: 'spoke', asked: true, needs: SECOND, leads: 'payment_claimed' },
  dispute: { zh: '有异议', contact: 'spoke', asked: true, needs: ['dispute', 'second'], leads: 'dispute' },
  hardship: { zh: '困难申请', contact: 'spoke', asked: true, needs: SECOND, leads: 'hardship_review' },
  undecided: { zh: '未表态', contact: 'spoke', asked: true, needs: SECOND },
  refuses: { zh: '拒绝', contact: 'spoke', asked: true, needs: SECOND },
  nobody_home: { zh: '无人在家', contact: 'nobody_home', asked: false, needs: ['second', 'photo_door'] },
  third_person: { zh: '非本人', contact: 'third_person', asked: false, needs: SECOND },
  other: { zh: '其他（写明）', contact: 'spoke', asked: false, needs: ['note', 'second'], stated: true },
} as const satisfies Record<string, ContactOutcomeRule>;

/** 张贴, or handed over at the door. */
const POST = {
  posted: {
    zh: '已张贴',
    contact: 'posted',
    asked: true,
    needs: ['photo_content', 'photo_sealing', 'photo_door'],
  },
  handed_over: { zh: '面交签收', contact: 'signed', asked: true, needs: ['photo_signature'] },
  signature_refused: { zh: '面交拒签', contact: 'signature_refused', asked: true, needs: ['witness'] },
  not_possible: { zh: '未能张贴', contact: 'failed', asked: false, needs: ['note'] },
  other: { zh: '其他（写明）', contact: 'failed', asked: false, needs: ['note'] },
} as const satisfies Record<string, ContactOutcomeRule>;

/** 邮寄: with the number by which its way can be followed. */
const MAIL = {
  dispatched: { zh: '已交寄', contact: 'dispatched', asked: true, needs: ['tracking_number'] },
  not_possible: { zh: '未能交寄', contact: 'failed', asked: false, needs: ['note'] },
  other: { zh: '其他（写明）', contact: 'failed', asked: false, needs: ['note'] },
} as const satisfies Record<string, ContactOutcomeRule>;

/** 管家微信, one to one. */
const WECHAT = {
  sent: { zh: '已发送', contact: 'accepted', asked: true, needs: [] },
  promise: { zh: '回复·承诺缴费', contact: 'delivered', asked: true, needs: ['promise'], leads: 'promise' },
  claimed_paid: { zh: '回复·已缴', contact: 'delivered', asked: true, needs: [], leads: 'payment_claimed' },
  dispute: { zh: '回复·有异议', contact: 'delivered', asked: true, needs: ['dispute'], leads: 'dispute' },
  hardship: { zh: '回复·困难分期', contact: 'delivered', asked: true, needs: [], leads: 'hardship_review' },
  not_possible: { zh: '不是好友或发不出', contact: 'failed', asked: false, needs: [] },
  other: { zh: '其他（写明）', contact: 'accepted', asked: false, needs: ['note'], stated: true },
} as const satisfies Record<string, ContactOutcomeRule>;

/** What a machine's messages come to is the provider's word, not a person's. */
const BY_CHANNEL: Record<Channel, Record<string, ContactOutcomeRule>> = {
  call: CALL,
  visit: VISIT,
  post: POST,
  mail: MAIL,
  wechat: WECHAT,
  sms: {},
  email: {},
};

export function contactOutcomes(channel: Channel): Record<string, ContactOutcomeRule> {
  return BY_CHANNEL[channel];
}

export function contactOutcomeRule(channel: Channel, outcome: string): ContactOutcomeRule | null {
  const rules = BY_CHANNEL[channel];
  return Object.hasOwn(rules, outcome) ? (rules[outcome] ?? null) : null;
}
