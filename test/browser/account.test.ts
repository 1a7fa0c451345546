import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { projectRoot } from '../../src/dev/home';
import {
  DESK,
  isWiderThanTheScreen,
  openBrowser,
  PHONE,
  screenshot,
  screenshotOfScreen,
  signInAs,
} from '../support/browser';
import { createService, type Service } from '../support/service';

/** 户卡 and the search box, as a front desk and its supervisor use them, on some households of the sample ledger. */

let service: Service;
let browser: Browser;

/** Their rows of the sample ledger, as finance exports them. */
const HOUSEHOLDS = [
  '13800004222', // 1-2-1503, fifteen charges
  '13800003534', // 1-1-304
  '13800006107', // 1-1-704
  '13800008219', // 2-3-1701 and a parking space
  '13800000733', // 2-3-702
  '13800000761', // 2-3-1001, 5-2-903 and a parking space: one person
  '13800002573', // 3-1-102
  '13800006677', // 3-3-701 and a parking space
  '13800009808', // 4-1-1402
  '13800008153', // 4-3-804
  '13800002148', // 4-1-1401
];

beforeAll(async () => {
  [service, browser] = await Promise.all([createService(), openBrowser()]);
  const [heading = '', ...rows] = readFileSync(path.join(projectRoot, 'samples/ledger.csv'), 'utf8').split(
    /\r?\n/,
  );
  const form = new FormData();
  form.append('kind', 'ledger');
  const chosen = rows.filter((row) => HOUSEHOLDS.some((phone) => row.includes(phone)));
  form.append('file', new Blob([[heading, ...chosen].join('\r\n')]), 'ledger.csv');
  const preview = await service.here('finance', 'POST', '/imports', form);
  expect(preview.status).toBe(200);
  await service.here('finance', 'POST', `/imports/${preview.body.id}/accept`, {});
  await service.until(async () => {
    const { body } = await service.here('supervisor', 'GET', '/cases?limit=200');
    return (
      body.items.length >= HOUSEHOLDS.length &&
      body.items.every((row: { next: { zh: string } }) => row.next.zh !== '正在立案')
    );
  }, 'every case has begun');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.destroy();
});

function open(login: string, device: typeof DESK | typeof PHONE): Promise<Page> {
  return signInAs(browser, { url: service.url, home: service.context.config.home, login }, device);
}

/** By the search box, as one does who has the owner on the phone. */
async function find(page: Page, typed: string, room: string): Promise<void> {
  await page.getByRole('combobox', { name: '查找业主' }).fill(typed);
  await page.getByRole('option', { name: new RegExp(room) }).click();
  await page.getByRole('heading', { level: 1, name: new RegExp(room) }).waitFor();
}

function section(page: Page, name: string) {
  return page.getByRole('region', { name });
}

async function accountOf(room: string): Promise<{ id: string; caseId: string }> {
  const { body } = await service.here('supervisor', 'GET', `/search?q=${room}`);
  const [hit] = body.items;
  return { id: hit.accountId, caseId: hit.caseId };
}

