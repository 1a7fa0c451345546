import { BookOutlined, CalendarOutlined, PrinterOutlined, ReconciliationOutlined } from '@ant-design/icons';
import type { ComponentType } from 'react';
import type { Permission } from '../../../src/domain/permissions';
import type { MyCommunity } from '../session';

type Page = {
  path: 'today' | 'month' | 'paper' | 'rules';
  word: 'shell.today' | 'shell.month' | 'shell.paper' | 'shell.rules';
  icon: ComponentType;
  /** any one of these */
  may: readonly Permission[];
};

/** The pages that have a place in the navigation, in its order; a role sees those that it may use. */
export const PAGES: readonly Page[] = [
  {
    path: 'today',
    word: 'shell.today',
    icon: CalendarOutlined,
    may: [
      ...['contact.act', 'visit.accompany', 'payment_claim.verify', 'dispute.answer', 'referral.approve'],
      ...['counsel.confirm', 'legal.progress'],
    ] as Permission[],
  },
  { path: 'month', word: 'shell.month', icon: ReconciliationOutlined, may: ['import.read', 'wave.read'] },
  { path: 'paper', word: 'shell.paper', icon: PrinterOutlined, may: ['notice.draft'] },
  { path: 'rules', word: 'shell.rules', icon: BookOutlined, may: ['policy.read'] },
];

export function pagesOf({ permissions }: MyCommunity): Page[] {
  return PAGES.filter(({ may }) => may.some((permission) => permissions.includes(permission)));
}

/** Who brings the files in begins with them; everybody else with his day. */
export function firstPageOf(community: MyCommunity): string {
  const first = community.permissions.includes('import.run') ? 'month' : pagesOf(community)[0]?.path;
  return `/c/${community.id}/${first ?? 'today'}`;
}
