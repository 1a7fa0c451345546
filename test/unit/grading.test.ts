import type { Channel } from '../../src/domain/channel';
import {
  CONTACT_OUTCOMES,
  type ContactOutcome,
  type GradedContact,
  gradeOf,
  isDemand,
  isReferralDemand,
  kindOf,
} from '../../src/domain/grading';

const notice = (channel: Channel, outcome: ContactOutcome): GradedContact => ({
  class: 'formal',
  channel,
  outcome,
  grade: gradeOf(outcome, false),
});
const text = (outcome: ContactOutcome): GradedContact => ({ ...notice('sms', outcome), class: 'dunning' });

describe('what a contact is worth', () => {
  it.each<[ContactOutcome, string]>([
    ['delivered', 'arrived'],
    ['signed', 'arrived'],
    ['posted', 'sent'],
    ['dispatched', 'sent'],
    ['unproven', 'sent'],
    ['spoke', 'spoken'],
    ['no_answer', 'none'],
    ['failed', 'none'],
    ['returned', 'none'],
    ['wrong_number', 'none'],
  ])('%s is graded %s', (outcome, grade) => {
    expect(gradeOf(outcome, false)).toBe(grade);
  });

  it('of a returned letter is a reading that the policy chooses', () => {
    expect(gradeOf('returned', true)).toBe('arrived');
    expect(gradeOf('refused', true)).toBe('arrived');
  });

  it('is known for every outcome', () => {
    for (const outcome of CONTACT_OUTCOMES) {
      expect(gradeOf(outcome, false)).toBeDefined();
      expect(kindOf(outcome)).toBeDefined();
    }
  });
});

describe("level 1's demand", () => {
  it('is a reminder that reached him or was sent', () => {
    expect(isDemand(text('accepted'))).toBe(true);
    expect(isDemand(text('spoke'))).toBe(true);
  });

  it('is no attempt, no failed message, no service notice', () => {
    expect(isDemand(text('no_answer'))).toBe(false);
    expect(isDemand(text('failed'))).toBe(false);
    expect(isDemand({ ...text('delivered'), class: 'service' })).toBe(false);
  });
});

describe('the demand for a referral', () => {
  it('is one written demand that arrived and is provable', () => {
    expect(isReferralDemand([notice('mail', 'signed')])).toBe(true);
  });

  it('or two of grade sent by different means', () => {
    expect(isReferralDemand([notice('post', 'posted')])).toBe(false);
    expect(isReferralDemand([notice('post', 'posted'), notice('post', 'posted')])).toBe(false);
    expect(isReferralDemand([notice('post', 'posted'), notice('mail', 'dispatched')])).toBe(true);
  });

  it('is no text message, and no letter that came back', () => {
    expect(isReferralDemand([text('delivered'), text('delivered')])).toBe(false);
    expect(isReferralDemand([notice('post', 'posted'), notice('mail', 'returned')])).toBe(false);
  });
});
