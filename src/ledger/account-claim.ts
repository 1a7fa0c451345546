import type { CommunityTime } from '../communities/time';
import type { Claimable, ClaimableLine } from '../domain/claimable';
import type { AccountCharge } from './charge-facts';

/** When something happens to a ledger, on its community's clock. */
export type LedgerTime = Pick<CommunityTime, 'now' | 'today'>;

/** What the account may be asked for, with its lines and what it is made of. */
export type AccountClaim = Omit<Claimable, 'lines'> & {
  accountId: string;
  ledgerVersion: number;
  lines: (ClaimableLine & Pick<AccountCharge, 'objectId' | 'item' | 'periodFrom' | 'periodTo'>)[];
  /** Charges whose amount is objected to or in doubt: they bar a referral */
  openDisputes: string[];
  /** Billing periods with principal left, overdue */
  periodsOwed: number;
};
