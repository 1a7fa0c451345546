import type { Browser, Page } from 'playwright-core';
import { withSystemScope } from '../../src/db/scope';
import { DESK, isWiderThanTheScreen, openBrowser, PHONE, screenshot, signInAs } from '../support/browser';
import type { Service } from '../support/service';
import { bringIn, createWorkingDay, household } from '../support/working-day';

/** 打印与寄送: letters from the printer to the sealed pile, at the desk and on a phone. */

let service: Service;
let browser: Browser;
const WIDTHS = [
  ['desk', DESK, 4],
  ['phone', PHONE, 3],
] as const;
const LETTERS = 2;

beforeAll(async () => {
  [service, browser] = await Promise.all([createWorkingDay(), openBrowser()]);
  await bringIn(
    service,
    [...WIDTHS.map(([, , building]) => building), 5].flatMap((building) =>
      Array.from({ length: LETTERS }, (_, index) =>
        household(index, building, {
          level: '二级',
          dueOn: '2026-06-30',
          period: ['2026-04-01', '2026-06-30'],
        }),
      ),
    ),
  );
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await service?.destroy();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const csv = (text: string) => ({ name: '运单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function open(login: string, device: typeof DESK | typeof PHONE, address: string): Promise<Page> {
  const page = await signInAs(
    browser,
    { url: service.url, home: service.context.config.home, login },
    device,
  );
  page.setDefaultTimeout(15_000);
  await page.goto(`${service.url}/c/${service.communityId}/${address}`);
  return page;
}

async function see(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  expect(await isWiderThanTheScreen(page)).toBe(false);
}

describe.each(WIDTHS)('letters on a %s', (name, device, building) => {
  let page: Page;
  let batchId: string;
  let numbers: string[];
  const card = async () => (await service.here('zhao', 'GET', `/paper/batches/${batchId}`)).body;

  beforeAll(async () => {
    page = await open('zhao', device, 'today?group=post');
  });
  afterAll(() => page.context().close());

  it('are printed as a batch of one building, reached from the day’s work', async () => {
    await page.getByRole('link', { name: '打印与寄送' }).click();
    await button(page, /^印\s*制$/).waitFor();
    await see(page, `paper-list-${name}`);
    await page.getByLabel('楼栋').fill(String(building));
    await button(page, /^印\s*制$/).click();
    await page.getByText('负责人批准用印（不能是印制的人）').waitFor();
    batchId = new URL(page.url()).searchParams.get('batch') ?? '';
    numbers = (await card()).items.map(({ number }: { number: string }) => number);
    expect(numbers).toHaveLength(LETTERS);
    for (const number of numbers) await page.getByText(number).first().waitFor();
    expect(await button(page, '批准用印').isDisabled()).toBe(true);
    await see(page, `paper-printed-${name}`);
  });

  it('are approved by the manager and sealed', async () => {
    const manager = await open('manager', device, `paper?batch=${batchId}`);
    await button(manager, '批准用印').click();
    await manager.getByText('盖章，然后登记份数与日期').waitFor();
    await manager.context().close();
    await page.reload();
    await page.getByLabel('盖章份数').fill(String(LETTERS));
    await see(page, `paper-seal-${name}`);
    await button(page, '用印登记').click();
    await page.getByText('到《我的今天》连续张贴', { exact: false }).waitFor();
    await see(page, `paper-sealed-${name}`);
  });

  it('a file of tracking numbers is refused with every row that is wrong', async () => {
    await button(page, '全部批次').click();
    await page
      .getByLabel('选择运单号文件')
      .setInputFiles(csv(`通知书编号,运单号\n${numbers[0]},1\nCJ1,EMS123456\n`));
    await button(page, /^收\s*下$/).click();
    await page.getByText('文件整份未收：2 处要改').waitFor();
    await page.getByText('编号不对，请核对每一位').waitFor();
    await see(page, `paper-tracking-refused-${name}`);
    expect((await card()).items[0].trackingNumber).toBeNull();
  });

  it('one that was never mailed cannot come back, which is said', async () => {
    await page.getByText('退件', { exact: true }).first().click();
    await page.getByLabel('通知书编号').fill(numbers[0] ?? '');
    await button(page, /^查\s*找$/).click();
    await button(page, '查无此人').click();
    await see(page, `paper-return-${name}`);
    await button(page, '登记退件').click();
    // it has not been mailed: refused in the server's words, and what was said stays
    await page.getByRole('alert').waitFor();
    await see(page, `paper-return-refused-${name}`);
  });
});

it('a mailing departs, gets its tracking numbers by a file, and one comes back by the number that is typed', async () => {
  const tasks = await withSystemScope(service.context, (tx) =>
    tx.task.findMany({
      where: {
        communityId: service.communityId,
        kind: 'post',
        status: 'open',
        case: { account: { building: '5' } },
      },
    }),
  );
  await withSystemScope(service.context, (tx) =>
    tx.task.updateMany({ where: { id: { in: tasks.map(({ id }) => id) } }, data: { kind: 'mail' } }),
  );
  const page = await open('supervisor', DESK, 'paper');
  await page.getByText('邮寄', { exact: true }).first().click();
  await page.getByLabel('楼栋').fill('5');
  await button(page, /^印\s*制$/).click();
  await page.getByText('负责人批准用印（不能是印制的人）').waitFor();
  const id = new URL(page.url()).searchParams.get('batch') ?? '';
  const card = async () => (await service.here('supervisor', 'GET', `/paper/batches/${id}`)).body;
  const numbers: string[] = (await card()).items.map(({ number }: { number: string }) => number);
  expect(numbers).toHaveLength(LETTERS);
  expect((await service.here('manager', 'POST', `/paper/batches/${id}/approve`, {})).status).toBe(200);
  await page.reload();
  await button(page, '用印登记').click();
  await page.getByLabel('承运人').fill('邮政');
  await button(page, /^出\s*发$/).click();
  await page.getByText(`${LETTERS} 份可以交寄，0 份要抽出`).waitFor();
  await see(page, 'paper-departed-desk');
  await button(page, '全部批次').click();
  const rows = numbers.map((number, index) => `${number},EMS50000${index}`).join('\n');
  await page.getByLabel('选择运单号文件').setInputFiles(csv(`通知书编号,运单号\n${rows}\n`));
  await button(page, /^收\s*下$/).click();
  await page.getByText(`已登记交寄 ${LETTERS} 份`, { exact: false }).waitFor();
  await see(page, 'paper-tracking-desk');
  await page.getByText('退件', { exact: true }).first().click();
  await page.getByLabel('通知书编号').fill('EMS500000');
  await button(page, /^查\s*找$/).click();
  await button(page, '查无此人').click();
  await button(page, '登记退件').click();
  await page.getByText('已登记退件：EMS500000').waitFor();
  await see(page, 'paper-returned-desk');
  expect((await card()).items[0]).toMatchObject({ courierState: 'returned', courierNote: '查无此人' });
});