describe.each([
  ['desk', DESK, { paid: '2-3-1701', promise: '4-1-1402', amount: '3-1-102' }],
  ['phone', PHONE, { paid: '3-3-701', promise: '4-3-804', amount: '4-1-1401' }],
] as const)('an account at the %s', (name, device, rooms) => {
  let page: Page;
  beforeAll(async () => {
    page = await open('zhao', device);
  });
  afterAll(() => page.context().close());

  it('is found by its room, written either way, by a name, the end of a number, and says why', async () => {
    const box = page.getByRole('combobox', { name: '查找业主' });
    for (const [typed, why] of [
      ['1-2-1503', '房号 1-2-1503'],
      ['121503', '房号 1-2-1503'],
      ['王平子', '姓名'],
      ['4222', '手机后四位'],
    ] as const) {
      await box.fill(typed);
      const hit = page.getByRole('option', { name: /1-2-1503/ });
      await hit.getByText(why).waitFor();
      expect(await hit.textContent()).toContain('王*');
      expect(await hit.textContent()).not.toContain('王平子');
    }
    await screenshot(page, `search-${name}`);
    await box.fill('没有这个人');
    await page.getByText('没有找到', { exact: false }).waitFor();
    // of a colleague's building
    await box.fill('5-2-903');
    await page.getByText('没有找到', { exact: false }).waitFor();
    expect(await isWiderThanTheScreen(page)).toBe(false);
  });

  it('is reached by keyboard alone', async () => {
    await page.keyboard.press('Escape');
    await page
      .locator('h1, main')
      .first()
      .click({ position: { x: 2, y: 2 } });
    await page.keyboard.press('/');
    await page.keyboard.type('1-2-1503');
    await page.getByRole('option', { name: /1-2-1503/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /1-2-1503/ }).waitFor();
  });

  it('shows what is owed, each charge and the day it lapses, what is next, and that nothing is really sent', async () => {
    await page.getByText('示范小区：不会真正发出', { exact: false }).waitFor();
    await section(page, '今日应付').getByText('¥', { exact: false }).first().waitFor();
    await section(page, '下一步').getByText('等待放行').first().waitFor();
    const charges = section(page, '账单逐笔');
    await charges.getByText('时效届满日').first().waitFor();
    expect(await charges.getByText(/物业服务费/).count()).toBeGreaterThan(3);
    await section(page, '欠费账龄').getByText(/年|天/).first().waitFor();
    await section(page, '时间线').getByText('立案', { exact: false }).first().waitFor();
    await screenshot(page, `card-${name}`);
    expect(await isWiderThanTheScreen(page)).toBe(false);
  });

  it('shows name and number for a purpose, which is then in the history', async () => {
    const who = section(page, '责任主体与联系方式');
    expect(await who.textContent()).not.toContain('13800004222');
    await who.getByRole('button', { name: '显示姓名号码' }).click();
    const dialog = page.getByRole('dialog', { name: '显示完整姓名和号码' });
    await dialog.getByText('会记入此户的时间线', { exact: false }).waitFor();
    await dialog.getByLabel('用途').fill('业主来电核对');
    await dialog.getByRole('button', { name: /显\s*示/ }).click();
    await who.getByText('13800004222').waitFor();
    await who.getByText('王平子').waitFor();
    await section(page, '时间线').getByText('信息查看与更改').click();
    await section(page, '时间线').getByText('查看完整姓名与联系方式').first().waitFor();
    await section(page, '时间线').getByText('业主来电核对', { exact: false }).first().waitFor();
  });

  it('says why a button is not for him', async () => {
    await page.getByText('更多办理', { exact: false }).click();
    const level = page.getByRole('button', { name: /决定为二级/ });
    await level.waitFor();
    expect(await level.isDisabled()).toBe(true);
    await page.getByText('您的岗位不能办理此事').first().waitFor();
    await screenshot(page, `refused-${name}`);
  });

  it('takes what the owner says of a payment: contacts stop, finance has it, the history says so', async () => {
    await find(page, rooms.paid, rooms.paid);
    await page.getByRole('button', { name: '业主称已缴' }).click();
    const form = page.getByRole('dialog', { name: '业主称已缴' });
    await form.getByText('3 个工作日内不再联系', { exact: false }).waitFor();
    await form.getByText('支付宝').click();
    await form.getByLabel(/缴了多少/).fill('1,200.50');
    await form
      .getByLabel('拍照或选择截图')
      .setInputFiles({ name: 'paid.png', mimeType: 'image/png', buffer: PIXEL });
    await screenshotOfScreen(page, `paid-form-${name}`);
    await form.getByRole('button', { name: /登\s*记/ }).click();
    await page.getByRole('status').getByText('已转财务核实', { exact: false }).waitFor();
    await section(page, '下一步').getByText('待核实缴费').first().waitFor();
    await section(page, '在办工单与异议').getByText('核实缴费').waitFor();
    await section(page, '附件').getByText('缴费凭证、回执').first().waitFor();
    await section(page, '附件').getByRole('img').first().waitFor();
    await screenshot(page, `paid-${name}`);
    await section(page, '下一步').getByText('¥1,200.50', { exact: false }).waitFor();
    // a second time it is not offered, and says why
    const again = page.getByRole('button', { name: '业主称已缴' });
    await page.locator('[id="why-payment_claimed"]').waitFor();
    expect(await again.isDisabled()).toBe(true);
    expect(await isWiderThanTheScreen(page)).toBe(false);
  });

  it('keeps a promise until its day', async () => {
    await find(page, rooms.promise, rooms.promise);
    await page.getByRole('button', { name: '承诺缴费' }).click();
    const form = page.getByRole('dialog', { name: '承诺缴费' });
    const { body } = await service.ask('zhao', 'GET', service.base);
    await form.getByLabel('答应哪天缴').fill(laterThan(body.today, 5));
    await form.getByRole('button', { name: /登\s*记/ }).click();
    await page.getByRole('status').getByText('前一天提醒一次', { exact: false }).waitFor();
    await section(page, '下一步').getByText('承诺缴费').first().waitFor();
  });

  it('sets the charges apart whose amount is objected to', async () => {
    await find(page, rooms.amount, rooms.amount);
    await page.getByRole('button', { name: /^异\s*议$/ }).click();
    const form = page.getByRole('dialog', { name: '异议' });
    await form.getByText('对金额有异议').click();
    await form.getByRole('checkbox').first().check();
    await form.getByLabel('业主的原话').fill('面积多算了');
    await form.getByRole('button', { name: /登\s*记/ }).click();
    await page.getByRole('status').getByText('财务须在', { exact: false }).waitFor();
    await section(page, '今日应付').getByText('异议中').waitFor();
    const { id } = await accountOf(rooms.amount);
    const { owed } = (await service.here('zhao', 'GET', `/accounts/${id}`)).body;
    expect(owed.principalFen + owed.lateFeeFen - owed.prepaidFen).toBe(owed.claimableFen);
    expect(owed.disputedFen).toBeGreaterThan(0);
    await section(page, '账单逐笔').getByText('异议中').first().waitFor();
    await section(page, '在办工单与异议').getByText('面积多算了', { exact: false }).waitFor();
    await screenshot(page, `disputed-${name}`);
  });

  it('knows who is calling by four digits, writes down what for, and leads on', async () => {
    await find(page, '1-1-704', '1-1-704');
    await page.getByRole('button', { name: '来电来访' }).click();
    const form = page.getByRole('dialog', { name: '来电来访' });
    await form.getByLabel('身份核对', { exact: false }).fill('0000');
    await form.getByRole('button', { name: /核\s*对/ }).click();
    await form.getByText('不要透露欠费', { exact: false }).waitFor();
    await form.getByLabel('身份核对', { exact: false }).fill('6107');
    await form.getByRole('button', { name: /核\s*对/ }).click();
    await form.getByText('相符：本人，可以谈').waitFor();
    await form.getByText('分期').click();
    await form.getByLabel(/业主怎么说/).fill('想分三个月缴');
    await screenshotOfScreen(page, `inbound-${name}`);
    await form.getByRole('button', { name: '登记，继续办理' }).click();
    const plan = page.getByRole('dialog', { name: '困难 / 分期' });
    await plan.getByLabel('分几期（含首期）').fill('4');
    await plan.getByText('第 4 期').waitFor();
    await screenshotOfScreen(page, `plan-${name}`);
    await plan.getByRole('button', { name: /取\s*消/ }).click();
    await section(page, '最近 3 次沟通').getByText('分期（身份相符）', { exact: false }).first().waitFor();
  });

  it('keeps when the owner wants to be called, and whom he lets know', async () => {
    await page.getByRole('button', { name: '约回电' }).click();
    const form = page.getByRole('dialog', { name: '约回电' });
    const { body } = await service.ask('zhao', 'GET', service.base);
    await form.getByLabel('哪天').fill(laterThan(body.today, 3));
    await form.getByRole('button', { name: /登\s*记/ }).click();
    await page.getByRole('status').getByText('已派给责任管家', { exact: false }).waitFor();
    await section(page, '在办工单与异议').getByText('回电（业主约）').first().waitFor();
    await section(page, '责任主体与联系方式').getByText('业主约定', { exact: false }).waitFor();
    const phone = name === 'desk' ? '13900001111' : '13900002222';
    await page.getByRole('button', { name: '加授权联系人' }).click();
    const contact = page.getByRole('dialog', { name: '加授权联系人' });
    await contact.getByLabel('是业主的什么人').fill('女儿');
    await contact.getByLabel('号码或地址').fill(phone);
    await contact.getByRole('checkbox').check();
    await contact.getByRole('button', { name: /登\s*记/ }).click();
    await section(page, '责任主体与联系方式')
      .getByText(`${phone.slice(0, 3)}****${phone.slice(-4)}`)
      .waitFor();
    await screenshot(page, `contacts-${name}`);
    expect(await isWiderThanTheScreen(page)).toBe(false);
  });

  it('speaks English where that is chosen', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await section(page, 'Owed today').waitFor();
    await section(page, 'What is next').waitFor();
    await screenshot(page, `english-${name}`);
    expect(await isWiderThanTheScreen(page)).toBe(false);
    await page.getByRole('button', { name: '中文' }).click();
    await section(page, '今日应付').waitFor();
  });
});

