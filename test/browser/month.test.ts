import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { projectRoot } from '../../src/dev/home';
import { DESK, isWiderThanTheScreen, openBrowser, PHONE, screenshot, signInAs } from '../support/browser';
import { createService, type Service } from '../support/service';

const samples = path.join(projectRoot, 'samples');
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
}, 120_000);
afterAll(() => browser?.close());

/** 《月初对账》 from finance's files to the manager's release, as one walks through it. */
describe.each<[string, BrowserContextOptions, string[]]>([
  ['desk', DESK, ['ledger.csv', 'owners.csv', 'prepayments.csv', 'payments.csv']],
  ['phone', PHONE, ['ledger.csv']],
])('the month’s start at a %s', (device, size, files) => {
  let service: Service;
  let finance: Page;
  let manager: Page;

  const open = async (login: string, tab: string) => {
    const at = { url: service.url, home: service.context.config.home, login };
    const page = await signInAs(browser, at, size);
    await page.goto(`${service.url}/c/${service.communityId}/month/${tab}`);
    return page;
  };
  const look = async (page: Page, name: string) => {
    await screenshot(page, `month-${name}-${device}`);
    expect([name, await isWiderThanTheScreen(page)]).toEqual([name, false]);
  };

  beforeAll(async () => {
    service = await createService();
    finance = await open('finance', 'import');
  }, 120_000);
  afterAll(async () => {
    await finance?.context().close();
    await manager?.context().close();
    await service?.destroy();
  });

  it('says that there is nothing to release before anything was imported', async () => {
    const supervisor = await open('supervisor', 'release');
    await supervisor.getByText('没有待放行的单').waitFor();
    await supervisor.context().close();
  });

  it('recognises the files by their columns, and asks nothing that they answer', async () => {
    await finance.locator('input[type=file]').setInputFiles(files.map((file) => path.join(samples, file)));
    await finance.getByText('认出 28 列').waitFor();
    expect(await finance.getByText(/认出 \d+ 列/).count()).toBe(files.length);
    await look(finance, 'files');
    await finance.getByRole('button', { name: '下一步' }).click();
    // straight to the check: no column is in question
    await finance.getByText('由逾期天数推得').waitFor();
    await look(finance, 'check');
  });

  it('shows what the ledger would change, row by row, and books it when finance accepts', async () => {
    await finance.getByRole('button', { name: '看差异' }).click();
    const added = finance.getByRole('tab', { name: /新增账单/ });
    await added.getByText('240 户').waitFor();
    await finance.getByText('8-1-1104').first().waitFor();
    await look(finance, 'differences');
    await finance.getByRole('button', { name: '全部接受，入账' }).click();
    await finance.getByText('新立的催缴案件在等放行').waitFor({ timeout: 90_000 });
    await look(finance, 'accepted');
  }, 120_000);

  it('takes the next files one by one, each checked against what the one before left', async () => {
    for (const _ of files.slice(1)) {
      await finance.getByRole('link', { name: /下一个文件/ }).click();
      const go = finance.getByRole('button', { name: '看差异' });
      await go.and(finance.locator(':enabled')).click({ timeout: 60_000 });
      await finance.getByRole('button', { name: '全部接受，入账' }).click();
      await finance
        .getByText(/^已入账/)
        .first()
        .waitFor({ timeout: 60_000 });
    }
    const imports = await service.here('finance', 'GET', '/imports');
    expect(imports.body.items.map(({ status }: { status: string }) => status)).toEqual(
      files.map(() => 'accepted'),
    );
  }, 180_000);

  it('has finance look, and not release', async () => {
    await finance.goto(`${service.url}/c/${service.communityId}/month/release`);
    const release = finance.getByRole('button', { name: /^放行 \d+ 户/ });
    await release.waitFor({ timeout: 60_000 });
    expect(await release.isDisabled()).toBe(true);
  }, 90_000);

  it('lets the manager look at what the ledger declared, and confirm it on grounds', async () => {
    manager = await open('manager', 'take-over');
    await manager.getByText(/已看 0 \/ \d+ 户/).waitFor();
    await look(manager, 'take-over');
    await manager.getByText('未看', { exact: true }).click();
    await manager.getByRole('button', { name: '看一眼' }).first().click();
    const form = manager.getByRole('dialog');
    await look(manager, 'take-over-form');
    await form.getByLabel(/依据/).fill('与催缴台账核对过');
    await form.getByRole('button', { name: /确\s*认/ }).click();
    await manager.getByText(/已看 1 \/ \d+ 户/).waitFor();
  }, 90_000);

  it('shows the manager whom the release would reach, who is left out and why', async () => {
    await manager.goto(`${service.url}/c/${service.communityId}/month/release`);
    await manager.getByText('自动剔除').waitFor();
    await manager.getByRole('button', { name: /^短信/ }).waitFor({ timeout: 60_000 });
    await look(manager, 'release');
    await manager.getByRole('button', { name: /法务/ }).click();
    await manager.getByText('四级').first().waitFor();
    expect(await manager.getByText('一级', { exact: true }).count()).toBe(0);
    await manager.getByRole('button', { name: '看全部' }).click();
  }, 90_000);

  it('leaves one out with reason and end, releases the rest, and says what became of it', async () => {
    await manager
      .getByRole('checkbox')
      .nth(device === 'desk' ? 1 : 0)
      .check();
    await manager.getByRole('button', { name: /剔除选中（1）/ }).click();
    const form = manager.getByRole('dialog');
    await form.getByRole('button', { name: '确认放行' }).click();
    await form.getByText('请写明原因').waitFor();
    await form.getByLabel('剔除的原因').fill('业主在住院，家属已来过');
    await form.getByLabel('不联系到哪天').fill('2026-11-20');
    await form.getByLabel('不联系到哪天').press('Enter');
    await look(manager, 'release-form');
    await form.getByRole('button', { name: '确认放行' }).click();
    await manager.getByText(/已放行 \d+ 户/).waitFor({ timeout: 60_000 });
    await look(manager, 'released');
    const pauses = await service.here('manager', 'GET', '/pauses?origin=release');
    expect(pauses.body.items).toMatchObject([{ reason: '业主在住院，家属已来过', toOn: '2026-11-20' }]);
  }, 120_000);

  it('keeps a list of those who are not to be contacted, taken whole or refused with the row', async () => {
    await manager.goto(`${service.url}/c/${service.communityId}/month/exclusions`);
    await manager.getByText('业主在住院，家属已来过').waitFor();
    await manager.getByLabel('房号', { exact: true }).fill('8-1-1104\n99-9-909');
    await manager.getByLabel('原因', { exact: true }).fill('电梯检修');
    await manager.getByLabel(/到哪天为止/).fill('2026-11-15');
    await manager.getByLabel(/到哪天为止/).press('Enter');
    await manager.getByRole('button', { name: '加入名单' }).click();
    await manager
      .getByRole('alert')
      .getByText(/99-9-909/)
      .waitFor();
    expect((await service.here('manager', 'GET', '/pauses?origin=list')).body.items).toEqual([]);
    await look(manager, 'exclusions');
    await manager.getByLabel('房号', { exact: true }).fill('8-1-1104');
    await manager.getByRole('button', { name: '加入名单' }).click();
    await manager.getByText('电梯检修').waitFor();
  }, 90_000);
});
