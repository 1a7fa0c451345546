import type { Context } from '../../context';
import { withScope } from '../../db/scope';

/** What the database says against laws 2, 3 and 8 of a case, over every contact of the community. Each list is empty where they were kept. */
export type Breach = { law: string; room: string; at: string; what: string };

type Row = { label: string; at: Date; what: string };

/**
 * Contacts to whoever owed nothing or was held, in the night, or more than the budget: read from the rows of `contact`, beside the product's
 * own judgement and not by it.
 */
export async function findBreaches(
  context: Pick<Context, 'db'>,
  communityId: string,
  toleranceFen: number,
): Promise<Breach[]> {
  return withScope(context, communityId, async (tx) => {
    const owedNothing = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel as what
      from contact c join account a on a.id = c."accountId"
      left join ledger_event e on e."accountId" = c."accountId" and e.version = c."ledgerVersion"
      where c."communityId" = ${communityId}::uuid and c.class <> 'service'
        and (c."claimableFen" <= ${toleranceFen} or e."claimableFen" <= ${toleranceFen})`;
    const held = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel || ' under ' || h.kind as what
      from contact c join account a on a.id = c."accountId" join hold h on h."accountId" = c."accountId"
      where c."communityId" = ${communityId}::uuid and c.class <> 'service'
        and split_part(c."stepKey", '/', 3) not like 'safeguard~%'
        and h."beganAt" < c."claimedAt" and (h."endedAt" is null or h."endedAt" > c."claimedAt")`;
    const unreleased = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel as what
      from contact c join account a on a.id = c."accountId" join dunning_case d on d.id = c."caseId"
      where c."communityId" = ${communityId}::uuid and c.class <> 'service'
        and split_part(c."stepKey", '/', 3) not like 'safeguard~%'
        and not exists (select from evidence_entry e where e."caseId" = d.id and e.kind = 'released'
          and e.at <= c."claimedAt")`;
    const night = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel as what
      from contact c join account a on a.id = c."accountId" join community m on m.id = c."communityId"
      where c."communityId" = ${communityId}::uuid
        and ((c."claimedAt" at time zone m.zone)::time >= '21:30' or (c."claimedAt" at time zone m.zone)::time < '08:00')`;
    const budget = await tx.$queryRaw<Row[]>`
      with counted as (
        select c.*, a.label, c."claimedOn"::date as day from contact c join account a on a.id = c."accountId"
        where c."communityId" = ${communityId}::uuid and c.class = 'dunning' and not c.attempt
          and c.outcome not in ('lost', 'not_called') and c."exemptionId" is null
      )
      select one.label, one."claimedAt" as at, one.channel || ' over the budget' as what
      from counted one
      join lateral (
        select count(*) filter (where other.day = one.day) as today,
          count(*) filter (where other.day > one.day - 7) as week,
          count(*) filter (where other.day > one.day - 30) as month
        from counted other
        where other."personIndex" = one."personIndex" and other."claimedAt" <= one."claimedAt"
      ) n on true
      where n.today > 1 or n.week > 2 or n.month > case when one.level = 3 then 5 else 4 end`;
    const formal = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel || ': a second notice within 30 days' as what
      from contact c join account a on a.id = c."accountId"
      where c."communityId" = ${communityId}::uuid and c.class = 'formal' and not c.attempt
        and split_part(c."stepKey", '/', 3) not like 'safeguard~%'
        and exists (select from contact o where o."accountId" = c."accountId" and o.class = 'formal' and not o.attempt
          and o."claimedOn"::date > c."claimedOn"::date - 30 and o."claimedAt" < c."claimedAt"
          and split_part(o."stepKey", '/', 2) <> split_part(c."stepKey", '/', 2))`;
    const barred = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel || ' to an address that was closed' as what
      from contact c join account a on a.id = c."accountId"
      join address d on d."communityId" = c."communityId" and d.kind = c."addressKind" and d."valueIndex" = c."addressIndex"
      where c."communityId" = ${communityId}::uuid and d."statusAt" < c."claimedAt"
        and (d.status in ('dead', 'wrong') or c.channel = any(d."optedOut"))`;
    const unapproved = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c."templateId" as what
      from contact c join account a on a.id = c."accountId"
      where c."communityId" = ${communityId}::uuid and c."templateId" is not null
        and not exists (select from text_template t
          where t."communityId" = c."communityId" and t.code || '@' || t.version = c."templateId"
            and t."approvedById" is distinct from t."proposedById" and t."approvedAt" <= c."realClaimedAt"
            and (t."retiredAt" is null or t."retiredAt" >= c."realClaimedAt"))`;
    const unconsented = await tx.$queryRaw<Row[]>`
      select a.label, c."claimedAt" as at, c.channel as what
      from contact c join account a on a.id = c."accountId"
      where c."communityId" = ${communityId}::uuid and split_part(c."stepKey", '/', 3) like 'safeguard~%'
        and (select count(distinct w."byId") from limitation_answer w join limitation_request r on r.id = w."requestId"
          where r.id::text = split_part(split_part(c."stepKey", '/', 3), '~', 2) and w.approved
            and w."byId" <> r."requestedById" and w.at <= c."claimedAt") < 2`;
    return [
      ...breaches('2: a safeguard without its two consents', unconsented),
      ...breaches('2: asked of somebody who owes nothing', owedNothing),
      ...breaches('2: asked under a hold', held),
      ...breaches('2: asked before the release', unreleased),
      ...breaches('3: in the night', night),
      ...breaches('3: over the budget', [...budget, ...formal]),
      ...breaches('3: by a closed address', barred),
      ...breaches('8: in words that were not in force', unapproved),
    ];
  });
}

function breaches(law: string, rows: readonly Row[]): Breach[] {
  return rows.map(({ label, at, what }) => ({ law, room: label, at: at.toISOString(), what }));
}

export type Counted = { messages: number; spoken: number; papers: number; attempts: number };

/** Contacts made to each account, by its label. */
export async function countContacts(
  context: Pick<Context, 'db'>,
  communityId: string,
): Promise<Map<string, Counted>> {
  const rows = await withScope(
    context,
    communityId,
    (tx) => tx.$queryRaw<(Counted & { label: string })[]>`
      select a.label,
        count(*) filter (where c.channel in ('sms', 'email', 'wechat') and not c.attempt)::int as messages,
        count(*) filter (where c.channel in ('call', 'visit') and not c.attempt)::int as spoken,
        count(*) filter (where c.channel in ('post', 'mail') and not c.attempt)::int as papers,
        count(*) filter (where c.attempt)::int as attempts
      from contact c join account a on a.id = c."accountId"
      where c."communityId" = ${communityId}::uuid group by a.label`,
  );
  return new Map(rows.map(({ label, ...counted }) => [label, counted]));
}
