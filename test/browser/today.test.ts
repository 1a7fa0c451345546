import type { Browser, Page } from 'playwright-core';
import { DESK, isWiderThanTheScreen, openBrowser, PHONE, screenshot, signInAs } from '../support/browser';
import type { Service } from '../support/service';
import { beginWith, bringIn, createWorkingDay, household } from '../support/working-day';

/** 《我的今天》 as a steward works it off at the desk and in the corridor, and as his supervisor sees it. */

let service: Service;
let browser: Browser;

/** Of zhao the buildings 1 to 4: calls in 1 (desk) and 2 (phone), WeChat in 3; visits in 4 are the supervisor's. */
const CALLS = 12;
const WIDTHS = [
  ['desk', DESK, 1],
  ['phone', PHONE, 2],
] as const;

beforeAll(async () => {
  [service, browser] = await Promise.all([createWorkingDay(), openBrowser()]);
  await beginWith(service, { act: 'call', channels: ['call'] });
  await bringIn(service, [
    ...WIDTHS.flatMap(([, , building]) =>
      Array.from({ length: CALLS }, (_, index) => household(index, building)),
    ),
    ...Array.from({ length: 2 }, (_, index) =>
      household(index, 4, { level: '三级', dueOn: '2026-03-31', period: ['2026-01-01', '2026-03-31'] }),
    ),
  ]);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await service?.destroy();
});

/** A page that does not come is told before the test's own end. */
const WAIT_MS = 25_000;

async function open(login: string, device: typeof DESK | typeof PHONE): Promise<Page> {
  const at = { url: service.url, home: service.context.config.home, login };
  const page = await signInAs(browser, at, device);
  page.setDefaultTimeout(WAIT_MS);
  return page;
}

async function see(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  expect(await isWiderThanTheScreen(page)).toBe(false);
}

/** Room of the card that is open. */
async function room(page: Page): Promise<string> {
  const heading = await page.getByRole('article').getByRole('heading', { level: 2 }).textContent();
  return heading?.split(' ')[0] ?? '';
}

async function outcomesOf(label: string) {
  const { body } = await service.here('supervisor', 'GET', '/tasks?whose=all&limit=200');
  const done = await service.here('supervisor', 'GET', '/tasks?whose=all&status=done&limit=200');
  return [...body.items, ...done.body.items]
    .filter((task: { label: string }) => task.label === label)
    .flatMap((task: { outcomes: { outcome: string; takenBackAt: string | null }[] }) => task.outcomes)
    .filter(({ takenBackAt }: { takenBackAt: string | null }) => takenBackAt === null)
    .map(({ outcome }: { outcome: string }) => outcome);
}

