import type { Tx } from '../db/scope';

/** Holds under which a charge that falls due is listed apart (domain.md, "The account and its case"). */
const holdsThatSetApart = ['instalment_plan', 'complaint', 'amount_dispute'];

/**
 * 本期新账单 by account: charges that fell due while an open case stood above level 1, in a plan or in a dispute. Read from the rows
 * that say so (the first step planned above level 1, the holds), so that it is a function of the database.
 */
export async function freshChargeIds(tx: Tx, accountIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ accountId: string; chargeId: string }[]>`
    with live as (
      select c.id, c."accountId", m.zone,
        (select min(p."plannedAt") from planned_step p where p."caseId" = c.id and p.level >= 2) as above
      from dunning_case c join community m on m.id = c."communityId"
      where c."accountId" = any(${[...accountIds]}::uuid[]) and c.status = 'open'
    )
    select live."accountId" as "accountId", charge.id as "chargeId"
    from live join charge on charge."accountId" = live."accountId" and charge.status = 'standing'
    where charge."dueOn" >= to_char(live.above at time zone live.zone, 'YYYY-MM-DD')
      or exists (
        select from hold h where h."caseId" = live.id and h.kind = any(${holdsThatSetApart})
          and charge."dueOn" >= to_char(h."beganAt" at time zone live.zone, 'YYYY-MM-DD')
          and (h."endedAt" is null or charge."dueOn" < to_char(h."endedAt" at time zone live.zone, 'YYYY-MM-DD'))
      )`;
  const byAccount = new Map<string, string[]>();
  for (const { accountId, chargeId } of rows) {
    byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), chargeId]);
  }
  return byAccount;
}
