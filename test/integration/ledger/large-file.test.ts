import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { Context } from '../../../src/context';
import { previewImport } from '../../../src/ledger/imports';
import { BY, sampleCommunity } from '../../support/ledger';
import { createTestContext } from '../../support/stack/context';

const ROWS = 100_000;
const MEGABYTE = 1024 * 1024;
let context: Context;

beforeAll(async () => {
  context = await createTestContext();
});
afterAll(() => context.destroy());

/** Collects what is garbage, so that what is measured is what is kept. */
function collect(): () => number {
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc') as () => void;
  return () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
}

function* lines(): Generator<string> {
  yield '楼栋,单元,房号,户号,业主姓名,联系电话,费用项目,账期起,账期止,应缴截止日,应收金额,减免金额,实收金额\r\n';
  for (let row = 0; row < ROWS; row += 1) {
    const account = Math.floor(row / 8);
    const [building, unit, room] = [
      Math.floor(account / 400) + 1,
      (Math.floor(account / 100) % 4) + 1,
      101 + (account % 100),
    ];
    const month = String((row % 8) + 1).padStart(2, '0');
    const who = [
      building,
      unit,
      room,
      `${building}-${unit}-${room}`,
      `业主${account}`,
      13_000_000_000 + account,
    ];
    yield `${[...who, '物业服务费', `2026-${month}-01`, `2026-${month}-28`, `2026-${month}-28`, '500.00', '0', '0'].join(',')}\r\n`;
  }
}

it('streams a file of 100,000 rows: memory does not grow with it, and progress is told', async () => {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'cuijiao-')), 'large.csv');
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const communityId = await sampleCommunity(context);
  const kept = collect();
  const told: { phase: string; rows: number; heap: number; rss: number }[] = [];
  let next = 10_000;
  const { summary } = await previewImport(context, {
    communityId,
    kind: 'ledger',
    path: file,
    by: BY,
    onProgress: ({ phase, rows }) => {
      if (told.at(-1)?.phase !== phase) next = 10_000;
      if (rows < next) return;
      next += 30_000;
      told.push({ phase, rows, heap: kept(), rss: process.memoryUsage().rss });
    },
  });
  expect(summary).toMatchObject({
    rows: ROWS,
    good: ROWS,
    bad: 0,
    differences: { added: { rows: ROWS, accounts: ROWS / 8 } },
  });
  for (const phase of ['reading', 'comparing']) {
    const [first, ...later] = told.filter((one) => one.phase === phase);
    expect(later.length).toBeGreaterThanOrEqual(2);
    for (const { heap, rss } of later) {
      expect(heap - (first?.heap ?? 0)).toBeLessThan(40 * MEGABYTE);
      expect(rss - (first?.rss ?? 0)).toBeLessThan(250 * MEGABYTE);
    }
  }
}, 600_000);
