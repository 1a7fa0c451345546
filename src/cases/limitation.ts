import { z } from 'zod';
import type { Tx } from '../db/scope';
import { gradeSchema } from '../domain/channel';
import { type CivilDay, civilDaySchema, earlierDay } from '../domain/civil-day';
import { INTERRUPTION_KINDS, type Interruption, isPastLimitation, limitationOf } from '../domain/limitation';
import type { AccountClaim } from '../ledger/claimable';
import type { InterruptionSource } from './limitation-record';

/** An interruption with where it comes from; `recordId`: the row that a person recorded, and may withdraw. */
export type LedgerInterruption = Interruption & {
  source: 'contact' | 'payment' | InterruptionSource;
  recordId: string | null;
};

const rowSchema = z.object({
  chargeId: z.string(),
  onDay: civilDaySchema,
  kind: z.enum(INTERRUPTION_KINDS),
  grade: gradeSchema,
  confirmed: z.boolean(),
  evidenceId: z.string(),
  source: z.enum(['contact', 'payment', 'staff', 'hold', 'milestone', 'safeguard', 'brought_in']),
  recordId: z.string().nullable(),
});

/**
 * 时效中断台账 What restarted the period of each charge, or would have if it were proven: demands as they were graded, part payments, and what
 * people recorded. A demand speaks of the charges that were the account's on its day (a notice, of those that it names): one that moved since
 * has the demands of where it was, and a corrected bill those of the bill that it replaced.
 */
export async function interruptionsOf(
  tx: Tx,
  chargeIds: readonly string[],
): Promise<Map<string, LedgerInterruption[]>> {
  const found = new Map<string, LedgerInterruption[]>();
  if (chargeIds.length === 0) return found;
  const rows = await tx.$queryRaw<unknown[]>`
    select "chargeId"::text, "onDay", kind, grade, confirmed, "evidenceId", source, "recordId"::text
    from cuijiao_charge_interruptions(${[...chargeIds]}::uuid[])
    order by "onDay", "evidenceId"`;
  for (const row of rows) {
    const { chargeId, onDay, ...interruption } = rowSchema.parse(row);
    found.set(chargeId, [...(found.get(chargeId) ?? []), { ...interruption, on: onDay }]);
  }
  return found;
}

/**
 * The day before which the account's next claim lapses, on the earlier reading: what its case hurries for. Null when nothing is owed, and
 * when all that is owed is past limitation already: there is nothing left to save by hurrying.
 */
export async function limitationOn(
  tx: Tx,
  claim: Pick<AccountClaim, 'lines'>,
  today: CivilDay,
): Promise<CivilDay | null> {
  const owed = claim.lines.filter(({ principalLeftFen }) => principalLeftFen > 0);
  const dates = [...(await actBeforeOf(tx, owed)).values()].filter((day) => !isPastLimitation(day, today));
  return dates.length === 0 ? null : dates.reduce(earlierDay);
}

/** The day before which the account's first claim lapses, or has lapsed; an account that owes nothing is not among them. */
export async function limitationsOf(
  tx: Tx,
  claims: ReadonlyMap<string, Pick<AccountClaim, 'lines'>>,
): Promise<Map<string, CivilDay>> {
  const owed = [...claims].map(
    ([accountId, { lines }]) =>
      [accountId, lines.filter(({ principalLeftFen }) => principalLeftFen > 0)] as const,
  );
  const dates = await actBeforeOf(
    tx,
    owed.flatMap(([, lines]) => lines),
  );
  return new Map(
    owed.flatMap(([accountId, lines]) => {
      const days = lines.flatMap(({ chargeId }) => dates.get(chargeId) ?? []);
      return days.length === 0 ? [] : [[accountId, days.reduce(earlierDay)] as const];
    }),
  );
}

/** Of each charge the day before which to act, on the earlier reading. */
export async function actBeforeOf(
  tx: Tx,
  charges: readonly { chargeId: string; dueOn: CivilDay }[],
): Promise<Map<string, CivilDay>> {
  const interruptions = await interruptionsOf(
    tx,
    charges.map(({ chargeId }) => chargeId),
  );
  return new Map(
    charges.map(({ chargeId, dueOn }) => [
      chargeId,
      limitationOf({ dueOn, lastInstalmentDueOn: null, interruptions: interruptions.get(chargeId) ?? [] })
        .actBefore,
    ]),
  );
}
