import { z } from 'zod';
import type { Channel, ContactClass, ContactKind, Grade } from './channel';

/** What came of an approach, in one closed set for machines and people. */
export const CONTACT_OUTCOMES = [
  // messages and paper
  'delivered', // a receipt says so: carrier, mailbox, courier's signed slip
  'accepted', // the provider took it; no receipt (yet)
  'unproven', // in doubt, and the provider cannot be asked
  'failed', // not delivered, or refused by the provider
  'posted', // sealed at the door, photographed
  'dispatched', // handed to post or courier, with a number
  'refused', // the addressee refused the letter
  'returned', // unknown, moved, not collected
  // people
  'signed', // he, or an adult of his household, signed for it
  'spoke', // with the party or an authorised contact
  'signature_refused', // met at the door, would not sign, a witness noted it
  'third_person', // somebody else; nothing was disclosed
  'no_answer', // off, busy, rejected, rang out
  'nobody_home',
  'wrong_number',
] as const;
export const contactOutcomeSchema = z.enum(CONTACT_OUTCOMES, { error: '没有这个触达结果' });
export type ContactOutcome = z.infer<typeof contactOutcomeSchema>;

/**
 * The grade of legal effect. Source: limitation rules of the Supreme People's Court (2020) 8: a demand counts when receipt is signed or
 * otherwise proven, when a letter or data message arrived or should have.
 *
 * @param returnedMailCounts the policy's reading of "should have arrived"; the strict one is false
 */
export function gradeOf(outcome: ContactOutcome, returnedMailCounts: boolean): Grade {
  switch (outcome) {
    case 'delivered':
    case 'signed':
      return 'arrived';
    case 'accepted':
    case 'unproven':
    case 'posted':
    case 'dispatched':
    case 'signature_refused':
      return 'sent';
    case 'refused':
    case 'returned':
      return returnedMailCounts ? 'arrived' : 'none';
    case 'spoke':
      return 'spoken';
    case 'failed':
    case 'third_person':
    case 'no_answer':
    case 'nobody_home':
    case 'wrong_number':
      return 'none';
    default: {
      const never: never = outcome;
      throw new Error(`unknown outcome: ${never}`);
    }
  }
}

/** Whether it counts in the budget (somebody was disturbed, or a letter was left) or only in the caps of attempts. */
export function kindOf(outcome: ContactOutcome): ContactKind {
  switch (outcome) {
    case 'failed':
    case 'no_answer':
    case 'nobody_home':
    case 'wrong_number':
    case 'returned':
      return 'attempt';
    case 'delivered':
    case 'accepted':
    case 'unproven':
    case 'posted':
    case 'dispatched':
    case 'refused':
    case 'signed':
    case 'spoke':
    case 'signature_refused':
    case 'third_person':
      return 'contact';
    default: {
      const never: never = outcome;
      throw new Error(`unknown outcome: ${never}`);
    }
  }
}

/** A contact in evidence, as far as its worth as a demand goes. */
export interface GradedContact {
  class: ContactClass;
  channel: Channel;
  outcome: ContactOutcome;
  grade: Grade;
}

/**
 * Level 1's demand (law 1): asked for money, and it reached him or was sent. An attempt, a refused or a failed message is not one,
 * nor is a service notice.
 */
export function isDemand(contact: GradedContact): boolean {
  return contact.class !== 'service' && contact.grade !== 'none';
}

/** On paper, as a formal service: 《物业费催缴通知书》 posted, mailed or handed over. A text message is none. */
export function isWrittenDemand(contact: GradedContact): boolean {
  return contact.class === 'formal' && (contact.grade === 'arrived' || contact.grade === 'sent');
}

/** Law 6: one written demand that arrived and is provable, or two that were sent by different means. */
export function isReferralDemand(contacts: readonly GradedContact[]): boolean {
  const written = contacts.filter(isWrittenDemand);
  if (written.some((contact) => contact.grade === 'arrived')) return true;
  return new Set(written.map((contact) => contact.channel)).size >= 2;
}
