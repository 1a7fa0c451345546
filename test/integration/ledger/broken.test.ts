import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { badRowsFile } from '../../../src/ledger/imports';
import { problemsSchema } from '../../../src/ledger/rows/problem';
import { claimsByLabel, importFile, sample, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

let context: Context;
let communityId: string;
let imported: Awaited<ReturnType<typeof importFile>>;

beforeAll(async () => {
  context = await createTestContext();
  communityId = await sampleCommunity(context);
  imported = await importFile(context, communityId, 'ledger', sample('ledger-broken.csv'));
});
afterAll(() => context.destroy());

async function rows() {
  const all = await withScope(context, communityId, (tx) =>
    tx.importRow.findMany({ where: { batchId: imported.batchId }, orderBy: { rowNumber: 'asc' } }),
  );
  return new Map(
    all.map(({ rowNumber, verdict, problems }) => [
      rowNumber,
      { verdict, problems: problemsSchema.parse(problems) },
    ]),
  );
}

async function badFile(): Promise<string> {
  let text = '';
  for await (const part of badRowsFile(context, { communityId, batchId: imported.batchId })) text += part;
  return text;
}

describe('the broken ledger, one oddity a row', () => {
  it('refuses eight rows, takes eight, and one of them once only', () => {
    expect(imported.preview).toMatchObject({ rows: 17, good: 8, repeated: 1, bad: 8, warnings: 4 });
  });

  it.each([
    [4, '户号', '表格软件改成了日期'],
    [6, '应收金额', '不是数字'],
    [7, '应收金额', '不能为负'],
    [8, '应收金额', '小数超过两位'],
    [9, '应缴截止日', '没有这一天'],
    [10, '账期止', '早于账期起'],
    [11, '业主姓名', '没有填写'],
    [16, '小区', '没有这个小区'],
  ])('refuses row %d by its column %s: %s', async (rowNumber, column, reason) => {
    const row = (await rows()).get(rowNumber);
    expect(row?.verdict).toBe('bad');
    expect(row?.problems.filter(({ severity }) => severity === 'bad')).toEqual([
      expect.objectContaining({ column, reason: expect.stringContaining(reason) }),
    ]);
  });

  it.each([
    [3, 'repeated', '与第 2 行重复'],
    [5, 'good', '科学计数法'],
    [12, 'good', '不符'],
    [13, 'good', '位数不对'],
  ])('takes row %d (%s) with a warning: %s', async (rowNumber, verdict, reason) => {
    const row = (await rows()).get(rowNumber);
    expect(row?.verdict).toBe(verdict);
    expect(row?.problems.map(({ severity }) => severity)).not.toContain('bad');
    expect(row?.problems.map((problem) => problem.reason).join()).toContain(reason);
  });

  it('reads a thousands separator and full-width digits as the numbers that they are', async () => {
    const claims = await claimsByLabel(context, communityId);
    expect(claims.get('1-1-115')?.claimableFen).toBe(175_180);
    expect(claims.get('1-1-116')?.claimableFen).toBe(75_180);
    expect(claims.get('1-1-101')?.claimableFen).toBe(75_180);
    expect([...claims.keys()].sort()).toEqual(
      ['101', '103', '110', '111', '112', '113', '115', '116'].map((room) => `1-1-${room}`),
    );
  });

  it('keeps numbers that cannot be numbers apart', async () => {
    const addresses = await withScope(context, communityId, (tx) =>
      tx.address.findMany({ where: { communityId } }),
    );
    const unusable = addresses.filter(({ status }) => status === 'unusable');
    expect(unusable.map(({ valueSealed }) => context.cipher.open(valueSealed)).sort()).toEqual([
      '1.38E+10',
      '12345',
    ]);
  });

  it('keeps a name that looks like HTML as the text that it is', async () => {
    const parties = await withScope(context, communityId, (tx) =>
      tx.party.findMany({ where: { communityId } }),
    );
    const names = parties.map(({ nameSealed }) => context.cipher.open(nameSealed));
    expect(names).toContain('<img src=x onerror=alert(1)>');
  });

  it('keeps what was in a row only of the rows that stayed out', async () => {
    const kept = await withScope(context, communityId, (tx) =>
      tx.importRow.findMany({ where: { batchId: imported.batchId, contentSealed: { not: '' } } }),
    );
    expect(kept.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 8 }, () => 'bad'));
  });

  it('repeats no name and no number in its problems', async () => {
    const all = JSON.stringify([...(await rows()).values()]);
    expect(all).not.toContain('张三');
    expect(all).not.toContain('1380000');
  });

  it('gives the bad rows back as a file: where, which column, what, why, and the columns as they were', async () => {
    const text = await badFile();
    expect(text.startsWith('\uFEFF原行号,出错列,原值,原因,序号,小区')).toBe(true);
    const lines = text.trim().split('\r\n');
    expect(lines).toHaveLength(9);
    expect(lines[1]).toMatch(/^4,户号,1月2日,房号被表格软件改成了日期/);
    // a minus sign is harmless as text; mended and imported again it is read without the apostrophe
    expect(text).toContain(",应收金额,'-20.00,金额不能为负,");
  });

  it('takes the mended file: what was mended goes in, nothing counts as gone', async () => {
    const mended = (await badFile())
      .replace("'-20.00", '-20.00')
      .replaceAll('1月2日', '1-1-102')
      .replaceAll('七百', '700.00');
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'cuijiao-')), 'mended.csv');
    await writeFile(file, mended);
    const { preview } = await importFile(context, communityId, 'ledger', file);
    expect(preview).toMatchObject({
      rows: 8,
      good: 2,
      bad: 6,
      differences: { gone: { rows: 0 } },
      scope: { isPart: true },
    });
    const claims = await claimsByLabel(context, communityId);
    expect(claims.get('1-1-104')?.claimableFen).toBe(70_000);
    expect(claims.get('1-1-101')?.claimableFen).toBe(75_180);
  });
});
