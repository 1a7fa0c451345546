import type { HoldKind, Level } from '../../domain/vocabulary';
import type { CaseEvent, StaffEvent, StepAnswer } from '../../machine/events';
import { advance } from '../../machine/run';
import { type HeldCase, heldCase, OWED_FEN, planOn, says } from './held-case';

/** What may be said to a case under a hold, each as it is said to the machine. */
export type Question = {
  event: StaffEvent['type'] | CaseEvent['type'];
  what: string;
  /** null: does not arise under this hold */
  ask(kind: HoldKind): { held: HeldCase; event: CaseEvent } | null;
};

const under = (level: Level, of: (held: HeldCase) => CaseEvent, acting = false) => ({
  ask(kind: HoldKind) {
    const held = heldCase(kind, level, acting);
    return { held, event: of(held) };
  },
});

const staff = (
  level: Level,
  said: Parameters<typeof says>[1] | ((held: HeldCase) => Parameters<typeof says>[1]),
  role = 'manager',
) =>
  under(level, (held) => says(held.now, typeof said === 'function' ? said(held) : said, `${role}-1`, role));

const ledger = (level: Level, claimableFen: number, more: { version?: number; reversed?: boolean } = {}) =>
  under(level, ({ now }) => ({
    type: 'LEDGER_CHANGED',
    at: now,
    ledgerVersion: more.version ?? 2,
    claimableFen,
    principalFen: claimableFen,
    oldestDueOn: claimableFen === 0 ? null : '2026-03-31',
    settled: claimableFen === 0,
    reversed: more.reversed ?? false,
    openDisputes: [],
  }));

/** What came of the ladder's own act that was out when the hold began. */
const result = (answer: StepAnswer) =>
  under(
    1,
    (held) => {
      const key = Object.entries(held.snapshot.context.pending).find(([, one]) => one.ladder)?.[0];
      if (!key) throw new Error('no act of the ladder is out');
      return { type: 'STEP_RESULT', at: held.now, key, answer, actor: null };
    },
    true,
  );

const AWAITS_RELEASE = result({
  kind: 'deferred',
  until: Date.parse('2026-05-20T01:30:00Z'),
  reason: 'AWAITING_RELEASE',
  ref: 'w1',
});

const done = {
  outcome: 'accepted',
  grade: 'sent',
  channel: 'sms',
  demand: true,
  written: false,
  deadlineAt: null,
} as const;

const ended = (paidFen: number, booked = true): Pick<Question, 'ask'> => ({
  ask(kind) {
    const held = heldCase(kind, 1);
    return { held, event: planOn(held.snapshot, held.hold.endsAt, { paidFen, booked }) };
  },
});

/** Where its end was put off, the end after that. */
const endedAgain: Pick<Question, 'ask'> = {
  ask(kind) {
    const first = heldCase(kind, 1);
    const { snapshot } = advance(first.snapshot, planOn(first.snapshot, first.hold.endsAt));
    const [hold] = snapshot.context.holds;
    if (!hold) return null;
    return { held: { ...first, hold, snapshot }, event: planOn(snapshot, hold.endsAt) };
  },
};