/** Another household's card is there. */
async function nextAfter(page: Page, label: string): Promise<void> {
  await page
    .getByRole('article')
    .getByRole('heading', { level: 2, name: new RegExp(`^(?!${label} )`) })
    .waitFor();
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const outcome = (page: Page, name: string) =>
  page.getByRole('region', { name: '结果' }).getByRole('button', { name, exact: true });

/** 开始, then what came of it: two taps, and a day. */
async function work(page: Page, name: string, then: () => Promise<void> = async () => {}): Promise<string> {
  const label = await room(page);
  await button(page, '开始，显示号码').click();
  await outcome(page, name).click();
  await then();
  await nextAfter(page, label);
  return label;
}

describe.each(WIDTHS)('a steward’s calls at the %s', (name, device, building) => {
  let page: Page;
  const worked = new Map<string, string>();

  beforeAll(async () => {
    page = await open('zhao', device);
  });
  afterAll(() => page.context().close());

  it('are counted by group and listed with what, why, until when', async () => {
    await page.getByRole('toolbar').getByRole('button', { name: /电话/ }).waitFor();
    await see(page, `today-${name}`);
    await page.getByText('按楼栋').click();
    await page.getByRole('heading', { name: `${building} 栋` }).waitFor();
    await see(page, `today-by-building-${name}`);
    await page.goto(`${service.url}/c/${service.communityId}/today?group=call&building=${building}`);
    await button(page, new RegExp(`^${building}-1-`))
      .first()
      .click();
    await page.getByRole('article').waitFor();
    await see(page, `today-card-${name}`);
  });

  it('show the number only after 开始, large, with the words to say', async () => {
    await page.getByText(/138\*\*\*\*/).waitFor();
    await button(page, '开始，显示号码').click();
    const dial = page.getByRole('link', { name: /拨打 1380001/ });
    await dial.waitFor();
    expect(await dial.getAttribute('href')).toMatch(/^tel:1380001/);
    await page.getByText('不能说').waitFor();
    await see(page, `today-started-${name}`);
    await page.reload();
    await button(page, /继\s*续/).click();
    await dial.waitFor();
  });

  it('a promise is a tap and a day', async () => {
    const label = await room(page);
    await outcome(page, '接通·承诺缴费').click();
    await page.getByLabel('金额（元）').waitFor();
    await see(page, `today-promise-${name}`);
    await button(page, /三天后/).click();
    await nextAfter(page, label);
    worked.set(label, 'promise');
    await button(page, /撤\s*回/).waitFor();
    await see(page, `today-take-back-${name}`);
  });

  it('so are the other seven', async () => {
    worked.set(await work(page, '接通·已缴待核', () => button(page, /昨\s*天/).click()), 'claimed_paid');
    const dispute = await work(page, '接通·有异议', async () => {
      await page.getByRole('combobox', { name: '事项' }).click();
      await page.getByTitle('维修', { exact: true }).click();
      await page.getByRole('textbox', { name: '情况（写明）' }).fill('卫生间天花板漏水');
      await see(page, `today-dispute-${name}`);
      await button(page, /^登\s*记$/).click();
    });
    worked.set(dispute, 'dispute');
    worked.set(await work(page, '接通·困难分期'), 'hardship');
    const again = await work(page, '接通·约时间再打', async () => {
      await button(page, '今天 20:30').waitFor();
      await see(page, `today-time-${name}`);
      await button(page, '今天 20:30').click();
    });
    worked.set(again, 'call_again');
    worked.set(await work(page, '家属或他人接（未透露）'), 'third_person');
    worked.set(await work(page, '未接（关机、停机、拒接）'), 'no_answer');
    worked.set(await work(page, '空号错号'), 'wrong_number');
    for (const [label, said] of worked) expect([label, await outcomesOf(label)]).toEqual([label, [said]]);
    const { body } = await service.here('zhao', 'GET', `/today/rows?group=callback&building=${building}`);
    expect(body.items).toMatchObject([{ statedTime: { from: '20:30', onDay: '2026-11-03' } }]);
    // seven households, each heard by its case
  }, 180_000);

  it('a double tap is once', async () => {
    const label = await room(page);
    await button(page, '开始，显示号码').click();
    await outcome(page, '家属或他人接（未透露）').dblclick();
    await nextAfter(page, label);
    expect(await outcomesOf(label)).toEqual(['third_person']);
  });

  it('a wrong tap is taken back, and the household is there again', async () => {
    const label = await work(page, '空号错号');
    await button(page, /撤\s*回/).click();
    await page.getByText('已撤回，如同没有按过').waitFor();
    expect(await outcomesOf(label)).toEqual([]);
    await page.goto(`${service.url}/c/${service.communityId}/today?building=${building}&sort=building`);
    await button(page, new RegExp(`^${label} `)).waitFor();
    await see(page, `today-worked-${name}`);
  });
});

describe.each(WIDTHS)('a supervisor at the %s', (name, device) => {
  let page: Page;
  beforeAll(async () => {
    page = await open('supervisor', device);
  });
  afterAll(() => page.context().close());

  it('is told why he cannot visit now, and when he can', async () => {
    await page.getByRole('toolbar').getByRole('button', { name: /上门/ }).click();
    await button(page, /^4-1-/).first().click();
    const refusal = page.getByRole('article').getByRole('alert');
    await refusal.getByText('现在不在可联系时段').waitFor();
    await refusal.getByText(/18:00/).first().waitFor();
    expect(await button(page, /^开\s*始$/).isDisabled()).toBe(true);
    await page.getByText('出发前核对').waitFor();
    await see(page, `visit-refused-${name}`);
  });

  it('sees who has what, and sets an absence with a stand-in', async () => {
    await page.goto(`${service.url}/c/${service.communityId}/today?tab=team`);
    await button(page, /赵管家 客服/).waitFor();
    await see(page, `team-${name}`);
    await button(page, '赵管家 登记请假').click();
    await page.getByRole('combobox', { name: '代班人' }).click();
    await page.getByTitle('王管家').click();
    await see(page, `absence-${name}`);
    await button(page, /^登\s*记$/).click();
    await page.getByText(/王管家 代班/).waitFor();
    const lent = await service.here('wang', 'GET', '/today');
    expect(lent.body.standsInFor).toMatchObject([{ name: '赵管家' }]);
    await see(page, `away-${name}`);
    await page.getByRole('button', { name: /销\s*假/ }).click();
    await button(page, '赵管家 登记请假').waitFor();
    // what he himself had begun stays where it is; all else is his again
    const { body } = await service.here('wang', 'GET', '/today');
    expect(body.open).toBeLessThan(lent.body.open);
  });
});
