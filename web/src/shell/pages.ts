import { CalendarOutlined, ReconciliationOutlined } from '@ant-design/icons';
import type { ComponentType } from 'react';
import type { Permission } from '../../../src/domain/permissions';
import type { MyCommunity } from '../session';

type Page = {
  path: 'today' | 'month';
  word: 'shell.today' | 'shell.month';
  icon: ComponentType;
  /** any one of these */
  may: readonly Permission[];
};

/** The pages that have a place in the navigation, in its order; a role sees those that it may use. */
export const PAGES: readonly Page[] = [
  { path: 'today', word: 'shell.today', icon: CalendarOutlined, may: ['contact.act', 'visit.accompany'] },
  { path: 'month', word: 'shell.month', icon: ReconciliationOutlined, may: ['import.read', 'wave.read'] },
];

export function pagesOf({ permissions }: MyCommunity): Page[] {
  return PAGES.filter(({ may }) => may.some((permission) => permissions.includes(permission)));
}

export function firstPageOf(community: MyCommunity): string {
  return `/c/${community.id}/${pagesOf(community)[0]?.path ?? 'today'}`;
}
