import { outcomesOf } from '../../../src/cases/task-outcomes';
import { describeEntry } from '../../../src/evidence/describe';
import { type EntryBody, entryBodySchema } from '../../../src/evidence/entries';
import { noteToEntry } from '../../../src/evidence/notes';
import type { Note } from '../../../src/machine/events';
import { taskKindSchema } from '../../../src/machine/vocabulary';

const ZONE = 'Asia/Shanghai';
const at = Date.parse('2026-11-24T09:30:00+08:00');
const CASE = '0198c0de-0000-7000-8000-000000000001';
const key = `${CASE}/1/first-reminder/0`;
const balance = { ledgerVersion: 3, claimableFen: 75_180, principalFen: 75_180 };
const basis = { kind: 'first_overdue' as const, evidence: [] };

/** One of each kind: the table below is complete, as the test after it makes sure. */
const INSTALMENT = { holdId: 'h', planId: 'p', no: 2, dueOn: '2026-12-01', amountFen: 30_000 };
const EVERY: EntryBody[] = [
  { kind: 'case_opened', content: { level: 1, basis, policyVersionId: 'p', previousCaseId: null } },
  { kind: 'level', content: { level: 2, from: 1, entry: 2, basis } },
  { kind: 'step_ended', content: { stepKey: key, end: 'withdrawn', reason: 'NOTHING_OWED' } },
  { kind: 'step_deferred', content: { stepKey: key, until: at, reason: 'WINDOW' } },
  {
    kind: 'hold_began',
    content: { holdId: 'h', kind: 'promise', endsAt: at, amountFen: 50_000, promisedOn: '2026-11-23' },
  },
  { kind: 'hold_ended', content: { holdId: 'h', kind: 'promise', verdict: 'broken' } },
  { kind: 'hold_extended', content: { holdId: 'h', endsAt: at } },
  { kind: 'instalment_paid', content: INSTALMENT },
  { kind: 'instalment_missed', content: INSTALMENT },
  { kind: 'instalment_reopened', content: INSTALMENT },
  {
    kind: 'instalment_plan',
    content: { planId: 'p', step: 'activated', kind: 'tracking', totalFen: 60_000, instalments: [] },
  },
  { kind: 'cause', content: { from: 'unknown', to: 'malicious', commandId: 'c' } },
  { kind: 'policy_moved', content: { policyVersionId: 'p', version: 3, commandId: 'c' } },
  { kind: 'command', content: { commandId: 'c', event: 'LEVEL_DECIDED' } },
  { kind: 'task_overdue', content: { stepKey: key, escalation: 1 } },
  { kind: 'settled', content: { claimableFen: 38 } },
  { kind: 'reopened', content: { level: 2 } },
  { kind: 'milestone', content: { milestone: 'suit_filed' } },
  { kind: 'closed', content: { reason: 'settled' } },
  {
    kind: 'claim',
    content: {
      ...{ stepKey: key, contactId: 'x', channel: 'sms', class: 'dunning', automatic: true, level: 1 },
      ...{ ledgerVersion: 1, claimableFen: 75_180, to: '13800000001', text: '尊敬的业主…' },
    },
  },
  {
    kind: 'outcome',
    content: {
      ...{
        stepKey: key,
        contactId: 'x',
        channel: 'sms',
        outcome: 'delivered',
        grade: 'arrived',
        attempt: false,
      },
    },
  },
  { kind: 'grade_changed', content: { stepKey: key, to: 'arrived' } },
  { kind: 'task_started', content: { taskId: 't', kind: 'call' } },
  {
    kind: 'task_outcome',
    content: { taskId: 't', outcomeId: 'o', kind: 'call', outcome: 'no_answer', correctsId: 'o0' },
  },
  { kind: 'task_outcome_taken_back', content: { taskId: 't', outcomeId: 'o', kind: 'visit' } },
  { kind: 'exemption', content: { exemptionId: 'e', reason: '业主来电要求' } },
  { kind: 'released', content: { waveId: 'w', fromOn: '2026-11-25' } },
  {
    kind: 'interruption',
    content: {
      ...{ interruptionId: 'i', interruption: 'acknowledgement', onDay: '2026-11-01', grade: 'arrived' },
      ...{ source: 'staff', chargeIds: [], needsConfirmation: false, fileIds: [] },
    },
  },
  {
    kind: 'limitation_request',
    content: { requestId: 'r', request: 'safeguard', event: 'approved', chargeIds: [], office: 'manager' },
  },
  {
    kind: 'liability',
    content: {
      ...{ change: 'added', liabilityId: 'l', role: 'tenant', name: '钱承租', fromOn: '2026-01-01' },
      ...{ untilOn: null, basis: '租赁合同', fileIds: [] },
    },
  },
  { kind: 'address', content: { addressKind: 'phone', change: 'opted_out', channel: 'sms' } },
  { kind: 'revealed', content: { what: ['phone'], purpose: '业主来电核对' } },
  { kind: 'identity_checked', content: { matched: true, relation: null, mayBeTold: true } },
  { kind: 'inbound', content: { inboundId: 'i', way: 'call', matter: 'question', identity: 'matched' } },
  { kind: 'call_back_asked', content: { taskId: 't', onDay: '2026-11-25', from: '20:00', to: '20:30' } },
  {
    kind: 'paper',
    content: {
      paperItemId: 'i',
      number: 'CJ26112400010',
      batchId: 'b',
      event: 'printed',
      sha256: 'f'.repeat(64),
      amountFen: 71_626,
      deadlineOn: '2026-12-07',
    },
  },
  { kind: 'earlier_proof', content: { channel: 'mail', onDay: '2026-08-01', grade: 'arrived', fileIds: [] } },
  {
    kind: 'payment',
    content: {
      ...{ paymentId: 'p', externalId: 'TX1', amountFen: 30_000, receivedOn: '2026-11-20', channel: 'bank' },
      ...balance,
    },
  },
  {
    kind: 'payment_reversed',
    content: {
      ...{ paymentId: 'p', reversesId: 'q', externalId: 'TX2', amountFen: -30_000, receivedOn: '2026-11-21' },
      ...balance,
    },
  },
  { kind: 'ledger', content: { change: 'charge_replaced', ...balance } },
  { kind: 'taken_over', content: { importId: 'i', fileDigest: 'f', declared: { level: 1 } } },
  {
    kind: 'take_over_looked',
    content: { verdict: 'corrected', declared: { level: 1 }, before: { level: 2 } },
  },
  {
    kind: 'dispute_opened',
    content: {
      disputeId: 'd',
      kind: 'service',
      matter: 'repairs',
      desk: 'support',
      answerDueOn: '2026-12-05',
    },
  },
  { kind: 'dispute_answered', content: { disputeId: 'd', kind: 'amount', result: 'reduced' } },
  { kind: 'paused', content: { pauseId: 'p', fromOn: '2026-11-24', toOn: '2026-11-30', reason: '住院' } },
  { kind: 'pause_lifted', content: { pauseId: 'p' } },
  { kind: 'joined', content: { otherAccountId: 'a', survives: true } },
  {
    kind: 'reply',
    content: {
      replyId: 'r',
      contactId: null,
      channel: 'sms',
      value: '13800000101',
      text: '已缴',
      optOut: false,
      realAt: 0,
    },
  },
  {
    kind: 'split',
    content: {
      otherAccountId: 'a',
      gives: true,
      cause: 'sale',
      moveId: 'm',
      undoesId: null,
      ledgerVersion: 3,
      claimableFen: 0,
      principalFen: 0,
    },
  },
  {
    kind: 'file',
    content: { fileId: 'f', sha256: 's', size: 1, mediaType: 'image/jpeg', shows: 'door', taskId: null },
  },
  { kind: 'erased', content: { seqs: [2, 3], reason: '业主依法要求' } },
];