describe('who may see what', () => {
  it('refuses the steward of other buildings', async () => {
    const { id } = await accountOf('1-2-1503');
    const page = await open('wang', DESK);
    await page.goto(`${service.url}/c/${service.communityId}/accounts/${id}`);
    await page.getByRole('alert').getByText('没有这一户，或不在您的范围内').waitFor();
    await page.context().close();
  });

  it('locks who guesses at four digits', async () => {
    const { id } = await accountOf('1-1-304');
    for (let guess = 0; guess < 5; guess += 1) {
      const tried = await service.here('zhao', 'POST', `/accounts/${id}/identity-checks`, {
        lastFour: String(1000 + guess),
      });
      expect([tried.status, tried.body.matched]).toEqual([200, false]);
    }
    const locked = await service.here('zhao', 'POST', `/accounts/${id}/identity-checks`, {
      lastFour: '3534',
    });
    expect([locked.status, locked.body.code]).toEqual([429, 'IDENTITY_LOCKED']);
  });
});

describe('two people at one account', () => {
  it('the second is told what the first has done', async () => {
    const { id } = await accountOf('2-3-702');
    const address = `${service.url}/c/${service.communityId}/accounts/${id}`;
    const [first, second] = [await open('zhao', DESK), await open('supervisor', DESK)];
    for (const page of [first, second]) {
      await page.goto(address);
      await page.getByRole('button', { name: '业主称已缴' }).click();
    }
    await first
      .getByRole('dialog')
      .getByRole('button', { name: /登\s*记/ })
      .click();
    await first.getByRole('status').getByText('已转财务核实', { exact: false }).waitFor();
    await second
      .getByRole('dialog')
      .getByRole('button', { name: /登\s*记/ })
      .click();
    await second.getByRole('alert').getByText('财务正在核实', { exact: false }).waitFor();
    await section(second, '下一步').getByText('待核实缴费').first().waitFor();
    await screenshot(second, 'two-people');
    for (const page of [first, second]) await page.context().close();
  });
});

