import { fen } from '../../src/domain/money';
import { mayApproveAmount, mayApprovePlan, mayExempt, referralApprovers } from '../../src/policy/approvals';
import { standard } from '../../src/policy/standard';

const { approvals } = standard.rules;

describe('who approves how much under 「标准」', () => {
  it('waivers of late fee: 客服 0, 主管 200, 负责人 2,000, 公司 above', () => {
    const may = (role: 'agent' | 'supervisor' | 'manager' | 'company', yuan: number) =>
      mayApproveAmount(approvals.waiveLateFee, role, fen(yuan * 100));
    expect(may('agent', 1)).toBe(false);
    expect(may('supervisor', 200)).toBe(true);
    expect(may('supervisor', 201)).toBe(false);
    expect(may('manager', 2000)).toBe(true);
    expect(may('company', 99_999)).toBe(true);
  });

  it('plans: 主管 3 instalments and 3,000, 负责人 6 and 10,000, 公司 above', () => {
    expect(mayApprovePlan(approvals, 'supervisor', { instalments: 3, totalFen: fen(300_000) })).toBe(true);
    expect(mayApprovePlan(approvals, 'supervisor', { instalments: 4, totalFen: fen(1) })).toBe(false);
    expect(mayApprovePlan(approvals, 'manager', { instalments: 6, totalFen: fen(1_000_001) })).toBe(false);
    expect(mayApprovePlan(approvals, 'company', { instalments: 6, totalFen: fen(9_000_000) })).toBe(true);
    expect(mayApprovePlan(approvals, 'finance', { instalments: 2, totalFen: fen(1) })).toBe(false);
  });

  it('referrals: 负责人 to 10,000 an account and 20 accounts, else 公司 and 法务', () => {
    expect(referralApprovers(approvals, { accounts: 20, largestFen: fen(1_000_000) })).toEqual(['manager']);
    expect(referralApprovers(approvals, { accounts: 21, largestFen: fen(1) })).toEqual([
      'company',
      'counsel',
    ]);
  });

  it('exemptions: 主管 1, 负责人 2 a month, nobody else', () => {
    expect(mayExempt(approvals, 'supervisor', 0)).toBe(true);
    expect(mayExempt(approvals, 'supervisor', 1)).toBe(false);
    expect(mayExempt(approvals, 'manager', 1)).toBe(true);
    expect(mayExempt(approvals, 'agent', 0)).toBe(false);
  });
});