describe('an entry in one line', () => {
  it('is said for every kind, in Chinese and in English, without the words of the workshop', () => {
    const kinds = entryBodySchema.options.map(({ shape }) => shape.kind.value);
    expect(EVERY.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
    const lines = EVERY.map((body) => describeEntry(entryBodySchema.parse(body), ZONE));
    expect(lines.map(({ zh }) => zh)).toMatchSnapshot();
    expect(lines.map(({ en }) => en)).toMatchSnapshot();
    for (const { zh } of lines)
      expect(zh).not.toMatch(/[A-Z_]{3,}|\bL[1-4]\b|workflow|signal|hash|恶意|[a-z]{3,}/i);
  });

  it('says every outcome of every task as its button does', () => {
    for (const kind of taskKindSchema.options) {
      for (const { outcome, zh } of outcomesOf(kind)) {
        const body: EntryBody = {
          kind: 'task_outcome',
          content: { taskId: 't', outcomeId: 'o', kind, outcome },
        };
        expect(describeEntry(body, ZONE).zh).toContain(`——${zh}`);
        const ended: EntryBody = {
          kind: 'step_ended',
          content: { stepKey: key, end: 'done', reason: outcome },
        };
        expect(describeEntry(ended, ZONE).zh).not.toMatch(/[a-z_]{3,}/i);
      }
    }
  });

  it('tells nobody a number, a name or a text', () => {
    const [claim] = EVERY.filter(({ kind }) => kind === 'claim');
    if (!claim) throw new Error('there is no claim');
    const { zh, en } = describeEntry(claim, ZONE);
    for (const line of [zh, en]) {
      expect(line).not.toContain('138');
      expect(line).not.toContain('尊敬');
    }
  });
});

describe('a note of the machine', () => {
  it('is an entry of whoever decided, and of the system where nobody did', () => {
    const cause: Note = { kind: 'cause_set', at, from: 'unknown', to: 'hardship', by: 'u1', commandId: 'c1' };
    expect(noteToEntry(cause)).toEqual({
      at: new Date(at),
      actorId: 'u1',
      kind: 'cause',
      content: { from: 'unknown', to: 'hardship', commandId: 'c1' },
    });
    expect(noteToEntry({ kind: 'settled', at, claimableFen: 0 })).toMatchObject({ actorId: 'system' });
  });

  it('is no entry where it is no act: that a step is planned', () => {
    expect(
      noteToEntry({ kind: 'step_planned', at, key, step: 'first-reminder', doer: 'auto', level: 1 }),
    ).toBeNull();
  });
});
