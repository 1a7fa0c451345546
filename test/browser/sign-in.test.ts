import type { Browser } from 'playwright-core';
import { DESK, isWiderThanTheScreen, openBrowser, PHONE, screenshot, signInAs } from '../support/browser';
import { createService, type Service } from '../support/service';

let service: Service;
let browser: Browser;

beforeAll(async () => {
  [service, browser] = await Promise.all([createService(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await service?.destroy();
});

describe.each([
  ['desk', DESK],
  ['phone', PHONE],
])('signing in at a %s', (name, device) => {
  it('says why it is refused, and then leads to the pages of one’s role', async () => {
    const context = await browser.newContext(device);
    const page = await context.newPage();
    await page.goto(service.url);
    await page.waitForURL(/\/sign-in/);
    await page.getByLabel('用户名').fill('nobody');
    await page.getByLabel('密码', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: /登\s*录/ }).click();
    await page.getByRole('alert').getByText('用户名或密码不对').waitFor();
    await screenshot(page, `sign-in-${name}`);
    expect(await isWiderThanTheScreen(page)).toBe(false);
    await context.close();
  });

  it('keeps the session from scripts, and ends it on request', async () => {
    const at = { url: service.url, home: service.context.config.home, login: 'supervisor' };
    const page = await signInAs(browser, at, device);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL(/\/sign-in/);
    await page.goto(`${service.url}/c/${service.communityId}/today`);
    await page.waitForURL(/\/sign-in/);
    await page.context().close();
  });
});