describe('joining', () => {
  it('shows a supervisor what will happen, joins, and takes it back', async () => {
    const page = await open('supervisor', DESK);
    await find(page, '2-3-1001', '2-3-1001');
    const others = section(page, '同一人的其他户');
    await others.getByText('姓名、电话都相同').first().waitFor();
    await others.getByRole('button', { name: '并入本户' }).first().click();
    const form = page.getByRole('dialog', { name: /并入 2-3-1001/ });
    await form.getByRole('region', { name: '将会发生' }).waitFor();
    await form.getByLabel(/依据/).fill('业主到前台出示证件');
    await screenshotOfScreen(page, 'join-desk');
    await form.getByRole('button', { name: '确认是同一人，并户' }).click();
    await page.getByRole('status').getByText('已并入本户', { exact: false }).waitFor();
    await section(page, '责任主体与联系方式').getByText('5-2-903').waitFor();
    await screenshot(page, 'joined-desk');
    await others.getByRole('button', { name: '撤销并户' }).first().click();
    const undo = page.getByRole('dialog', { name: /撤销并户/ });
    await undo.getByRole('region', { name: '将会发生' }).waitFor();
    await undo.getByLabel(/依据/).fill('证件核对有误');
    await undo.getByRole('button', { name: '确认撤销' }).click();
    await page.getByRole('status').getByText('恢复为单独一户', { exact: false }).waitFor();
    await page.context().close();
  });

  it('is not offered to an agent', async () => {
    const page = await open('zhao', DESK);
    await find(page, '2-3-1001', '2-3-1001');
    await section(page, '今日应付').waitFor();
    expect(await section(page, '同一人的其他户').count()).toBe(0);
    await page.context().close();
  });
});

