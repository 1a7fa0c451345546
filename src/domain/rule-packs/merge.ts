import { type CivilDay, partsOf } from '../civil-day';
import type { Fen } from '../money';
import type { Exam, Mark, MeansRule, Posting, RulePack, WordRule } from './schema';
import { packKey } from './schema';

/** A value with the packs that brought it: what is shown beside a rule, for counsel to review. */
export type Ruled<T> = {
  value: T;
  from: { pack: string; source: string; mark: Mark; note: string | null }[];
};

/** 本小区适用的规则 What holds in a place under all of its packs together. */
export type RulesOfPlace = {
  /** `national@1`, in their order */
  packs: readonly string[];
  words: readonly (WordRule & { pack: string })[];
  means: readonly (MeansRule & { pack: string })[];
  posting: Ruled<Posting>;
  committee: Ruled<{ wanted: boolean; waitingDays: number }>;
  exams: readonly (Exam & { pack: string })[];
  smallClaims: readonly Ruled<{ year: number; ceilingFen: Fen }>[];
  lpr: readonly Ruled<{ on: CivilDay; annual: number }>[];
  lateFee: Ruled<{ warnAboveDailyRate: number; lprMultiple: number }>;
  noticePeriods: Ruled<{ byHandDays: number; byMailDays: number }>;
};

/**
 * Several packs as one, by the strictest of each field, so that a pack can add and never loosen. Pure.
 *
 * | field | the strictest is |
 * |---|---|
 * | words, means | every pack's, each looked for; a pack's `honest` excuses only its own words |
 * | posting | sealed if any asks for it; name, amount and phone only where all allow it; the room `never` if any says so |
 * | committee | wanted if any wants it; the longest wait |
 * | exams | the days of all |
 * | smallClaims | the lowest ceiling of a year |
 * | lpr | of each day the lowest stated: a late fee is warned of sooner |
 * | lateFee | the lowest rate, the lowest multiple |
 * | noticePeriods | the most days, each way by itself |
 *
 * @param packs one of them, the national one, speaks of every field
 * @throws {Error} a field that none speaks of
 */
export function mergePacks(packs: readonly RulePack[]): RulesOfPlace {
  const ofAll = <T>(read: (pack: RulePack) => readonly T[]) =>
    packs.flatMap((pack) => read(pack).map((entry) => ({ ...entry, pack: packKey(pack) })));
  return {
    packs: packs.map(packKey),
    words: ofAll(({ words }) => words),
    means: ofAll(({ means }) => means),
    posting: strictest(packs, 'posting', (a, b) => ({
      sealed: a.sealed || b.sealed,
      name: a.name && b.name,
      amount: a.amount && b.amount,
      phone: a.phone && b.phone,
      room: a.room === 'never' ? a.room : b.room,
    })),
    committee: strictest(packs, 'committee', (a, b) => ({
      wanted: a.wanted || b.wanted,
      waitingDays: Math.max(a.waitingDays, b.waitingDays),
    })),
    exams: ofAll(({ exams }) => exams),
    smallClaims: lowest(
      packs,
      ({ smallClaims }) => smallClaims,
      ({ year }) => String(year),
      (entry) => entry.ceilingFen,
    ).map(({ entry, from }) => ({ value: { year: entry.year, ceilingFen: entry.ceilingFen }, from })),
    lpr: lowest(
      packs,
      ({ lpr }) => lpr,
      ({ from }) => from,
      (entry) => entry.annual,
    ).map(({ entry, from }) => ({ value: { on: entry.from, annual: entry.annual }, from })),
    lateFee: strictest(packs, 'lateFee', (a, b) => ({
      warnAboveDailyRate: Math.min(a.warnAboveDailyRate, b.warnAboveDailyRate),
      lprMultiple: Math.min(a.lprMultiple, b.lprMultiple),
    })),
    noticePeriods: strictest(packs, 'noticePeriods', (a, b) => ({
      byHandDays: Math.max(a.byHandDays, b.byHandDays),
      byMailDays: Math.max(a.byMailDays, b.byMailDays),
    })),
  };
}

type Single = 'posting' | 'committee' | 'lateFee' | 'noticePeriods';
type ValueOf<F extends Single> = NonNullable<RulePack[F]>['value'];

function strictest<F extends Single>(
  packs: readonly RulePack[],
  field: F,
  stricter: (a: ValueOf<F>, b: ValueOf<F>) => ValueOf<F>,
): Ruled<ValueOf<F>> {
  const entries = packs.flatMap((pack) => {
    const entry = pack[field];
    return entry ? [{ value: entry.value as ValueOf<F>, from: whence(pack, entry) }] : [];
  });
  const [first, ...others] = entries;
  if (!first) throw new Error(`no rule pack speaks of ${field}`);
  return {
    value: others.reduce((sofar, { value }) => stricter(sofar, value), first.value),
    from: entries.map(({ from }) => from),
  };
}

type Rests = { source: string; mark: Mark; note?: string | undefined };

function whence(pack: RulePack, { source, mark, note }: Rests): Ruled<unknown>['from'][number] {
  return { pack: packKey(pack), source, mark, note: note ?? null };
}

/** Of a table the lowest of each row, in the order of the rows. */
function lowest<T extends Rests>(
  packs: readonly RulePack[],
  table: (pack: RulePack) => readonly T[],
  rowOf: (entry: T) => string,
  measure: (entry: T) => number,
): { entry: T; from: Ruled<unknown>['from'] }[] {
  const rows = new Map<string, { entry: T; from: Ruled<unknown>['from'] }>();
  for (const pack of packs) {
    for (const entry of table(pack)) {
      const known = rows.get(rowOf(entry));
      const from = [...(known?.from ?? []), whence(pack, entry)];
      const entryOfRow = known && measure(known.entry) <= measure(entry) ? known.entry : entry;
      rows.set(rowOf(entry), { entry: entryOfRow, from });
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

// ── What of it holds on a day ──────────────────────────────────────────────────────────────────────────────────────────

/** The LPR of one year in force on a day; null before the first that is known. */
export function lprOn({ lpr }: RulesOfPlace, day: CivilDay): RulesOfPlace['lpr'][number] | null {
  return lpr.findLast(({ value }) => value.on <= day) ?? null;
}

/** 小额诉讼 ceiling of the year in which it would be filed; null: it is not known, and the procedure is not offered. */
export function smallClaimsCeiling(
  { smallClaims }: RulesOfPlace,
  day: CivilDay,
): RulesOfPlace['smallClaims'][number] | null {
  const [year] = partsOf(day);
  return smallClaims.find(({ value }) => value.year === year) ?? null;
}
