import { civilDay, instantAt } from '../../src/domain/civil-day';
import type { CaseEvent, FactEvent } from '../../src/machine/events';
import { referralDemandIsOver } from '../../src/machine/laws';
import { advance, type CaseSnapshot, startCase } from '../../src/machine/run';

const at = (day: string) => instantAt(civilDay(day), 600, 'Asia/Shanghai');
const OPENED = at('2026-11-24');

function opened(holds: 'held' | 'free'): CaseSnapshot {
  const { snapshot } = startCase({
    ...{ caseId: 'case', accountId: 'account', communityId: 'community', clock: { kind: 'real' } },
    ...{ openedAt: OPENED, level: 3, basis: { kind: 'declared', evidence: [] }, cause: 'dissatisfied' },
    ...{ ledgerVersion: 1, claimableFen: 71_626, principalFen: 71_626, oldestDueOn: '2024-01-10' },
    withCounsel: false,
    holds:
      holds === 'free'
        ? []
        : [
            {
              ...{ id: 'hold', kind: 'complaint', beganAt: OPENED, endsAt: at('2026-12-08'), by: null },
              ...{ amountFen: null, promisedOn: null },
            },
          ],
  });
  return snapshot;
}

const told = (snapshot: CaseSnapshot, ...events: CaseEvent[]) =>
  events.reduce((before, event) => advance(before, event).snapshot, snapshot);

const approved = (means: 'ems' | 'filing'): FactEvent => ({
  ...{ type: 'SAFEGUARD_APPROVED', at: OPENED + 1, requestId: 'request', means },
});

describe('an approved safeguard', () => {
  it('is a step beside the ladder, under a hold as well, which enters no level; twice is once', () => {
    const { context } = told(opened('held'), approved('ems'), approved('ems'));
    const steps = Object.values(context.pending).filter(({ step }) => step.startsWith('safeguard'));
    expect(steps).toMatchObject([{ step: 'safeguard~request', task: 'mail', ladder: false }]);
    expect(context).toMatchObject({ level: 3, referral: null });
    expect(context.holds).toHaveLength(1);
  });

  it('is counsel’s work where it is a filing, and falls when it is withdrawn or paid', () => {
    const filing = told(opened('free'), approved('filing'));
    const tasks = ({ context }: CaseSnapshot) => Object.values(context.pending).map(({ task }) => task);
    expect(tasks(filing)).toContain('file_claim');
    const withdrawn = told(filing, { type: 'SAFEGUARD_WITHDRAWN', at: OPENED + 2, requestId: 'request' });
    expect(tasks(withdrawn)).not.toContain('file_claim');
    const paid = told(filing, {
      ...{ type: 'LEDGER_CHANGED', at: OPENED + 2, ledgerVersion: 2, claimableFen: 0, principalFen: 0 },
      ...{ oldestDueOn: null, settled: true, reversed: false, openDisputes: [] },
    });
    expect(tasks(paid)).not.toContain('file_claim');
  });
});

describe('proof that was brought in', () => {
  it('is a demand that a referral may rest on, once, and none after it was withdrawn', () => {
    const proof: FactEvent = {
      ...{ type: 'PROOF_BROUGHT_IN', at: OPENED + 1, key: 'interruption/proof', madeAt: at('2026-05-06') },
      ...{ grade: 'arrived', channel: 'mail', written: true, deadlineAt: at('2026-05-21') },
    };
    const known = told(opened('free'), proof, proof);
    expect(known.context.demands).toHaveLength(1);
    expect(referralDemandIsOver(known.context, OPENED + 2)).toBe(true);
    const withdrawn = told(known, {
      ...{
        type: 'GRADE_CHANGED',
        at: OPENED + 3,
        key: 'interruption/proof',
        grade: 'none',
        deadlineAt: null,
      },
    });
    expect(referralDemandIsOver(withdrawn.context, OPENED + 4)).toBe(false);
  });
});
