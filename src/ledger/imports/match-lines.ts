import type { ChargeLine } from '../rows/content';
import type { Problem } from '../rows/problem';
import type { StandingCharge } from '../standing-charges';

export type LineIn = { rowNumber: number; line: ChargeLine; objectId: string; objectKind: string };

export type Deduplicated = {
  lines: LineIn[];
  /** rows of which nothing is left, because every line stood in an earlier row already */
  repeated: Map<number, number>;
  problems: Map<number, Problem>;
};

const lineKey = ({ line, objectId }: LineIn): string =>
  [objectId, line.item, line.from, line.to, line.sourceId ?? ''].join('|');

/** The same charge twice counts once; with two amounts it is for finance, and both rows stay out. */
export function deduplicate(all: readonly LineIn[]): Deduplicated {
  const first = new Map<string, LineIn>();
  const result: Deduplicated = { lines: [], repeated: new Map(), problems: new Map() };
  for (const one of all) {
    const known = first.get(lineKey(one));
    if (!known) {
      first.set(lineKey(one), one);
      continue;
    }
    if (JSON.stringify(known.line) === JSON.stringify(one.line)) {
      result.repeated.set(one.rowNumber, known.rowNumber);
      continue;
    }
    const reason = `第 ${known.rowNumber} 行与第 ${one.rowNumber} 行是同一笔应收，内容却不同，请核对后只留一行`;
    for (const rowNumber of [known.rowNumber, one.rowNumber]) {
      result.problems.set(rowNumber, { column: '费用项目', reason, severity: 'bad' });
    }
  }
  result.lines = [...first.values()].filter(({ rowNumber }) => !result.problems.has(rowNumber));
  return result;
}

export type Matched = { in: LineIn; charge: StandingCharge | null };

/** Finds the standing charge of each line: by the source's own id, by the charge's key, or for a space under its room's number. */
export function matchLines(
  lines: readonly LineIn[],
  charges: readonly StandingCharge[],
  kindOf: (objectId: string) => string | undefined,
): Matched[] {
  const free = new Set(charges);
  const found = new Map<LineIn, StandingCharge>();
  const pass = (fits: (line: LineIn, charge: StandingCharge) => boolean): void => {
    for (const line of lines) {
      if (found.has(line)) continue;
      const charge = [...free].find((candidate) => fits(line, candidate));
      if (!charge) continue;
      free.delete(charge);
      found.set(line, charge);
    }
  };
  pass(({ line }, charge) => line.sourceId !== null && charge.sourceId === line.sourceId);
  pass(
    (line, charge) => charge.objectId === line.objectId && sameBill(line, charge) && sameAmount(line, charge),
  );
  pass((line, charge) => charge.objectId === line.objectId && sameBill(line, charge));
  const elsewhere = (line: LineIn, charge: StandingCharge): boolean =>
    isOfSpace(line, kindOf(charge.objectId)) && sameBill(line, charge);
  pass((line, charge) => elsewhere(line, charge) && sameAmount(line, charge));
  pass(elsewhere);
  return lines.map((line) => ({ in: line, charge: found.get(line) ?? null }));
}

function sameBill({ line }: LineIn, charge: StandingCharge): boolean {
  const sameId = line.sourceId === null || charge.sourceId === null || line.sourceId === charge.sourceId;
  return (
    sameId && charge.item === line.item && charge.periodFrom === line.from && charge.periodTo === line.to
  );
}

function sameAmount({ line }: LineIn, charge: StandingCharge): boolean {
  if (line.amountFen !== null) return line.amountFen === charge.amountFen;
  return line.outstandingFen === charge.netFen - (charge.statedReceivedFen ?? 0);
}

const ofSpaces = /车位|停车|车库|泊位|储藏|储物/;

/** Some systems list a space's fee under the room's number, ours under the space's own. */
function isOfSpace({ line, objectKind }: LineIn, chargeKind: string | undefined): boolean {
  const spaces = ['parking', 'store'];
  if (!ofSpaces.test(line.item)) return false;
  return objectKind === 'room'
    ? spaces.includes(chargeKind ?? '')
    : spaces.includes(objectKind) && chargeKind === 'room';
}
