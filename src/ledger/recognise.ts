import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { asOfDate } from './imports/as-of';
import { type ImportKind, importKindSchema } from './mapping/fields';
import { type Guess, guessMapping, headingScore } from './mapping/guess';
import { savedMappings } from './mapping/mapping';
import { parseDay } from './reading/days';
import { openTable } from './reading/open-table';
import type { SourceTable } from './reading/table';

export type Candidate = { kind: ImportKind; fields: number; missing: string[] };

/** What a file probably is, by its headings: offered, never taken for granted. */
export type Recognised = {
  kind: ImportKind;
  /** Nothing that its kind needs is missing, and no other kind reads the headings as well */
  sure: boolean;
  candidates: Candidate[];
  headings: string[];
  notes: string[];
  guess: Guess;
  /** A mapping that was saved before and fits the headings: it is used */
  savedMapping: string | null;
  /** 数据截至, as the file says it; null: it says nothing, so it is asked */
  asOf: { day: CivilDay; from: 'rows' | 'note' | 'name' } | null;
};

/** Of two kinds that read the headings equally well, the one that is less often the other by accident. */
const ORDER: readonly ImportKind[] = ['payments', 'prepayments', 'receivables', 'ledger', 'owners'];

/**
 * @throws {UserError} FILE_…, HEADINGS_NOT_FOUND when it is no table of finance
 */
export async function recognise(
  tx: Tx,
  communityId: string,
  file: { path: string; name: string },
  today: CivilDay,
): Promise<Recognised> {
  const table = await openTable(file.path, (cells) =>
    Math.max(...importKindSchema.options.map((kind) => headingScore(kind, cells))),
  );
  const guesses = ORDER.map((kind) => ({ kind, guess: guessMapping(table.headings, kind) }));
  const candidates = guesses
    .map(({ kind, guess }) => ({ kind, ...worthOf(guess), guess }))
    .sort((a, b) => b.worth - a.worth);
  const [best, second] = candidates;
  if (!best) throw new Error('there is no kind of file');
  const saved = await savedMappings(tx, communityId, best.kind);
  const fits = saved.find(({ mapping }) =>
    [...Object.values(mapping.fields), ...Object.keys(mapping.items)].every((heading) =>
      table.headings.includes(heading),
    ),
  );
  return {
    kind: best.kind,
    sure:
      best.missing.length === 0 && (!second || second.worth < best.worth || isPlainReceivables(best, second)),
    candidates: candidates.map(({ kind, fields, missing }) => ({ kind, fields, missing })),
    headings: table.headings,
    notes: table.notes,
    guess: best.guess,
    savedMapping: fits?.name ?? null,
    asOf: await asOfOf(table, best.guess, file.name, today),
  };
}

/** Bills without a single column that only a ledger of arrears has. */
function isPlainReceivables(best: { kind: ImportKind }, second: { kind: ImportKind }): boolean {
  return best.kind === 'receivables' && second.kind === 'ledger';
}

/** A kind that lacks what it needs is worth less than any that does not. */
function worthOf({ mapping, missing }: Guess): { worth: number; fields: number; missing: string[] } {
  const fields = Object.keys(mapping.fields).length + Object.keys(mapping.items).length;
  return { worth: fields - missing.length * 100, fields, missing };
}

async function asOfOf(
  table: SourceTable,
  { mapping }: Guess,
  name: string,
  today: CivilDay,
): Promise<Recognised['asOf']> {
  const { day, from } = await asOfDate(table, mapping, null, today);
  if (from === 'rows' || from === 'note') return { day, from };
  const named = dayInName(name);
  return named === null || named > today ? null : { day: named, from: 'name' };
}

/** 欠费台账2026-11-01.xlsx, 欠费20261101.csv */
function dayInName(name: string): CivilDay | null {
  const found = /(20\d{2})[-_.年]?(\d{2})[-_.月]?(\d{2})/.exec(name);
  const parsed = found ? parseDay(`${found[1]}-${found[2]}-${found[3]}`, 'last') : null;
  return parsed?.ok ? parsed.day : null;
}
