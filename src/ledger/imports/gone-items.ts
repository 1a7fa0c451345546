import type { Tx } from '../../db/scope';
import type { DifferenceItem } from './difference-item';
import type { GoneCharge } from './gone';

/** 台账消失, by account: it is decided for all of an account's charges at once. */
export async function goneItems(
  tx: Tx,
  gone: readonly GoneCharge[],
  after: string | null,
  limit: number,
): Promise<DifferenceItem[]> {
  const accountIds = [...new Set(gone.map(({ accountId }) => accountId))].sort();
  const shown = new Set(accountIds.filter((id) => after === null || id > after).slice(0, limit + 1));
  const rows = await tx.charge.findMany({
    where: { id: { in: gone.filter(({ accountId }) => shown.has(accountId)).map((one) => one.chargeId) } },
    select: { id: true, item: true, periodFrom: true, periodTo: true, dueOn: true },
  });
  const accounts = await tx.account.findMany({
    where: { id: { in: [...shown] } },
    select: { id: true, label: true },
  });
  const labels = new Map(accounts.map(({ id, label }) => [id, label]));
  const charges = new Map(rows.map((row) => [row.id, row]));
  return [...shown].map((accountId) => ({
    key: accountId,
    rowNumber: null,
    accountId,
    label: labels.get(accountId) ?? '',
    left: false,
    lines: gone
      .filter((one) => one.accountId === accountId)
      .map(({ chargeId, outstandingFen }) => {
        const { id: _, ...charge } = charges.get(chargeId) ?? {
          id: chargeId,
          ...{ item: null, periodFrom: null, periodTo: null, dueOn: null },
        };
        return { chargeId, ...charge, beforeFen: outstandingFen, afterFen: 0 };
      }),
    ...{ nameBefore: null, nameAfter: null, phones: [], prepaid: null, payment: null },
  }));
}
