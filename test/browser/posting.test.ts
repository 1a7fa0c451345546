import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { DESK, isWiderThanTheScreen, openBrowser, PHONE, screenshot, signInAs } from '../support/browser';
import { qrPicture } from '../support/qr-picture';
import type { Service } from '../support/service';
import { bringIn, createWorkingDay, household } from '../support/working-day';

/** 连续张贴: one walk with a phone, partly without a network. */

let service: Service;
let browser: Browser;
type Item = { number: string; label: string; state: string };
const batches = new Map<number, { id: string; items: Item[] }>();

const WIDTHS = [
  ['phone', PHONE, 3],
  ['desk', DESK, 4],
] as const;
const LETTERS = 4;

beforeAll(async () => {
  [service, browser] = await Promise.all([createWorkingDay(), openBrowser()]);
  const overdue = {
    level: '二级',
    dueOn: '2026-06-30',
    period: ['2026-04-01', '2026-06-30'] as [string, string],
  };
  await bringIn(
    service,
    WIDTHS.flatMap(([, , building]) =>
      Array.from({ length: LETTERS }, (_, index) => household(index, building, overdue)),
    ),
  );
  for (const [, , building] of WIDTHS) await printed(building);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await service?.destroy();
});

/** Printed by the steward, approved by the manager, sealed by the supervisor: ready to go out. */
async function printed(building: number): Promise<void> {
  const commandId = randomUUID();
  const body = { commandId, kind: 'posting', building: String(building) };
  const batch = await service.here('zhao', 'POST', '/paper/batches', body);
  expect([batch.status, batch.body.items?.length]).toEqual([200, LETTERS]);
  const { id, items } = batch.body;
  expect((await service.here('manager', 'POST', `/paper/batches/${id}/approve`, {})).status).toBe(200);
  const sealed = await service.here('supervisor', 'POST', `/paper/batches/${id}/seal`, { copies: LETTERS });
  expect(sealed.status).toBe(200);
  batches.set(building, { id, items });
}

async function stateOf(building: number, number: string) {
  const { body } = await service.here('zhao', 'GET', `/paper/batches/${batches.get(building)?.id}`);
  return body.items.find((item: Item) => item.number === number);
}

const picture = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** Any small picture will do; another byte makes it another one. */
const photo = async (shows: string) => picture(`${shows}.png`, await qrPicture(browser, `photo of ${shows}`));

async function see(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  expect(await isWiderThanTheScreen(page)).toBe(false);
}

describe.each(WIDTHS)('a walk with letters on a %s', (name, device, building) => {
  let page: Page;
  const items = () => batches.get(building)?.items ?? [];

  beforeAll(async () => {
    const at = { url: service.url, home: service.context.config.home, login: 'zhao' };
    page = await signInAs(browser, at, device);
    page.setDefaultTimeout(25_000);
    await page.goto(`${service.url}/c/${service.communityId}/today?tab=posting`);
  });
  afterAll(() => page.context().close());

  it('begins with a building and its letters in walking order, and the photos of the batch', async () => {
    await button(page, new RegExp(`^${building} 栋`)).waitFor();
    await see(page, `posting-buildings-${name}`);
    await button(page, new RegExp(`^${building} 栋`)).click();
    await page.getByText(`已办 0／${LETTERS}`).waitFor();
    expect(await page.getByRole('listitem').getByRole('button').allTextContents()).toEqual(
      items().map(({ label, number }) => expect.stringMatching(new RegExp(`^${label}.*${number}`))),
    );
    await page.getByLabel('信件内容').setInputFiles(await photo('content'));
    await page.getByLabel('装封').setInputFiles(await photo('sealing'));
    await page.getByLabel('装封').waitFor({ state: 'detached' });
    await see(page, `posting-list-${name}`);
  });

  it('reads the code of the envelope, is told that it may be posted, and the photo records it', async () => {
    const [first] = items();
    await page
      .getByLabel('拍二维码')
      .setInputFiles(picture('code.png', await qrPicture(browser, first?.number ?? '')));
    await page.getByText('可以张贴').waitFor();
    await see(page, `posting-door-${name}`);
    await page.getByLabel('拍门牌与信封').setInputFiles(await photo(`door ${first?.label}`));
    await page.getByText(`已办 1／${LETTERS}`).waitFor();
    await service.until(
      async () => (await stateOf(building, first?.number ?? ''))?.state === 'out',
      'it is out',
    );
  });

  it('a letter of somebody who has paid since is brought back', async () => {
    const second = items()[1];
    const paid = {
      externalId: randomUUID(),
      amountFen: 80_000,
      channel: 'bank',
      payer: '某',
      object: second?.label,
    };
    expect((await service.here('finance', 'POST', '/payments', paid)).status).toBe(200);
    await page.getByLabel('通知书编号').fill(second?.number ?? '');
    await button(page, /^查\s*找$/).click();
    await page.getByRole('alert').getByText('不要张贴').waitFor();
    await page.getByRole('alert').getByText('已缴清').waitFor();
    await see(page, `posting-refused-${name}`);
    await button(page, '带回信封').click();
  });

  it('goes on in a stairwell, keeps what was done over a reload, and uploads it once', async () => {
    const third = items()[2];
    await page.context().setOffline(true);
    await page
      .getByLabel('拍二维码')
      .setInputFiles(picture('code.png', await qrPicture(browser, third?.number ?? '')));
    await page.getByText('没有网络，不能当场核对', { exact: false }).waitFor();
    await page.getByLabel('拍门牌与信封').setInputFiles(await photo(`door ${third?.label}`));
    await page.getByText('待上传 1').waitFor();
    await see(page, `posting-offline-${name}`);
    expect((await stateOf(building, third?.number ?? ''))?.state).toBe('printed');
    await page.context().setOffline(false);
    await page.reload();
    await service.until(
      async () => (await stateOf(building, third?.number ?? ''))?.state === 'out',
      'it is out',
    );
    await page.getByText('待上传 1').waitFor({ state: 'detached' });
    const out = await stateOf(building, third?.number ?? '');
    expect(out.ruleBreach).toContain('NOT_STARTED');
    await see(page, `posting-after-${name}`);
  });
});