describe('after the release', () => {
  it('nobody who says that he has paid is written to, and what was sent can be read', async () => {
    expect((await service.here('manager', 'POST', '/waves/release', {})).status).toBe(200);
    const { id: paid } = await accountOf('2-3-1701');
    const { id: other } = await accountOf('1-2-1503');
    const sentTo = async (accountId: string) =>
      (await service.here('supervisor', 'GET', `/captured?accountId=${accountId}`)).body.items.length;
    await service.until(async () => (await sentTo(other)) > 0, 'the first message');
    expect(await sentTo(paid)).toBe(0);
    const page = await open('supervisor', PHONE);
    await find(page, '1-2-1503', '1-2-1503');
    await section(page, '最近 3 次沟通').getByText('短信', { exact: false }).first().waitFor();
    await section(page, '时间线').getByText('当时的文本').first().click();
    await section(page, '时间线').getByText('安和物业', { exact: false }).first().waitFor();
    await screenshot(page, 'sent-phone');
    await page.context().close();
  });
});

describe('what lies on paper', () => {
  it('is found by the number on the letter and by the courier’s, and shown with its delivery', async () => {
    const { caseId } = await accountOf('1-1-704');
    const printed = await service.here('zhao', 'POST', '/paper/batches', {
      kind: 'posting',
      caseIds: [caseId],
    });
    expect(printed.status).toBe(200);
    expect(printed.body.leftOut).toEqual([]);
    const { number } = printed.body.items[0];
    const { caseId: posted } = await accountOf('4-1-1401');
    const mail = { kind: 'mail', outcome: 'dispatched', trackingNumber: 'EMS1234567890' };
    expect((await service.here('zhao', 'POST', `/cases/${posted}/contacts`, mail)).status).toBe(200);
    const page = await open('zhao', PHONE);
    await find(page, 'EMS1234567890', '4-1-1401');
    await section(page, '通知书与送达').getByText('EMS1234567890', { exact: false }).waitFor();
    await find(page, number, '1-1-704');
    await section(page, '通知书与送达').getByText(number, { exact: false }).first().waitFor();
    await screenshot(page, 'paper-phone');
    await page.context().close();
  });
});

describe('a wrong record', () => {
  it('is put right by another that names it', async () => {
    const page = await open('zhao', DESK);
    await find(page, '4-1-1401', '4-1-1401');
    const history = section(page, '时间线');
    await history.getByRole('button', { name: '更正记录' }).first().click();
    const form = page.getByRole('dialog', { name: '更正记录' });
    await form.getByText('未能交寄').click();
    await form.getByLabel('为什么更正').fill('邮局退回了，没有寄出');
    await screenshotOfScreen(page, 'correct-desk');
    await form.getByRole('button', { name: /登\s*记/ }).click();
    await page.getByRole('status').getByText('旧的记录保留', { exact: false }).waitFor();
    await history.getByText('更正的是', { exact: false }).first().waitFor();
    await screenshot(page, 'corrected-desk');
    await page.context().close();
  });
});

describe('finance', () => {
  it('says what it found of a payment that an owner claims, on the card', async () => {
    const page = await open('finance', DESK);
    await find(page, '2-3-702', '2-3-702');
    await section(page, '下一步').getByRole('button', { name: '填核实结果' }).click();
    const form = page.getByRole('dialog', { name: /待核实缴费/ });
    await form.getByText('未到账').click();
    await form.getByLabel('理由').fill('银行流水里没有');
    await form.getByRole('button', { name: '确认办理' }).click();
    await page.getByRole('status').getByText('已办理', { exact: false }).waitFor();
    await screenshot(page, 'finance-desk');
    await page.context().close();
  });
});

function laterThan(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
