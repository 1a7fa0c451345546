import { z } from 'zod';

/** What changed since the cause that stands was confirmed: a re-classification names it, beside its reason. */
export const CAUSE_CHANGES = [
  'talked',
  'objected',
  'objection_answered',
  'hardship_told',
  'promise_broken',
  'contact_data',
  'liability_cleared',
  'was_wrong',
] as const;
export const causeChangeSchema = z.enum(CAUSE_CHANGES, { error: '改判：没有这种变化' });
export type CauseChange = z.infer<typeof causeChangeSchema>;

export const CAUSE_CHANGE_WORDS: Record<CauseChange, { zh: string; en: string }> = {
  talked: { zh: '与业主有了新的沟通', en: 'somebody talked to the owner since' },
  objected: { zh: '业主提出了异议', en: 'the owner objected since' },
  objection_answered: { zh: '异议已经答复', en: 'the objection has been answered' },
  hardship_told: { zh: '业主说明了困难', en: 'the owner told of hardship since' },
  promise_broken: { zh: '承诺或分期没有兑现', en: 'a promise or plan was broken since' },
  contact_data: { zh: '联系方式有了变化', en: 'the contact data changed since' },
  liability_cleared: { zh: '责任主体已经查清', en: 'it is clear now who is liable' },
  was_wrong: { zh: '原来的判断有误', en: 'the earlier judgement was wrong' },
};
