import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { calendarOf } from '../policy/calendar-store';
import { waveOfImport } from './wave-rows';

/**
 * A ledger that makes an account owe more takes its case's release back in its own transaction, and puts it into the import's wave: between
 * the raise and the new consent there is no instant at which the old one still holds. What only lowers the amount leaves it.
 *
 * The caller holds the accounts' locks and has raised their versions for this batch, and has not locked a head of evidence yet: a release
 * locks wave, cases, heads, in this order.
 *
 * @returns accounts whose release was taken back
 */
export async function withdrawReleases(
  tx: Tx,
  { communityId, batchId }: { communityId: string; batchId: string },
  accountIds: readonly string[],
  time: { now: number; today: CivilDay },
): Promise<string[]> {
  if (accountIds.length === 0) return [];
  const raised = await tx.$queryRaw<{ id: string; accountId: string }[]>`
    select c.id, c."accountId"
    from account a
    join dunning_case c on c."accountId" = a.id and c.status = 'open'
    join ledger_event after on after."accountId" = a.id and after.version = a."ledgerVersion"
    left join ledger_event before on before."accountId" = a.id and before.version = a."ledgerVersion" - 1
    where a.id = any(${[...accountIds]}::uuid[]) and after."refId" = ${batchId}::uuid
      and after."principalFen" > coalesce(before."principalFen", 0)
    order by c.id`;
  if (raised.length === 0) return [];
  const waveId = await waveOfImport(tx, communityId, batchId, time, await calendarOf(tx, communityId));
  const ids = raised.map(({ id }) => id);
  await tx.$queryRaw`select id from dunning_case where id = any(${ids}::uuid[]) order by id for update`;
  await tx.dunningCase.updateMany({ where: { id: { in: ids } }, data: { waveId, releasedFromOn: null } });
  return raised.map(({ accountId }) => accountId);
}
