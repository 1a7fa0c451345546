import type { CivilDay } from '../../domain/civil-day';
import { fen } from '../../domain/money';
import { UserError } from '../../errors';
import { labelOf } from '../../ledger/imports/chunk-state';
import { guessMapping, headingScore } from '../../ledger/mapping/guess';
import { openTable } from '../../ledger/reading/open-table';
import { parseChargeRow } from '../../ledger/rows/charge-row';
import type { ChargeLine, ChargeRow } from '../../ledger/rows/content';
import { RowReader } from '../../ledger/rows/row-reader';
import type { Assumptions } from './assumptions';
import { type Bill, channelsOf, type Household } from './population';
import { Random } from './random';

export type LedgerHouseholds = { households: Household[]; rows: number; bad: number };

/**
 * The accounts of a ledger of arrears, read as an import reads it, without writing anything: what each owes, and the level that it declares.
 * Names and numbers are looked at for whether there are any, and forgotten.
 *
 * @throws {UserError} FILE_…, HEADINGS_NOT_FOUND, MAPPING_MISSING, LEDGER_EMPTY
 */
export async function readLedgerHouseholds(
  file: string,
  { from, seed, assumed }: { from: CivilDay; seed: number; assumed: Assumptions },
): Promise<LedgerHouseholds> {
  const table = await openTable(file, (cells) => headingScore('ledger', cells));
  const { mapping, missing } = guessMapping(table.headings, 'ledger');
  if (missing.length > 0) {
    throw new UserError(
      'MAPPING_MISSING',
      `文件缺少这些列：${missing.join('、')}`,
      `the file lacks columns: ${missing.join(', ')}`,
    );
  }
  const columns = new Map(table.headings.map((heading, index) => [heading, index]));
  const accounts = new Map<string, ChargeRow[]>();
  let rows = 0;
  let bad = 0;
  for await (const source of table.rows()) {
    rows += 1;
    const reader = new RowReader(source, columns, mapping);
    const row = parseChargeRow(reader, { communityName: reader.text('community'), mapping, asOf: null });
    if (row === null || reader.problems.some(({ severity }) => severity === 'bad')) {
      bad += 1;
      continue;
    }
    const label = labelOf(row.room ?? row.object);
    accounts.set(label, [...(accounts.get(label) ?? []), row]);
  }
  const households = [...accounts.values()].flatMap((own, index) => {
    const household = householdFrom(own, index, { from, seed, assumed });
    return household.owes.length > 0 ? [household] : [];
  });
  if (households.length === 0) {
    throw new UserError('LEDGER_EMPTY', '文件里没有逾期的欠费', 'nothing in the file is overdue');
  }
  return { households, rows, bad };
}

function householdFrom(
  rows: readonly ChargeRow[],
  index: number,
  { from, seed, assumed }: { from: CivilDay; seed: number; assumed: Assumptions },
): Household {
  const random = new Random(seed, index * 2);
  const owes = billsOf(rows.flatMap(({ charges }) => charges)).filter(({ dueOn }) => dueOn < from);
  const quarters = Math.max(1, owes.length);
  const { punctual: _punctual, ...owners } = assumed.owners;
  const levels = rows.flatMap(({ declared }) => declared?.level ?? []);
  const channels = channelsOf(random, assumed);
  const hasPhone = rows.some(({ phones }) => phones.some(({ usable }) => usable));
  return {
    index,
    owner: random.pick(owners),
    channels: hasPhone
      ? channels
      : channels.filter((one) => one !== 'sms' && one !== 'call' && one !== 'wechat'),
    care: random.happens(assumed.care),
    quarterFen: fen(
      Math.max(100, Math.round(owes.reduce((sum, bill) => sum + bill.amountFen, 0) / quarters)),
    ),
    owes,
    // rows that disagree: the lower, as at a take-over
    level: levels.sort()[0] ?? null,
  };
}

/** What of each due day is outstanding, as stated or as receivable less received and waived. */
function billsOf(lines: readonly ChargeLine[]): Bill[] {
  const owed = new Map<CivilDay, number>();
  for (const { dueOn, amountFen, receivedFen, waivedFen, outstandingFen } of lines) {
    const left = outstandingFen ?? (amountFen ?? 0) - (receivedFen ?? 0) - (waivedFen ?? 0);
    if (left > 0) owed.set(dueOn, (owed.get(dueOn) ?? 0) + left);
  }
  return [...owed].map(([dueOn, left]) => ({ dueOn, amountFen: fen(left) }));
}
