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
