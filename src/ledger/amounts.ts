import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { type Explained, type ExplainedLine, explainClaimable } from '../domain/explain';
import { type AccountCharge, readAccounts } from './charge-facts';

/** An account's claimable with its reasons, each charge under its object, item and period. */
export type ExplainedAccount = Omit<Explained, 'lines'> & {
  ledgerVersion: number;
  /** credit of the account on that day, netted or not */
  creditFen: number;
  lines: (ExplainedLine & Pick<AccountCharge, 'objectId' | 'item' | 'periodFrom' | 'periodTo'>)[];
};

/** @returns null when there is no such account */
export async function explainAccount(
  tx: Tx,
  accountId: string,
  day: CivilDay,
): Promise<ExplainedAccount | null> {
  const [account] = await readAccounts(tx, [accountId], day);
  if (!account) return null;
  const { lines, ...explained } = explainClaimable(day, account.charges, account);
  const byId = new Map(account.charges.map((charge) => [charge.id, charge]));
  return {
    ...explained,
    ledgerVersion: account.ledgerVersion,
    creditFen: account.prepaidFen,
    lines: lines.flatMap((line) => {
      const charge = byId.get(line.chargeId);
      if (!charge) return [];
      const { objectId, item, periodFrom, periodTo } = charge;
      return [{ ...line, objectId, item, periodFrom, periodTo }];
    }),
  };
}
