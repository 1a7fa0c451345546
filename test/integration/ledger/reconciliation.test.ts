import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { civilDay } from '../../../src/domain/civil-day';
import { answerDoubts, chargesInDoubt } from '../../../src/ledger/doubts';
import { acceptImport, previewImport } from '../../../src/ledger/imports';
import { recordPayment } from '../../../src/ledger/payments';
import {
  AS_OF,
  BY,
  claimsByLabel,
  importFile,
  sample,
  sampleCommunity,
  tableCounts,
  totalClaimable,
} from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

const HEAD =
  '楼栋,单元,房号,户号,业主姓名,联系电话,费用项目,账期起,账期止,应缴截止日,应收金额,减免金额,实收金额,催缴级别,状态';
let context: Context;
let folder: string;
let communityId: string;
let names = 0;

beforeAll(async () => {
  context = await createTestContext();
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
});
beforeEach(async () => {
  names += 1;
  communityId = await sampleCommunity(context, `花园${names}`);
});
afterAll(() => context.destroy());

type Row = {
  room?: string;
  object?: string;
  name?: string;
  phone?: string;
  item?: string;
  quarter?: 1 | 2 | 3;
  amount?: string;
  waived?: string;
  received?: string;
  level?: string;
  state?: string;
};

const quarters = {
  1: ['2026-01-01', '2026-03-31'],
  2: ['2026-04-01', '2026-06-30'],
  3: ['2026-07-01', '2026-09-30'],
} as const;

async function file(...rows: Row[]): Promise<string> {
  const lines = rows.map((row) => {
    const [building = '1', unit = '1', room = '101'] = (row.room ?? '1-1-101').split('-');
    const [from, to] = quarters[row.quarter ?? 1];
    const who = [
      building,
      unit,
      room,
      row.object ?? row.room ?? '1-1-101',
      row.name ?? '甲',
      row.phone ?? '13800000001',
    ];
    const bill = [
      row.item ?? '物业服务费',
      from,
      to,
      to,
      row.amount ?? '100.00',
      row.waived ?? '0',
      row.received ?? '0',
    ];
    return [...who, ...bill, row.level ?? '', row.state ?? ''].join(',');
  });
  names += 1;
  const target = path.join(folder, `${names}.csv`);
  await writeFile(target, [HEAD, ...lines].join('\r\n'));
  return target;
}

const ledger = (target: string, asOf: string, options = {}) =>
  importFile(context, communityId, 'ledger', target, { asOf: civilDay(asOf), ...options });

const claim = async (label = '1-1-101') =>
  (await claimsByLabel(context, communityId)).get(label)?.claimableFen;

const pay = (externalId: string, fen: number, receivedOn: string, memo = '1-1-101 物业费') =>
  recordPayment(context, {
    communityId,
    externalId,
    amountFen: fen,
    receivedAt: Date.parse(`${receivedOn}T04:00:00Z`),
    channel: '银行转账',
    memo,
    by: BY,
  });

