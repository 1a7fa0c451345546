import { LEVEL_WORDS } from '../../machine/words';
import type { Edge } from './chart';

/** What a reader is told of states, guards and transitions. Whoever changes the chart is told here what has no words yet. */

const STATES: Record<string, string> = {
  open: '未结 anywhere in the open case',
  'open.ladder': '阶梯 any level of the ladder',
  'open.ladder.entering': '立案 where the case begins',
  'open.ladder.reminder': LEVEL_WORDS[1],
  'open.ladder.notice': LEVEL_WORDS[2],
  'open.ladder.visit': LEVEL_WORDS[3],
  'open.ladder.referral': LEVEL_WORDS[4],
  'open.ladder.resume': '回到原处 back to where it stood (deep history)',
  'open.held': '暂停 held',
  settled: '已结清 settled, silent for the reversal window',
  settling: '待法务结案 paid at level 4, counsel to confirm',
  closed: '结案 closed',
};

const STAGES: Record<string, string> = {
  awaiting: '等待 nothing is out, a time is awaited',
  acting: '办理中 an act is out',
  proposing: '提请 the supervisor is asked to propose',
  approving: '审批 another person is asked to approve',
  counsel: '法务确认 taken over: counsel confirms first',
  preparing: '备齐材料 the package',
  letter: '律师函 the lawyer’s letter',
  procedure: '程序 mediation, payment order, suit',
  enforcement: '执行 after a judgment',
  withdrawn: '撤回 withdrawn, to be reviewed',
};

export function stateWords(path: string): string {
  const words = STATES[path] ?? STAGES[path.split('.').at(-1) ?? ''];
  if (!words) throw new Error(`a state without words: ${path} (src/dev/docs/chart-words.ts)`);
  return words;
}

const GUARDS: Record<string, string> = {
  isStale: 'its `ledgerVersion` is not newer than what the case has seen',
  settles: 'principal is 0 and the rest within the tolerance',
  settlesAtLevel4: 'the same, at level 4',
  owesAgain: 'a payment was reversed and the account owes again',
  hasHolds: 'at least one hold stands',
  hasNoHolds: 'none stands any more',
  isActing: 'an act of the ladder is pending',
  isNotActing: 'no act of the ladder is pending',
  beginsAt1: 'begins at level 1',
  beginsAt2: 'a take-over or an earlier case says level 2',
  beginsAt3: 'a take-over or an earlier case says level 3',
  beginsAt4: 'a take-over or an earlier case says level 4',
  noticeIsDue:
    'the plan says level 2 and its time has come, no act is pending, and the entry is earned (law 1): a demand of level 1, a declaration, or attempts in evidence',
  visitIsDue:
    'the plan says level 3 and its time has come, no act is pending, and the entry is earned (law 1): a written notice whose deadline is over',
  causeBringsVisit: 'the policy brings this cause to level 3 at once, and the case is at level 1',
  isDecided1: 'the decision says level 1',
  isDecided2: 'the decision says level 2',
  isDecided3: 'the decision says level 3',
  proposalIsDue:
    'a quarterly batch is due, no act is pending, and the written demands bear a referral (law 6): one arrived, or two sent by different means, the deadline over',
  isEarned:
    'thresholds met, no element missing, no open dispute, and the written demands bear a referral (law 6)',
  isApproved:
    'approved, by another person than who asked, no open dispute, the demands still bear it (law 6)',
  isApprovedInPart: 'approved by one of the offices that must',
  isDeclined: 'not approved',
  isPackageReady: 'the package is ready',
  isLetterSent: 'the lawyer’s letter was sent',
  isFiled: 'mediation, payment order or suit filed; objected; mediated',
  isJudged: 'judgment, or enforcement filed, and counsel has taken it up',
  isEnforced: 'enforced, and counsel has taken it up',
  isWithdrawn: 'withdrawn, and counsel has taken it up',
  isUnproven: 'the key names a message of this stay that was sent, arrival unproven, and not sent again',
  windowIsOver: 'the reversal window has ended',
};

export function guardWords(guard: string): string {
  const words = GUARDS[guard];
  if (!words) throw new Error(`a guard without words: ${guard} (src/dev/docs/chart-words.ts)`);
  return words;
}

const TAKES_IN = 'takes over what the account now owes; ';
const ENDS_COUNSEL_WORK = 'ends the work that was open, keeps the milestone, and lays out ';

