import type { Tx } from '../../db/scope';
import type { BatchFacts } from './chunk';
import type { Summary } from './summary';

export type GoneCharge = { chargeId: string; accountId: string; outstandingFen: number };

/**
 * 台账消失: overdue charges of which something is outstanding here, in a building and of an item that the file speaks of, which are not
 * in it. Where a row was bad, nothing of its room counts; a file of mended rows is a part and says nothing of the rest.
 */
export async function goneCharges(
  tx: Tx,
  batch: BatchFacts & { createdAt: Date },
  scope: Summary['scope'],
  afterAccountId: string | null,
  limit: number,
  keptAccountIds: readonly string[] = [],
): Promise<GoneCharge[]> {
  if (batch.kind !== 'ledger' || scope.isPart) return [];
  const { buildings, items } = scope;
  return tx.$queryRaw<GoneCharge[]>`
    with seen as materialized (
      select coalesce(line->>'replacesId', line->>'chargeId')::uuid as id
      from import_row r cross join lateral jsonb_array_elements(r.difference->'charges') line
      where r."batchId" = ${batch.id}::uuid
    ), unreadable as materialized (
      select distinct "accountKey" as label from import_row where "batchId" = ${batch.id}::uuid and verdict = 'bad'
    ), page as (
      select a.id from account a
      where a."communityId" = ${batch.communityId}::uuid and (${afterAccountId}::uuid is null or a.id > ${afterAccountId}::uuid)
        and coalesce(a.building, '') = any(${buildings}::text[]) and a.id <> all(${[...keptAccountIds]}::uuid[])
        and not exists (select from unreadable u where u.label = a.label)
    ), open as (
      select c.id, c."accountId", c.fen from page cross join lateral (select c.id, c."accountId", c."amountFen"
        - coalesce((select sum(w."amountFen") from waiver w where w."chargeId" = c.id and w.part = 'principal'), 0)
        - coalesce((select sum(l."amountFen") from allocation l left join payment p on p.id = l."paymentId"
            where l."chargeId" = c.id and l.part = 'principal' and (p.id is null or p.status = 'booked')), 0) as fen
      from charge c
      where c."accountId" = page.id and c.status = 'standing' and c."proratedFromId" is null and c."dueOn" < ${batch.asOf} and c.item = any(${items}::text[])
        and c."createdAt" < ${batch.createdAt} and coalesce(c."statedOn", '') <= ${batch.asOf}
        and (c."disputedAt" is null or c."disputeId" is not null)
      offset 0) c
      where not exists (select from seen where seen.id = c.id)
    )
    select id as "chargeId", "accountId", fen::int as "outstandingFen" from open
    where fen > 0 order by "accountId", id limit ${limit}`;
}

export async function goneTotals(
  tx: Tx,
  batch: BatchFacts & { createdAt: Date },
  scope: Summary['scope'],
): Promise<{ rows: number; accounts: number; fen: number }> {
  const all = await goneCharges(tx, batch, scope, null, 1_000_000);
  return {
    rows: all.length,
    accounts: new Set(all.map(({ accountId }) => accountId)).size,
    fen: all.reduce((sum, { outstandingFen }) => sum + outstandingFen, 0),
  };
}

export type GoneAs = 'paid' | 'waived' | 'cancelled' | 'doubt';

/** For all, and by account where finance decided otherwise; keep: its charges stand. */
export type GoneDecisions = { all: GoneAs; byAccount: Readonly<Record<string, GoneAs | 'keep'>> };

/**
 * What is gone counts as paid, unless finance says otherwise. But a file from which more is gone than it holds is hardly the whole ledger:
 * then what is gone is left in doubt, out of the claimable sum, until somebody knows. Nobody is dunned and nobody is forgiven by a fragment.
 */
export function defaultGoneAs({
  good,
  same,
  differences,
}: Pick<Summary, 'good' | 'same' | 'differences'>): GoneAs {
  return differences.gone.rows > good + same ? 'doubt' : 'paid';
}
