import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { UserError } from '../../errors';
import { importKindSchema } from '../mapping/fields';
import { type ChargeRow, chargeRowSchema, ownerRowSchema, paymentRowSchema } from '../rows/content';
import { batchFacts } from './chunk';
import type { DifferenceItem, DifferenceLine } from './difference-item';
import { goneCharges } from './gone';
import { goneItems } from './gone-items';
import { openRow } from './staged-row';
import { summarySchema, type Tabs } from './summary';

export type TabName = keyof Tabs;

/**
 * What one tab counts, row by row.
 *
 * @param after the last key of the page before
 * @returns one more than `limit` when there are more
 * @throws {UserError} IMPORT_UNKNOWN
 */
export async function differencesOf(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { communityId, batchId, tab }: { communityId: string; batchId: string; tab: TabName },
  after: string | null,
  limit: number,
): Promise<DifferenceItem[]> {
  const batch = await tx.importBatch.findFirst({ where: { id: batchId, communityId } });
  if (!batch) throw new UserError('IMPORT_UNKNOWN', '没有这次导入', 'there is no such import', 404);
  if (tab === 'gone') {
    const { scope } = summarySchema.parse(batch.summary);
    // once accepted nothing of it is gone any more: what became of it is in the ledger
    if (batch.status !== 'previewed') return [];
    const facts = { ...batchFacts(batch), createdAt: batch.createdAt };
    return goneItems(tx, await goneCharges(tx, facts, scope, null, 1_000_000), after, limit);
  }
  const rows = await rowsOf(tx, batchId, tab, after === null ? -1 : Number(after), limit + 1);
  const names = tab === 'owners' ? await namesOf(tx, context, communityId, rows) : new Map<string, string>();
  const charges = await chargesOf(tx, rows);
  return rows.map((row) => itemOf(context, importKindSchema.parse(batch.kind), tab, row, names, charges));
}

type Row = {
  rowNumber: number;
  accountKey: string;
  verdict: string;
  contentSealed: string;
  difference: {
    charges?: {
      what: string;
      chargeId: string;
      replacesId?: string;
      beforeFen: number;
      afterFen: number;
    }[];
    accountId?: string;
    prepaid?: { beforeFen: number; afterFen: number };
  } | null;
};

const WHERE: Record<Exclude<TabName, 'gone'>, string> = {
  added: '$.charges[*] ? (@.what == "new")',
  changed: '$.charges[*] ? (@.what == "changed")',
  owners: '$ ? (@.owner == "changed" || @.owner == "named")',
  phones: '$ ? (@.phones > 0)',
  prepaid: '$.prepaid ? (@.beforeFen != @.afterFen)',
  payments: '$ ? (@.payment == "payments")',
  parked: '$ ? (@.payment == "parked")',
  reversals: '$ ? (@.payment == "reversals")',
  known: '$ ? (@.payment == "known")',
};

function rowsOf(
  tx: Tx,
  batchId: string,
  tab: Exclude<TabName, 'gone'>,
  after: number,
  take: number,
): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    select "rowNumber", "accountKey", verdict, "contentSealed", difference from import_row
    where "batchId" = ${batchId}::uuid and verdict <> 'bad' and "rowNumber" > ${after}
      and jsonb_path_exists(difference, ${WHERE[tab]}::jsonpath)
    order by "rowNumber" limit ${take}`;
}

/** Of standing charges; one that is only previewed as new has no row yet. */
async function chargesOf(tx: Tx, rows: readonly Row[]) {
  const ids = rows.flatMap(
    ({ difference }) =>
      difference?.charges?.flatMap(({ chargeId, replacesId }) => [
        chargeId,
        ...(replacesId ? [replacesId] : []),
      ]) ?? [],
  );
  const charges = await tx.charge.findMany({
    where: { id: { in: ids } },
    select: { id: true, item: true, periodFrom: true, periodTo: true, dueOn: true },
  });
  return new Map(charges.map((charge) => [charge.id, charge]));
}

async function namesOf(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const accounts = await tx.account.findMany({
    where: { communityId, id: { in: rows.flatMap(({ difference }) => difference?.accountId ?? []) } },
    select: { id: true, party: { select: { nameSealed: true } } },
  });
  return new Map(accounts.map(({ id, party }) => [id, cipher.open(party.nameSealed)]));
}

function itemOf(
  { cipher }: Pick<Context, 'cipher'>,
  kind: ReturnType<typeof importKindSchema.parse>,
  tab: TabName,
  row: Row,
  names: ReadonlyMap<string, string>,
  charges: Awaited<ReturnType<typeof chargesOf>>,
): DifferenceItem {
  const { rowNumber, accountKey, difference } = row;
  // what was taken in is in the ledger, and its cells are gone
  const content = row.contentSealed === '' ? null : openRow(cipher, row.contentSealed).content;
  const accountId = difference?.accountId ?? null;
  const item: DifferenceItem = {
    key: String(rowNumber),
    rowNumber,
    accountId,
    label: accountKey,
    left: row.verdict === 'left',
    lines: [],
    nameBefore: accountId === null ? null : (names.get(accountId) ?? null),
    nameAfter: null,
    phones: [],
    prepaid: difference?.prepaid ?? null,
    payment: null,
  };
  switch (kind) {
    case 'ledger':
    case 'receivables': {
      const read = content === null ? null : chargeRowSchema.parse(content);
      const lines = linesOf(row, read, charges, tab);
      const phones = read?.phones.map(({ value }) => value) ?? [];
      return { ...item, lines, nameAfter: read?.name ?? null, phones };
    }
    case 'owners': {
      const read = content === null ? null : ownerRowSchema.parse(content);
      const phones = read?.phones.map(({ value }) => value) ?? [];
      return { ...item, nameAfter: read?.name ?? null, phones };
    }
    case 'payments': {
      const read = content === null ? null : paymentRowSchema.parse(content);
      if (read === null) return { ...item, label: '' };
      const { amountFen, receivedOn, channel, externalId, payer } = read;
      const payment = { amountFen, receivedOn, channel, externalId };
      return { ...item, label: read.object ?? '', nameAfter: payer, payment };
    }
    case 'prepayments':
      return item;
    default: {
      const never: never = kind;
      throw new Error(`unknown kind of file: ${never}`);
    }
  }
}

function linesOf(
  { difference }: Row,
  read: ChargeRow | null,
  charges: Awaited<ReturnType<typeof chargesOf>>,
  tab: TabName,
): DifferenceLine[] {
  const all = difference?.charges ?? [];
  const wanted = tab === 'added' ? 'new' : tab === 'changed' ? 'changed' : null;
  // a row's lines were compared in the order in which it names them, but for those that an earlier row had
  const inRow = read !== null && read.charges.length === all.length ? read.charges : null;
  return all.flatMap(
    ({ what, chargeId, replacesId = chargeId, beforeFen, afterFen }, index): DifferenceLine[] => {
      if (what !== wanted) return [];
      const known = charges.get(replacesId) ?? charges.get(chargeId);
      const line = inRow?.[index];
      return [
        {
          chargeId: known?.id ?? null,
          item: known?.item ?? line?.item ?? null,
          periodFrom: known?.periodFrom ?? line?.from ?? null,
          periodTo: known?.periodTo ?? line?.to ?? null,
          dueOn: known?.dueOn ?? line?.dueOn ?? null,
          beforeFen,
          afterFen,
        },
      ];
    },
  );
}