/** By `state event guard`, the state's last name; `*` for every state that has no words of its own. */
const DEEDS: Record<string, string> = {
  '* STEP_RESULT':
    'ends, defers or sends again the act that the key names; a demand is kept for later entries; the next step is planned anew',
  '* GRADE_CHANGED': 'raises or lowers the grade of a demand, and the deadline that stands on it',
  '* GATE_OPENED': 'what waited for the gate is tried now; carries a demonstration’s started clock',
  '* PLANNED':
    'fills in what was open: the next step, due dates, verdicts on holds whose end has come, window, review',
  '* LEDGER_CHANGED isStale': 'nothing: twice is once (law 12)',
  '* LEDGER_CHANGED': `${TAKES_IN}the next step is planned anew on it`,
  'open LEDGER_CHANGED settles': `${TAKES_IN}ends all holds, withdraws all that is pending, plans one thank-you (none from level 3 on)`,
  'open LEDGER_CHANGED settlesAtLevel4': `${TAKES_IN}the same without thanks, and a task for counsel`,
  'open LEDGER_CHANGED':
    'takes over what the account now owes; the next step is planned anew, or when the last hold has ended',
  '* LEDGER_CHANGED owesAgain':
    'withdraws what is pending and plans the staff’s review before any new contact',
  'settled LEDGER_CHANGED': 'takes over what the account now owes, and stays silent',
  'settling LEDGER_CHANGED': 'takes over what the account now owes, and waits for counsel',
  'open SAFEGUARD_APPROVED':
    'plans the safeguard’s letter or filing beside the ladder, which enters no level; a hold does not stop it',
  'open SAFEGUARD_WITHDRAWN': 'withdraws the safeguard’s act, if it is not done yet',
  'open PROOF_BROUGHT_IN':
    'keeps a demand of before, on which later entries may rest; the next step is planned anew',
  'open HOLD_PLACED': 'places the hold, and lays out the work that it gives to somebody',
  'open HOLD_CLEARED': 'ends the hold with its verdict, its work with it',
  'open CAUSE_CONFIRMED causeBringsVisit':
    'sets the cause and enters level 3; holds stand, so nothing is planned before they end',
  'open CAUSE_CONFIRMED': 'sets the cause; the next step is planned anew',
  'open POLICY_MOVED':
    'keeps the version of the policy; the next step is planned anew under it; what is pending is done as it was planned',
  'open LEVEL_DECIDED': 'enters the level on the decision; what the ladder had pending is withdrawn',
  'ladder RESEND_DECIDED isUnproven':
    'plans the same act once more under a key of its own, through all gates (law 4); the ladder waits for it',
  '* CASE_CLOSED': 'ends all holds, withdraws all that is pending, keeps the reason',
  'ladder always hasHolds': 'takes what is left of every wait of the ladder (`dueAt` → `left`)',
  'held always hasNoHolds': 'the waits run again, longer by what they were held (`left` → `dueAt`)',
  'entering always': 'enters the level on what the case was opened with',
  'entering always beginsAt4': 'the same, with a task for counsel to confirm (law 6)',
  'reminder WOKEN noticeIsDue': 'enters level 2 on the evidence that the plan names',
  'notice WOKEN visitIsDue': 'enters level 3 on the evidence that the plan names',
  '* WOKEN proposalIsDue': 'a task for the supervisor: propose this case or not',
  '* WOKEN': 'plans the step that is due, passes overdue tasks up, lays out the review of fresh charges',
  'held WOKEN': 'passes overdue tasks up, lays out the review of fresh charges; the ladder does not move',
  'settled WOKEN windowIsOver': 'closes the case as settled',
  '* REFERRAL_REQUESTED isEarned':
    'keeps who asked, ends the proposal’s task, lays out the approval for another person',
  '* REFERRAL_ANSWERED isApproved': 'enters level 4 on the approval and the demands; a task for the package',
  '* REFERRAL_ANSWERED isApprovedInPart':
    'keeps the approval; a task for the office that is still to approve',
  '* REFERRAL_ANSWERED isDeclined': 'forgets the request; a later batch may propose it again',
  'referral MILESTONE_REACHED isEnforced': 'keeps the milestone and closes the case as enforced',
  'referral MILESTONE_REACHED isWithdrawn': `${ENDS_COUNSEL_WORK}a review of the case`,
  'referral MILESTONE_REACHED isJudged': `${ENDS_COUNSEL_WORK}the enforcement to be followed`,
  'held MILESTONE_REACHED isEnforced': 'keeps the milestone and closes the case as enforced',
  'held MILESTONE_REACHED isWithdrawn': `${ENDS_COUNSEL_WORK}a review of the case; stays held`,
  'held MILESTONE_REACHED isJudged': `${ENDS_COUNSEL_WORK}the enforcement to be followed; stays held`,
  'counsel MILESTONE_REACHED': 'nothing: counsel confirms first (law 6)',
  'counsel COUNSEL_CONFIRMED': 'ends the confirmation, lays out the procedure to be followed',
  'preparing MILESTONE_REACHED isPackageReady': `${ENDS_COUNSEL_WORK}the lawyer’s letter`,
  'letter MILESTONE_REACHED isLetterSent': `${ENDS_COUNSEL_WORK}the choice of the procedure`,
  'procedure MILESTONE_REACHED isFiled': `${ENDS_COUNSEL_WORK}the procedure to be followed`,
  '* always isActing': '—',
  '* always isNotActing': '—',
};

/** What the transition does, most particular words first. */
export function deedWords({ from, event, guard }: Edge): string {
  const state = from.split('.').at(-1) ?? from;
  const names = guard === null ? [event] : [`${event} ${guard}`, event];
  for (const name of names) {
    const words = DEEDS[`${state} ${name}`] ?? DEEDS[`* ${name}`];
    if (words) return words;
  }
  throw new Error(
    `a transition without words: ${state} ${event} ${guard ?? ''} (src/dev/docs/chart-words.ts)`,
  );
}