describe('a later ledger is a reconciliation', () => {
  it('replaces a changed bill instead of overwriting it', async () => {
    await ledger(await file({ amount: '100.00', received: '20.00' }), '2026-10-01');
    const { preview } = await ledger(await file({ amount: '80.00', received: '20.00' }), '2026-11-01');
    expect(preview.differences.changed).toEqual({ rows: 1, accounts: 1, fen: -2_000 });
    expect(await claim()).toBe(6_000);
    const charges = await withScope(context, communityId, (tx) =>
      tx.charge.findMany({ where: { communityId }, orderBy: { amountFen: 'desc' } }),
    );
    expect(charges.map(({ status, amountFen }) => [status, amountFen])).toEqual([
      ['replaced', 10_000],
      ['standing', 8_000],
    ]);
    expect(charges[0]?.replacedById).toBe(charges[1]?.id);
  });

  it('turns what was paid above a smaller bill into credit', async () => {
    await ledger(await file({ amount: '100.00' }, { quarter: 2, amount: '50.00' }), '2026-10-01');
    await pay('A', 10_000, '2026-10-05');
    await ledger(await file({ amount: '60.00' }, { quarter: 2, amount: '50.00' }), '2026-10-03');
    // 100.00 paid: 60.00 for the first bill, 40.00 credit against the second
    expect(await claim()).toBe(1_000);
  });

  it.each([
    ['paid', 0],
    ['waived', 0],
    ['cancelled', 0],
    ['doubt', 0],
  ] as const)('settles what is gone as %s, in bulk', async (goneAs, left) => {
    await ledger(await file({ quarter: 1 }, { quarter: 2 }, { room: '2-1-101', name: '乙' }), '2026-10-01');
    const { preview } = await ledger(await file({ quarter: 2 }), '2026-10-20', { goneAs });
    // building 2 is not in the file: nothing of it is gone
    expect(preview.differences.gone).toEqual({ rows: 1, accounts: 1, fen: 10_000 });
    expect(await claim()).toBe(10_000 + left);
    expect(await claim('2-1-101')).toBe(10_000);
    const again = await ledger(await file({ quarter: 2 }), '2026-10-20', { goneAs });
    expect(again.preview.differences.gone.rows).toBe(0);
  });

  it('lets a charge in doubt stand again as soon as a ledger has it', async () => {
    await ledger(await file({ quarter: 1 }, { quarter: 2 }), '2026-10-01');
    await ledger(await file({ quarter: 2 }), '2026-10-20', { goneAs: 'doubt' });
    expect(await claim()).toBe(10_000);
    await ledger(await file({ quarter: 1 }, { quarter: 2 }), '2026-10-25');
    expect(await claim()).toBe(20_000);
  });

  it.each([
    ['stands', 20_000],
    ['paid', 10_000],
    ['waived', 10_000],
    ['cancelled', 10_000],
  ] as const)('lets finance answer a doubt: %s', async (answer, left) => {
    await ledger(await file({ quarter: 1 }, { quarter: 2 }), '2026-10-01');
    await ledger(await file({ quarter: 2 }), '2026-10-20', { goneAs: 'doubt' });
    const doubts = await withScope(context, communityId, (tx) => chargesInDoubt(tx, communityId, null, 10));
    const chargeIds = doubts.map(({ id }) => id);
    expect(chargeIds).toHaveLength(1);
    await answerDoubts(context, { communityId, chargeIds, answer, by: BY });
    expect(await claim()).toBe(left);
    await expect(answerDoubts(context, { communityId, chargeIds, answer, by: BY })).rejects.toMatchObject({
      code: 'CHARGE_NOT_IN_DOUBT',
    });
  });

  it('leaves in doubt what is gone from a fragment, and forgives nobody', async () => {
    await ledger(
      await file({ quarter: 1 }, { quarter: 2 }, { quarter: 3 }, { room: '1-1-102', name: '乙' }),
      '2026-10-01',
    );
    const { summary } = await ledger(await file({ quarter: 3 }), '2026-10-20');
    expect(summary.differences.gone.rows).toBe(3);
    const doubts = await withScope(context, communityId, (tx) => chargesInDoubt(tx, communityId, null, 10));
    expect(doubts).toHaveLength(3);
  });

  it('says nothing of what it is too old to know', async () => {
    await ledger(await file({ received: '70.00' }), '2026-10-20');
    await ledger(await file({ received: '0' }), '2026-10-01');
    expect(await claim()).toBe(3_000);
  });

  it('asks whether another name is a correction or a transfer', async () => {
    await ledger(await file({ quarter: 1 }), '2026-10-01');
    const renamed = await file({ quarter: 1, name: '乙' }, { quarter: 2, name: '乙' });
    const { batchId, summary } = await previewImport(context, {
      communityId,
      kind: 'ledger',
      path: renamed,
      asOf: civilDay('2026-10-20'),
      by: BY,
    });
    expect(summary.differences.owners.rows).toBe(1);
    await expect(acceptImport(context, { communityId, batchId, by: BY })).rejects.toMatchObject({
      code: 'NAME_CHANGE_UNDECIDED',
    });
    await acceptImport(context, {
      communityId,
      batchId,
      by: BY,
      nameChangeAs: 'transfer',
      afterLedgerAccepted: async () => {},
    });
    // each keeps the debts of its own time
    const accounts = await withScope(context, communityId, (tx) =>
      tx.account.findMany({
        where: { communityId },
        include: { charges: true, objects: true },
        orderBy: { id: 'asc' },
      }),
    );
    expect(accounts.map(({ charges, objects }) => [charges.length, objects.length])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('refuses one charge with two amounts, and names both rows', async () => {
    const { preview, batchId } = await ledger(
      await file({ amount: '100.00' }, { amount: '90.00' }, { room: '1-1-102', name: '乙' }),
      '2026-10-01',
    );
    expect(preview).toMatchObject({ good: 1, bad: 2 });
    const rows = await withScope(context, communityId, (tx) =>
      tx.importRow.findMany({ where: { batchId, verdict: 'bad' } }),
    );
    for (const { problems } of rows) expect(JSON.stringify(problems)).toMatch(/第 2 行与第 3 行/);
  });

  it('gives a person whose objects disagree on the level the lower one, and the state before the level', async () => {
    await ledger(
      await file(
        { room: '1-1-101', level: '3', state: '正常' },
        { room: '1-1-102', level: '2', state: '正常' },
        { room: '1-1-103', name: '乙', phone: '13800000002', level: '2', state: '已起诉' },
      ),
      '2026-10-01',
    );
    const accounts = await withScope(context, communityId, (tx) =>
      tx.account.findMany({ where: { communityId }, orderBy: { label: 'asc' }, select: { declared: true } }),
    );
    expect(accounts.map(({ declared }) => declared)).toEqual([
      expect.objectContaining({ level: 2, state: 'normal' }),
      expect.objectContaining({ level: 2, state: 'normal' }),
      expect.objectContaining({ level: 2, state: 'sued' }),
    ]);
  });

  it('moves the day up to which receipts are complete, and never back', async () => {
    const booked = async () =>
      (
        await withScope(context, communityId, (tx) =>
          tx.community.findUniqueOrThrow({ where: { id: communityId } }),
        )
      ).bookedThrough;
    await ledger(await file({}), '2026-10-20');
    expect(await booked()).toBe('2026-10-20');
    await ledger(await file({}), '2026-10-01');
    expect(await booked()).toBe('2026-10-20');
  });
});

describe('statement and bank tell of one money, in any order', () => {
  const bills = (received: string) => file({ quarter: 1, received }, { quarter: 2 });

  it('counts it once when the payment came first', async () => {
    await ledger(await bills('0'), '2026-10-01');
    await pay('A', 10_000, '2026-10-05');
    await ledger(await bills('100.00'), '2026-10-20');
    expect(await claim()).toBe(10_000);
  });

  it('counts it once when the statement came first', async () => {
    await ledger(await bills('100.00'), '2026-10-20');
    await pay('A', 10_000, '2026-10-05');
    expect(await claim()).toBe(10_000);
  });

  it('adds what came in on its day or later', async () => {
    await ledger(await bills('100.00'), '2026-10-20');
    await pay('A', 10_000, '2026-10-20');
    expect(await claim()).toBe(0);
  });

  it('keeps a payment that the statement does not know as credit: nobody who has paid is dunned', async () => {
    await ledger(await bills('0'), '2026-10-20');
    await pay('A', 20_000, '2026-10-19');
    expect(await claim()).toBe(0);
  });
});

describe('an acceptance that is killed', () => {
  it('goes on where it was, and ends as if nothing had happened', async () => {
    const target = sample('ledger.csv');
    const named = {
      ...(await previewImport(context, { communityId: await whole(), kind: 'ledger', path: target, by: BY })),
    };
    const abort = new AbortController();
    let chunks = 0;
    const accept = (signal?: AbortSignal) =>
      acceptImport(context, {
        communityId,
        batchId: named.batchId,
        by: BY,
        signal,
        afterLedgerAccepted: async () => {},
        onProgress: () => {
          chunks += 1;
          if (chunks === 1) abort.abort();
        },
      });
    await expect(accept(abort.signal)).rejects.toThrow();
    const half = await tableCounts(context, communityId);
    expect(half.accounts).toBeGreaterThan(0);
    expect(half.accounts).toBeLessThan(240);
    await accept();
    const done = await tableCounts(context, communityId);
    expect(done).toMatchObject({ accounts: 240, objects: 298, charges: 1101 });
    expect(await totalClaimable(context, communityId, AS_OF)).toBe(60_095_687);
    await accept();
    expect(await tableCounts(context, communityId)).toEqual(done);
  });

  it('takes two who accept at once for one', async () => {
    const { batchId } = await previewImport(context, {
      communityId: await whole('示例 花园'),
      kind: 'ledger',
      path: sample('ledger.csv'),
      by: BY,
    });
    const accept = () =>
      acceptImport(context, { communityId, batchId, by: BY, afterLedgerAccepted: async () => {} });
    await Promise.all([accept(), accept()]);
    expect(await tableCounts(context, communityId)).toMatchObject({
      accounts: 240,
      charges: 1101,
      ledgerEvents: 240,
    });
  });

  /** The sample names its community; spaces in a name do not count. */
  async function whole(name = '示例花园'): Promise<string> {
    communityId = await sampleCommunity(context, name);
    return communityId;
  }
});
