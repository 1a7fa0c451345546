import type { Context } from '../context';
import { withSystemScope } from '../db/scope';

type Counted<Fields> = (Fields & { count: number })[];

/** The figures behind `/metrics`: by community, never by account or person. */
export function readFigures(context: Context) {
  return withSystemScope(context, async (tx) => {
    const cases = await tx.$queryRaw<Counted<{ community: string; level: number }>>`
      select "communityId" as community, level, count(*)::int as count from dunning_case where status = 'open' group by 1, 2`;
    const held = await tx.$queryRaw<Counted<{ community: string; hold: string }>>`
      select "communityId" as community, unnest("holdKinds") as hold, count(*)::int as count from dunning_case
      where status = 'open' group by 1, 2`;
    const tasks = await tx.$queryRaw<Counted<{ community: string; kind: string; overdue: boolean }>>`
      select "communityId" as community, kind, escalation > 0 as overdue, count(*)::int as count from task
      where status in ('open', 'started') group by 1, 2, 3`;
    const contacts = await tx.$queryRaw<Counted<{ community: string; channel: string; outcome: string }>>`
      select "communityId" as community, channel, outcome, count(*)::int as count from contact group by 1, 2, 3`;
    const steps = await tx.$queryRaw<Counted<{ community: string; end: string; reason: string }>>`
      select "communityId" as community, coalesce("end", 'none') as end, coalesce("endReason", '') as reason,
             count(*)::int as count from planned_step group by 1, 2, 3`;
    const outbox = await tx.$queryRaw<Counted<{ community: string; lagSeconds: number }>>`
      select "communityId" as community, count(*)::int as count,
             greatest(0, extract(epoch from clock_timestamp() - min("notBefore")))::float8 as "lagSeconds"
      from signal_outbox where "sentAt" is null and "cancelledAt" is null group by 1`;
    return { cases, held, tasks, contacts, steps, outbox };
  });
}