export const QUESTIONS: readonly Question[] = [
  {
    event: 'HOLD_PLACED',
    what: 'another hold, of another kind',
    ...staff(
      1,
      ({ now, hold }) => ({
        type: 'HOLD_PLACED',
        hold: {
          ...hold,
          id: 'h2',
          kind: hold.kind === 'manual_pause' ? 'legal_stay' : 'manual_pause',
          endsAt: now + 40 * 86_400_000,
        },
      }),
      'supervisor',
    ),
  },
  {
    event: 'HOLD_PLACED',
    what: 'a second promise',
    ...staff(1, ({ hold, now }) => ({
      type: 'HOLD_PLACED',
      hold: { ...hold, id: 'h2', kind: 'promise', endsAt: now + 86_400_000 },
    })),
  },
  {
    event: 'HOLD_PLACED',
    what: 'one whose end has passed',
    ...staff(1, ({ hold, now }) => ({
      type: 'HOLD_PLACED',
      hold: { ...hold, id: 'h2', kind: 'bereavement', endsAt: now },
    })),
  },
  ...(['lifted', 'answered', 'confirmed', 'not_found', 'taken_back'] as const).map(
    (verdict): Question => ({
      event: 'HOLD_CLEARED',
      what: `verdict \`${verdict}\``,
      ...staff(1, ({ hold }) => ({ type: 'HOLD_CLEARED', holdId: hold.id, verdict })),
    }),
  ),
  {
    event: 'HOLD_CLEARED',
    what: 'of a hold that does not stand',
    ...staff(1, { type: 'HOLD_CLEARED', holdId: 'other', verdict: 'lifted' }),
  },
  {
    event: 'CAUSE_CONFIRMED',
    what: 'one that the policy brings to level 3 at once, at level 1',
    ...staff(1, { type: 'CAUSE_CONFIRMED', cause: 'dissatisfied', atOnce: true }),
  },
  {
    event: 'CAUSE_CONFIRMED',
    what: 'any other, or from level 2 on',
    ...staff(2, { type: 'CAUSE_CONFIRMED', cause: 'dissatisfied', atOnce: true }),
  },
  { event: 'LEVEL_DECIDED', what: 'level 1, 2 or 3', ...staff(1, { type: 'LEVEL_DECIDED', level: 2 }) },
  { event: 'LEVEL_DECIDED', what: 'level 4', ...staff(1, { type: 'LEVEL_DECIDED', level: 4 }) },
  {
    event: 'REFERRAL_REQUESTED',
    what: 'at level 3',
    ...staff(3, { type: 'REFERRAL_REQUESTED', missing: [], thresholdsMet: true }, 'supervisor'),
  },
  {
    event: 'REFERRAL_ANSWERED',
    what: 'nothing was asked',
    ...staff(3, { type: 'REFERRAL_ANSWERED', approved: true }),
  },
  {
    event: 'COUNSEL_CONFIRMED',
    what: 'at level 4, taken over',
    ...staff(4, { type: 'COUNSEL_CONFIRMED' }, 'counsel'),
  },
  {
    event: 'MILESTONE_REACHED',
    what: 'at level 4, taken over',
    ...staff(4, { type: 'MILESTONE_REACHED', milestone: 'suit_filed' }, 'counsel'),
  },
  {
    event: 'RESEND_DECIDED',
    what: 'of a message whose arrival is unproven',
    ask(kind) {
      const { held, event } = result({ kind: 'unproven', channel: 'email' }).ask(kind);
      if (event.type !== 'STEP_RESULT') throw new Error('a result was meant');
      const { snapshot } = advance(held.snapshot, event);
      const again = says(held.now, { type: 'RESEND_DECIDED', key: event.key }, 'supervisor-1', 'supervisor');
      return { held: { ...held, snapshot }, event: again };
    },
  },
  {
    event: 'POLICY_MOVED',
    what: 'to the version in force',
    ...staff(1, { type: 'POLICY_MOVED', policyVersionId: 'p2', version: 2 }),
  },
  { event: 'CASE_CLOSED', what: 'written off', ...staff(1, { type: 'CASE_CLOSED', reason: 'written_off' }) },
  {
    event: 'CASE_CLOSED',
    what: 'as settled, while it is owed',
    ...staff(1, { type: 'CASE_CLOSED', reason: 'settled' }),
  },
  { event: 'LEDGER_CHANGED', what: 'paid in part', ...ledger(1, OWED_FEN / 2) },
  { event: 'LEDGER_CHANGED', what: 'paid in full, level 1 or 2', ...ledger(1, 0) },
  { event: 'LEDGER_CHANGED', what: 'paid in full, level 3', ...ledger(3, 0) },
  { event: 'LEDGER_CHANGED', what: 'paid in full, level 4', ...ledger(4, 0) },
  { event: 'LEDGER_CHANGED', what: 'a payment reversed', ...ledger(1, OWED_FEN, { reversed: true }) },
  { event: 'LEDGER_CHANGED', what: 'an old version once more', ...ledger(1, 0, { version: 1 }) },
  {
    event: 'GATE_OPENED',
    what: 'wave released, receipts booked',
    ask(kind) {
      const { held, event } = AWAITS_RELEASE.ask(kind);
      const { snapshot } = advance(held.snapshot, event);
      return {
        held: { ...held, snapshot },
        event: { type: 'GATE_OPENED', at: held.now, gate: 'wave', ref: 'w1', clock: null },
      };
    },
  },
  { event: 'STEP_RESULT', what: 'the ladder’s act that was out: done', ...result({ kind: 'done', ...done }) },
  {
    event: 'STEP_RESULT',
    what: 'the same: deferred',
    ...AWAITS_RELEASE,
  },
  {
    event: 'STEP_RESULT',
    what: 'the same: the claim found the hold',
    ...result({ kind: 'withdrawn', reason: 'HELD' }),
  },
  {
    event: 'STEP_RESULT',
    what: 'the same: the provider has nothing',
    ...result({ kind: 'lost' }),
  },
  {
    event: 'STEP_RESULT',
    what: 'the hold’s own work: done',
    ask(kind) {
      const held = heldCase(kind, 1);
      if (held.work?.pending.doer !== 'task') return null;
      const answer: StepAnswer = {
        kind: 'done',
        outcome: 'answered',
        grade: 'none',
        channel: null,
        demand: false,
        written: false,
        deadlineAt: null,
      };
      return {
        held,
        event: {
          type: 'STEP_RESULT',
          at: held.now,
          key: held.work.key,
          answer,
          actor: { id: 'a', role: 'agent' },
        },
      };
    },
  },
  {
    event: 'GRADE_CHANGED',
    what: 'of a demand that the case does not know',
    ...under(1, ({ now }) => ({
      type: 'GRADE_CHANGED',
      at: now,
      key: 'other',
      grade: 'arrived',
      deadlineAt: null,
    })),
  },
  {
    event: 'WOKEN',
    what: 'before the hold ends, nothing overdue',
    ...under(1, ({ now }) => ({ type: 'WOKEN', at: now })),
  },
  {
    event: 'WOKEN',
    what: 'the hold’s own work is overdue',
    ask(kind) {
      const held = heldCase(kind, 1);
      const due = held.work?.pending.dueAt;
      if (held.work?.pending.doer !== 'task' || due === null || due === undefined) return null;
      return { held, event: { type: 'WOKEN', at: due } };
    },
  },
  { event: 'PLANNED', what: 'the hold’s end has come, nothing was paid', ...ended(0) },
  { event: 'PLANNED', what: 'the same, a part was paid', ...ended(OWED_FEN / 5) },
  { event: 'PLANNED', what: 'the same, what was promised was paid', ...ended(OWED_FEN) },
  { event: 'PLANNED', what: 'the same, receipts are not booked so far', ...ended(0, false) },
  { event: 'PLANNED', what: 'its end was put off, and has come again', ...endedAgain },
];
