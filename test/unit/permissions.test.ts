import { can, caseScope, PERMISSIONS, type Permission, permissionsOf } from '../../src/domain/permissions';
import { ROLES } from '../../src/domain/roles';

describe('who may do what', () => {
  it.each<[string, Permission, string[]]>([
    ['reveal a full number', 'number.reveal', ['agent', 'supervisor', 'manager', 'counsel', 'lawyer']],
    ['set a cause', 'cause.confirm', ['supervisor', 'manager']],
    ['import a ledger', 'import.run', ['finance']],
    ['reverse a payment', 'payment.reverse', ['finance']],
    ['release the first wave', 'wave.release_first', ['manager']],
    ['approve a referral', 'referral.approve', ['manager', 'company', 'counsel']],
    ['write off', 'write_off.approve', ['company']],
    ['issue a lawyer’s letter', 'lawyer_letter.issue', ['lawyer']],
    ['manage accounts', 'accounts.manage', ['admin']],
  ])('may %s', (_what, permission, roles) => {
    expect(ROLES.filter((role) => can(role, permission))).toEqual(roles);
  });

  it('keeps the desk that answers a complaint from cases and numbers', () => {
    expect(can('support', 'case.read')).toBe(false);
    expect(can('support', 'number.reveal')).toBe(false);
    expect(can('support', 'dispute.answer')).toBe(true);
  });

  it('lets the auditor read and do nothing', () => {
    const acts = permissionsOf('auditor').filter(
      (permission) => !/\.read$|^log\.|^evidence\.verify$/.test(permission),
    );
    expect(acts).toEqual([]);
    expect(caseScope('auditor')).toBe('masked');
  });

  it('keeps the administrator from the money and the people', () => {
    for (const permission of ['case.read', 'number.reveal', 'payment.record', 'wave.release'] as const) {
      expect(can('admin', permission)).toBe(false);
    }
  });

  it('leaves nothing that nobody may do', () => {
    for (const roles of Object.values(PERMISSIONS)) expect(roles.length).toBeGreaterThan(0);
  });
});
