import type { Role } from './roles';

/**
 * Who may do what, as data, in the order of the columns of the roles matrix. What is not named
 * here nobody may. Amounts, days and counts beside it are the policy's (`approvals`, `manualPauseDays`); that two persons are needed
 * is checked where the second one acts.
 */
export const PERMISSIONS = {
  // 案件, 全号
  'case.read': [
    'agent',
    'supervisor',
    'finance',
    'manager',
    'company',
    'counsel',
    'lawyer',
    'auditor',
    'system',
  ],
  'number.reveal': ['agent', 'supervisor', 'manager', 'counsel', 'lawyer'],
  // 电话上门, 改联系人
  'contact.act': ['agent', 'supervisor', 'manager'],
  'visit.accompany': ['support'],
  'contact_data.change': ['agent', 'supervisor', 'manager'],
  'contact_data.request': ['agent', 'supervisor', 'finance', 'manager', 'counsel'],
  // 判因, 级别
  'cause.request': ['agent', 'supervisor', 'manager'],
  'cause.confirm': ['supervisor', 'manager'],
  'level.decide': ['supervisor', 'manager'],
  // 同号多户: 并户, 拆户
  'account.join': ['supervisor', 'manager'],
  // 责任主体: 共有、出租、身故后的遗产
  'liability.record': ['supervisor', 'manager'],
  // 承诺, 分期, 减免
  'promise.record': ['agent', 'supervisor', 'manager'],
  'plan.request': ['agent', 'supervisor', 'manager'],
  'plan.approve': ['supervisor', 'manager', 'company'],
  'plan.review_text': ['counsel'],
  'waiver.request': ['agent', 'supervisor', 'manager'],
  'waiver.approve': ['supervisor', 'manager', 'company'],
  'waiver.book': ['finance'],
  // 异议
  'dispute.open': ['agent', 'supervisor', 'manager'],
  'dispute.handle': ['supervisor', 'manager'],
  'dispute.answer': ['supervisor', 'support', 'manager'],
  'dispute.answer_amount': ['supervisor', 'finance', 'manager'],
  // 暂停
  'hold.set': ['agent', 'supervisor', 'manager'],
  'hold.legal_stay': ['counsel'],
  'pause.building': ['manager'],
  'pause.community': ['company'],
  'pause.everything': ['admin'],
  // 豁免
  'exemption.request': ['agent', 'supervisor', 'manager'],
  'exemption.approve': ['supervisor', 'manager'],
  // 导入
  'import.run': ['finance'],
  'import.read': ['supervisor', 'finance', 'manager', 'company', 'counsel', 'auditor'],
  'import.mapping': ['finance', 'admin'],
  // 收款红冲
  'payment_claim.record': ['agent', 'supervisor', 'manager'],
  'payment_claim.verify': ['finance'],
  'payment.report': ['lawyer'],
  'payment.read': ['supervisor', 'finance', 'manager', 'company', 'counsel', 'auditor'],
  'payment.record': ['finance'],
  'payment.reverse': ['finance'],
  'payment.check': ['finance'],
  'receipts.confirm': ['finance'],
  'refund.approve': ['manager'],
  'write_off.approve': ['company'],
  // 放行
  'wave.read': ['supervisor', 'finance', 'manager', 'company', 'auditor'],
  'wave.release': ['supervisor', 'manager'],
  'wave.release_first': ['manager'],
  'wave.stop': ['supervisor', 'manager', 'company'],
  // 签发用印
  'notice.draft': ['agent', 'supervisor', 'manager'],
  'notice.review': ['supervisor', 'manager'],
  'notice.verify_amount': ['finance'],
  'notice.review_text': ['counsel'],
  'notice.approve': ['manager'],
  'lawyer_letter.issue': ['lawyer'],
  // 法律移交, 时效
  'referral.request': ['supervisor', 'manager'],
  'referral.verify_amount': ['finance'],
  'referral.review': ['counsel'],
  'referral.approve': ['manager', 'company', 'counsel'],
  'limitation.read': ['supervisor', 'finance', 'manager', 'company', 'counsel', 'auditor'],
  'limitation.record': ['supervisor', 'manager', 'counsel'],
  'limitation.arrange': ['finance', 'manager'],
  'safeguard.request': ['supervisor', 'manager', 'counsel'],
  // 小区资料柜, 业委会督促, 证件号
  'dossier.keep': ['supervisor', 'manager', 'counsel'],
  'safeguard.approve': ['manager', 'counsel'],
  'counsel.confirm': ['counsel'],
  'legal.progress': ['counsel', 'lawyer'],
  // 政策模板
  'policy.read': ['agent', 'supervisor', 'manager', 'company', 'counsel', 'auditor'],
  'policy.change': ['manager'],
  'policy.approve': ['company'],
  'rules.change': ['manager', 'counsel'],
  'text.change': ['supervisor', 'manager'],
  'text.approve': ['manager', 'company', 'counsel'],
  'channel.configure': ['admin'],
  'calendar.change': ['manager', 'admin'],
  // 抽查
  spot_check: ['supervisor', 'manager', 'company'],
  // 导出明细
  'export.request': ['supervisor', 'manager'],
  'export.approve': ['manager', 'company'],
  'export.run': ['finance', 'manager', 'company'],
  'export.case_file': ['counsel', 'lawyer'],
  // 日志, 账号
  'log.own': [
    'agent',
    'supervisor',
    'finance',
    'support',
    'manager',
    'company',
    'counsel',
    'lawyer',
    'auditor',
    'admin',
  ],
  'log.community': ['supervisor', 'manager', 'company', 'auditor', 'admin'],
  'evidence.verify': ['counsel', 'auditor'],
  'accounts.request': ['manager'],
  'accounts.read': ['auditor', 'admin'],
  'accounts.manage': ['admin'],
  // 请假, 代班, 交接
  'staff.arrange': ['supervisor', 'manager', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function can(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return roles.includes(role);
}

export function permissionsOf(role: Role): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => can(role, permission));
}

/** Which cases of those he may read at all a role gets to see. */
export type CaseScope =
  | 'own_buildings'
  | 'community'
  | 'own_communities'
  | 'from_level_3'
  | 'assigned'
  | 'masked'
  | 'none';

export function caseScope(role: Role): CaseScope {
  switch (role) {
    case 'agent':
      return 'own_buildings';
    case 'supervisor':
    case 'finance':
    case 'manager':
    case 'system':
      return 'community';
    case 'company':
      return 'own_communities';
    case 'counsel':
      return 'from_level_3';
    case 'lawyer':
      return 'assigned';
    case 'auditor':
      return 'masked';
    case 'support':
    case 'admin':
      return 'none';
    default: {
      const never: never = role;
      throw new Error(`unknown role: ${never}`);
    }
  }
}
