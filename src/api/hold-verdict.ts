import type { StaffCommand } from '../cases/commands';
import type { HoldKind } from '../domain/vocabulary';

/** The verdict by which a hold of that kind ordinarily ends. */
export function verdictOf(kind: HoldKind): Extract<StaffCommand, { kind: 'clear_hold' }>['verdict'] {
  if (kind === 'complaint') return 'answered';
  return kind === 'payment_claimed' ? 'not_found' : 'lifted';
}
