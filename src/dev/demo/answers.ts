import type { TaskKind } from '../../machine/vocabulary';
import type { Answer, Story } from './story';

/** What staff do where a story says nothing: nobody answers, paper is posted, reviews are made, referrals go their way. */
const ORDINARY: Record<TaskKind, Answer[]> = {
  call: [{ outcome: 'no_answer', noMoreNumbers: true }],
  care_call: [{ outcome: 'no_answer', noMoreNumbers: true }],
  wechat: [{ outcome: 'sent' }],
  post: [{ outcome: 'posted' }],
  mail: [{ outcome: 'dispatched' }],
  visit: [{ outcome: 'nobody_home' }, { outcome: 'refuses', signature: 'refused', witness: '保安队长' }],
  verify_payment: [{ outcome: 'not_received', afterDays: 1 }],
  answer_complaint: [{ outcome: 'answered', note: '漏水已修好，当面答复', afterDays: 2 }],
  first_word: [{ outcome: 'spoken' }],
  tell_answer: [{ outcome: 'told_by_call' }],
  review_hold: [{ outcome: 'reviewed' }],
  review_missed_instalment: [{ outcome: 'go_on' }],
  review_broken_promise: [{ outcome: 'go_on' }],
  review_reversal: [{ outcome: 'go_on' }],
  review_fresh: [{ outcome: 'reviewed' }],
  review_case: [{ outcome: 'reviewed', afterDays: 20 }],
  propose_referral: [{ outcome: 'request' }],
  approve_referral: [{ outcome: 'approve' }],
  counsel_confirm: [{ outcome: 'confirm' }],
  prepare_package: [{ outcome: 'ready' }],
  lawyer_letter: [{ outcome: 'sent' }],
  choose_procedure: [{ outcome: 'suit' }],
  follow_procedure: [{ outcome: 'judgment' }, { outcome: 'enforcement' }, { outcome: 'enforced' }],
  confirm_settling: [{ outcome: 'confirm' }],
  file_claim: [{ outcome: 'other', note: '演示' }],
  decide_limitation: [],
  limitation_alarm: [{ outcome: 'demand', note: '安排 EMS' }],
  call_back: [{ outcome: 'reached' }],
  // nobody answers to what is only kept
  read_reply: [],
  update_contact: [{ outcome: 'none', note: '物业登记中没有别的号码' }],
  support_request: [],
  // a demonstration's receipts always count as booked
  book_receipts: [],
};

/** The next answer to a kind of work of one account: its story's own first, then the ordinary ones, of which the last goes on for ever. */
export class Answers {
  private readonly given = new Map<string, number>();

  next({ room, staff }: Story, kind: TaskKind): Answer {
    const key = `${room}/${kind}`;
    const index = this.given.get(key) ?? 0;
    this.given.set(key, index + 1);
    const script = [...(staff?.[kind] ?? []), ...ORDINARY[kind]];
    const answer = script[Math.min(index, script.length - 1)];
    if (!answer) throw new Error(`no answer to ${kind}`);
    return answer;
  }
}
