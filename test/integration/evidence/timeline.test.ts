import { createUser } from '../../../src/auth/users';
import type { Context } from '../../../src/context';
import { withScope, withSystemScope } from '../../../src/db/scope';
import { eraseContents } from '../../../src/evidence/erase';
import { timelineOf } from '../../../src/evidence/timeline';
import { AT, newAccount, newCommunity, settled, type TestAccount, write } from '../../support/evidence';
import { createTestContext } from '../../support/stack/context';

const KEY = '0198c0de-0000-7000-8000-000000000001/1/first-reminder/0';
const TEXT = '【安和物业】卫先生，您有物业服务费 751.80 元待缴。';

describe("an account's history", () => {
  let context: Context;
  let account: TestAccount;
  let userId: string;

  beforeAll(async () => {
    context = await createTestContext();
    account = await newAccount(context, await newCommunity(context), '8-1-1104');
    userId = (await withSystemScope(context, (tx) => createUser(tx, { login: 'zhou', name: '周主管' }))).id;
    await write(
      context,
      account,
      {
        kind: 'claim',
        content: {
          ...{ stepKey: KEY, contactId: 'x', channel: 'sms', class: 'dunning', automatic: true, level: 1 },
          ...{ ledgerVersion: 1, claimableFen: 75_180, to: '13800006287', text: TEXT },
        },
      },
      {
        kind: 'outcome',
        content: {
          ...{ stepKey: KEY, contactId: 'x', channel: 'sms', outcome: 'delivered', grade: 'arrived' },
          ...{ attempt: false, provider: 'capture', providerAnswer: { serial: '42' } },
        },
      },
      {
        kind: 'command',
        actorId: userId,
        content: { commandId: 'c', event: 'HOLD_PLACED', role: 'supervisor', reason: '业主住院，家属来电' },
      },
      settled(0),
    );
  });
  afterAll(() => context.destroy());

  const read = (query: { view?: 'open' | 'masked'; afterSeq?: number; limit?: number } = {}) =>
    withScope(context, account.communityId, (tx) =>
      timelineOf(tx, context, {
        accountId: account.accountId,
        zone: 'Asia/Shanghai',
        view: 'open',
        limit: 100,
        ...query,
      }),
    );

  it('tells in order what happened, who did it, when on both clocks, why, with which words and answer', async () => {
    const history = await read();
    expect(history.map(({ seq, by, zh }) => `${seq} ${by.name}：${zh}`)).toEqual([
      '1 系统：发送短信（催缴触达，第一次提醒，应付 ¥751.80）',
      '2 系统：短信结果：已送达（送达可证）',
      '3 周主管：登记暂停',
      '4 系统：结清',
    ]);
    expect(history[0]).toMatchObject({ at: AT, text: TEXT });
    expect(history[1]?.answer).toEqual({ serial: '42' });
    expect(history[2]?.why).toBe('业主住院，家属来电');
    for (const { hash, realAt } of history) {
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(realAt.getTime()).toBeGreaterThan(AT.getTime() - 366 * 86_400_000);
    }
  });

  it('reveals no number to anybody, and no words to who sees it masked', async () => {
    expect(JSON.stringify(await read())).not.toContain('13800006287');
    const masked = await read({ view: 'masked' });
    expect(JSON.stringify(masked)).not.toMatch(/13800006287|卫先生|住院/);
    expect(masked.map(({ seq, masked: hidden }) => [seq, hidden])).toEqual([
      [1, true],
      [2, false],
      [3, true],
      [4, false],
    ]);
    expect(masked.map(({ zh }) => zh)).toEqual((await read()).map(({ zh }) => zh));
  });

  it('is read page by page', async () => {
    const first = await read({ limit: 3 });
    const rest = await read({ limit: 3, afterSeq: first.at(-1)?.seq });
    expect([...first, ...rest].map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('says of a content that was lawfully erased that it was there', async () => {
    const { communityId, accountId } = account;
    const erasure = { communityId, accountId, seqs: [1], reason: '业主依法要求', byId: userId, at: AT };
    await eraseContents(context, context.config.databaseOwnerUrl, erasure);
    const [first, , , , last] = await read();
    expect(first).toMatchObject({
      zh: '联系发起（内容已依法删除）',
      erased: true,
      text: null,
      content: null,
    });
    expect(last).toMatchObject({ zh: '依法删除第 1 条的内容', by: { name: '周主管' }, why: '业主依法要求' });
  });
});
