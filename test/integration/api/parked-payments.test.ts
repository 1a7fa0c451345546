import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withScope } from '../../../src/db/scope';
import { createTestApi } from '../../support/api';
import { importFile } from '../../support/ledger';
import { ledgerCsv, SMALL_LEDGER } from '../../support/small-ledger';

/** 认领台: what points to whose a parked payment is, one transfer for three rooms, and claiming the certain ones at once. */
let api: Awaited<ReturnType<typeof createTestApi>>;

beforeAll(async () => {
  api = await createTestApi();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-'));
  const file = path.join(folder, 'ledger.csv');
  const more = [
    { ...SMALL_LEDGER[0], room: '2-1-101', name: '陈东方', phone: '13900000001', owed: '100.00' },
    { ...SMALL_LEDGER[0], room: '2-1-102', name: '陈东方', phone: '13900000001', owed: '250.00' },
    { ...SMALL_LEDGER[0], room: '2-1-103', name: '陈东方', phone: '13900000001', owed: '70.00' },
  ] as typeof SMALL_LEDGER;
  await writeFile(file, ledgerCsv([...SMALL_LEDGER.slice(0, 6), ...more]));
  await importFile(api.context, api.communityId, 'ledger', file);
});
afterAll(() => api.destroy());

async function pay(amountFen: number, payer: string | null, memo: string | null): Promise<string> {
  const { body } = await api.ask('finance', 'POST', `${api.base}/payments`, {
    externalId: randomUUID(),
    ...{ amountFen, payer, memo, channel: '银行转账' },
  });
  expect(body).toMatchObject({ status: 'parked' });
  return body.id;
}

async function suggested(id: string) {
  const { status, body } = await api.ask('finance', 'GET', `${api.base}/payments/${id}/suggestions`);
  expect(status).toBe(200);
  return body;
}

const assign = (id: string, shares: object[]) =>
  api.ask('finance', 'POST', `${api.base}/payments/${id}/assign`, { shares });

/** Law 7 of one payment. */
async function addsUp(id: string): Promise<boolean> {
  return withScope(api.context, api.communityId, async (tx) => {
    const payment = await tx.payment.findUniqueOrThrow({ where: { id }, include: { allocations: true } });
    const allocated = payment.allocations.reduce((sum, { amountFen }) => sum + amountFen, 0);
    return allocated + payment.prepaidFen + payment.parkedFen + payment.refundedFen === payment.amountFen;
  });
}

describe('a parked payment', () => {
  it('of somebody who is an owner, for what he owes, is certain', async () => {
    const id = await pay(75_180, '张建国', '物业费');
    const { candidates, proposals } = await suggested(id);
    expect(candidates[0]).toMatchObject({ account: { label: '1-1-101' } });
    expect(candidates[0].reasons.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['payer_is_party']),
    );
    expect(proposals[0]).toMatchObject({ shares: [{ label: '1-1-101', amountFen: 75_180 }] });
  });

  it('for three rooms is shared to the fen, once, whoever says it first', async () => {
    const id = await pay(42_000, '陈小妹', '代陈东方交三套房');
    const { proposals } = await suggested(id);
    const [best] = proposals;
    expect(
      best.shares
        .map(({ label, amountFen }: { label: string; amountFen: number }) => [label, amountFen])
        .sort(),
    ).toEqual([
      ['2-1-101', 10_000],
      ['2-1-102', 25_000],
      ['2-1-103', 7_000],
    ]);
    const shares = best.shares.map(
      ({
        accountId,
        amountFen,
        chargeIds,
      }: {
        accountId: string;
        amountFen: number;
        chargeIds: string[];
      }) => ({
        ...{ accountId, amountFen, chargeIds },
      }),
    );
    expect((await assign(id, shares.slice(0, 2))).body).toMatchObject({ code: 'SPLIT_DOES_NOT_ADD_UP' });
    const both = await Promise.all([assign(id, shares), assign(id, shares)]);
    expect(both.map(({ body }) => [body.status, body.already]).sort()).toEqual([
      ['booked', false],
      ['booked', true],
    ]);
    const other = [{ accountId: shares[0].accountId, amountFen: 42_000 }];
    expect((await assign(id, other)).body).toMatchObject({ code: 'PAYMENT_NOT_PARKED' });
    expect(await addsUp(id)).toBe(true);
  });

  it('of a payer who paid before, points to where that went', async () => {
    const first = await pay(100, '某某公司财务部', '住户 张三 代付');
    const account = await withScope(api.context, api.communityId, (tx) =>
      tx.account.findFirstOrThrow({ where: { label: '5-1-202' } }),
    );
    await assign(first, [{ accountId: account.id, amountFen: 100 }]);
    const second = await pay(64_050 - 100, '某某公司财务部', '11月');
    const { candidates, parkedDays } = await suggested(second);
    expect(parkedDays).toBe(0);
    expect(candidates[0]).toMatchObject({ account: { label: '5-1-202' } });
    expect(candidates[0].reasons.map(({ zh }: { zh: string }) => zh).join()).toContain('曾为这一户缴费 1 次');
  });

  it('that is certain is claimed with the others of its kind, and looked at again while it is', async () => {
    const certain = await pay(32_000, '李红', '李红 物业费');
    const vague = await pay(12_345, '路人', '谢谢');
    const { body: page } = await api.ask('finance', 'GET', `${api.base}/payments/parked?limit=100`);
    const row = (id: string) => page.items.find((one: { id: string }) => one.id === id);
    expect(row(certain).best).toMatchObject({ certain: true, shares: [{ label: '1-1-102' }] });
    expect(row(vague).best).toBeNull();
    const accept = () =>
      api.ask('finance', 'POST', `${api.base}/payments/parked/accept-certain`, {
        paymentIds: [certain, vague],
      });
    const { body } = await accept();
    expect(body).toMatchObject({ accepted: [{ paymentId: certain, zh: '1-1-102 ¥320.00' }], left: [vague] });
    expect((await accept()).body).toEqual({ accepted: [], left: [vague] });
    expect(await addsUp(certain)).toBe(true);
  });

  it('is finance’s alone', async () => {
    expect((await api.ask('supervisor', 'GET', `${api.base}/payments/parked`)).status).toBe(403);
  });
});
