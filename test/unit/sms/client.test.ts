import { PassingError } from '../../../src/errors';
import type { TencentAccount } from '../../../src/messaging/tencent/accounts';
import {
  type SmsRequest,
  TencentRefusal,
  TencentUnreachable,
  tencentClient,
} from '../../../src/messaging/tencent/client';
import { lookUpSms, receiptOfSms } from '../../../src/messaging/tencent/lookup';
import type { Neighbour } from '../../../src/messaging/tencent/neighbours';
import { startTencentEndpoint, type TencentEndpoint } from '../../support/tencent-endpoint';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TO = '+8613812345678';
const REQUEST: SmsRequest = {
  appId: '1400006666',
  signName: '安和物业',
  to: TO,
  templateId: '900001',
  params: ['周', '26年12月', '716.26'],
  session: 'case/1/first-reminder/0',
};
const noSignal = () => new AbortController().signal;

let now = Date.now();
let endpoint: TencentEndpoint;
let account: TencentAccount;

beforeAll(async () => {
  endpoint = await startTencentEndpoint({ now: () => now });
  const { secretId, secretKey, url } = endpoint;
  account = { secretId, secretKey, callbackIps: [], endpoint: new URL(url) };
});
afterAll(() => endpoint.stop());
beforeEach(() => {
  now = Date.now();
  endpoint.kept.length = 0;
  endpoint.state.questionError = null;
  endpoint.state.totalCount = null;
});

const client = (given = account) => tencentClient(given, 'ap-guangzhou');
const send = (signal = noSignal()) => client().send(REQUEST, signal);

describe('the SDK against a server that checks its signature', () => {
  it('sends one number, its template and the step key', async () => {
    const answer = await send();
    expect(answer.SendStatusSet).toMatchObject([{ Code: 'Ok', PhoneNumber: TO, Fee: 1 }]);
    expect(endpoint.sends.at(-1)).toEqual({
      PhoneNumberSet: [TO],
      SmsSdkAppId: '1400006666',
      SignName: '安和物业',
      TemplateId: '900001',
      TemplateParamSet: ['周', '26年12月', '716.26'],
      SessionContext: 'case/1/first-reminder/0',
    });
    expect(endpoint.state.signatures.wrong).toEqual([]);
    expect(endpoint.state.signatures.right).toBeGreaterThan(0);
  });

  it('is turned away with another key', async () => {
    const wrong = client({ ...account, secretKey: 'anotheranotheranother' });
    await expect(wrong.send(REQUEST, noSignal())).rejects.toMatchObject({
      name: 'TencentRefusal',
      code: 'AuthFailure.SignatureFailure',
    });
    endpoint.state.signatures.wrong.length = 0;
  });

  it('tells a refusal from an answer that says nothing', async () => {
    endpoint.script({ kind: 'error', code: 'FailedOperation.InsufficientBalanceInSmsPackage' });
    await expect(send()).rejects.toEqual(
      new TencentRefusal('FailedOperation.InsufficientBalanceInSmsPackage'),
    );
    for (const script of [
      { kind: 'takes_and_dies' },
      { kind: 'loses' },
      { kind: 'http', status: 502 },
      { kind: 'garbage' },
    ] as const) {
      endpoint.script(script);
      await expect(send()).rejects.toBeInstanceOf(PassingError);
    }
  });

  it('is given up with the lease', async () => {
    endpoint.script({ kind: 'never' });
    await expect(send(AbortSignal.timeout(100))).rejects.toBeInstanceOf(PassingError);
  });

  it('knows when nothing left this machine', async () => {
    const nobody = client({ ...account, endpoint: new URL('http://127.0.0.1:1') });
    await expect(nobody.send(REQUEST, noSignal())).rejects.toBeInstanceOf(TencentUnreachable);
  });
});

describe('a call without an answer, asked about by number and time', () => {
  const ask = (calledAt: number, neighbours: Neighbour[] = []) =>
    lookUpSms(
      client(),
      {
        account: 'main',
        appId: '1400006666',
        to: TO,
        sinceReal: calledAt,
        nowReal: now,
        neighbours: async () => neighbours,
      },
      noSignal(),
    );
  const keep = (status: number, requestCode = '') =>
    endpoint.keep({ ...callOf(TO), SessionContext: 'x' }, status, requestCode);

  it.each([
    [2, 'DELIVRD', { kind: 'found', delivered: true }],
    [3, '', { kind: 'found', delivered: false }],
    [4, '-106', { kind: 'failed', failure: { code: '-106', means: 'template' } }],
  ])('its status %i (%s)', async (status, statusCode, expected) => {
    const record = keep(status);
    record.StatusCode = statusCode;
    expect(await ask(now)).toMatchObject({ ...expected, ref: record.SerialNo });
  });

  it('was turned away', async () => {
    keep(1, 'FailedOperation.PhoneNumberInBlacklist');
    expect(await ask(now)).toEqual({
      kind: 'refused',
      class: 'opted_out',
      code: 'FailedOperation.PhoneNumberInBlacklist',
    });
    endpoint.kept.length = 0;
    // the word leaves it open, the record does not
    keep(1, 'InternalError.Timeout');
    expect(await ask(now)).toEqual({ kind: 'nothing' });
  });

  it('has nothing, once a record would be written', async () => {
    const calledAt = now;
    await expect(ask(calledAt)).rejects.toMatchObject({ code: 'SMS_TOO_SOON' });
    now += 7 * MINUTE;
    expect(await ask(calledAt)).toEqual({ kind: 'nothing' });
  });

  it('never has nothing where it cannot know', async () => {
    const calledAt = now - 10 * MINUTE;
    await expect(ask(calledAt, [{ is: 'in_doubt' }])).rejects.toMatchObject({ code: 'SMS_SEVERAL_IN_DOUBT' });
    endpoint.state.totalCount = 1_200;
    await expect(ask(calledAt)).rejects.toMatchObject({ code: 'SMS_RECORDS_CUT' });
    endpoint.state.totalCount = null;
    endpoint.state.questionError = 'InternalError.Timeout';
    await expect(ask(calledAt)).rejects.toMatchObject({ code: 'SMS_CANNOT_ASK' });
    endpoint.state.questionError = null;
    expect(await ask(now - 72 * HOUR)).toEqual({ kind: 'cannot_ask' });
    const record = keep(3);
    await expect(ask(now, [{ is: 'in_doubt' }])).rejects.toMatchObject({ code: 'SMS_SEVERAL_IN_DOUBT' });
    keep(3);
    await expect(ask(now)).rejects.toMatchObject({ code: 'SMS_SEVERAL_IN_DOUBT' });
    // the other one is accounted for: what remains is this
    expect(await ask(now, [{ is: 'known', ref: record.SerialNo }])).toMatchObject({ kind: 'found' });
  });

  it('is not another message that was turned away', async () => {
    keep(1, 'LimitExceeded.PhoneNumberThirtySecondLimit');
    const calledAt = now;
    const refused: Neighbour = { is: 'refused', code: 'LimitExceeded.PhoneNumberThirtySecondLimit' };
    now += 7 * MINUTE;
    expect(await ask(calledAt, [refused])).toEqual({ kind: 'nothing' });
    expect(await ask(calledAt)).toMatchObject({ kind: 'refused', class: 'deferred' });
  });

  it('is found behind many others, page by page', async () => {
    const calledAt = now;
    const mine = keep(3);
    const others = Array.from({ length: 120 }, () => keep(2));
    const known = others.map(({ SerialNo }): Neighbour => ({ is: 'known', ref: SerialNo }));
    endpoint.questions.length = 0;
    expect(await ask(calledAt, known)).toMatchObject({ ref: mine.SerialNo });
    expect(endpoint.questions.map(({ Offset }) => Offset)).toEqual([0, 50, 100]);
  });

  it('is not one of another time or another number', async () => {
    now -= 2 * HOUR;
    keep(3);
    now += 2 * HOUR;
    endpoint.keep(callOf('+8613900000000'));
    const calledAt = now - 20 * MINUTE;
    expect(await ask(calledAt)).toEqual({ kind: 'nothing' });
  });
});

describe('the receipt of a message that was taken', () => {
  const receipt = (ref: string, calledAt: number) =>
    receiptOfSms(
      client(),
      { appId: '1400006666', to: TO, ref, sinceReal: calledAt, nowReal: now },
      noSignal(),
    );

  it('is there, or not yet, or not shown any more', async () => {
    const { SerialNo: ref } = endpoint.keep(callOf(TO));
    const calledAt = now;
    expect(await receipt(ref, calledAt)).toBeNull();
    endpoint.settle(ref, 2, 'DELIVRD');
    const realAt = (Math.floor(now / 1_000) + 3) * 1_000;
    expect(await receipt(ref, calledAt)).toEqual({
      ref,
      state: 'delivered',
      code: 'DELIVRD',
      failure: null,
      realAt,
    });
    endpoint.settle(ref, 4, '002');
    expect(await receipt(ref, calledAt)).toMatchObject({
      state: 'failed',
      failure: { code: '002', means: null },
    });
    now += 73 * HOUR;
    expect(await receipt(ref, calledAt)).toBeNull();
  });
});

function callOf(to: string) {
  const { appId, signName, templateId, params, session } = REQUEST;
  return {
    PhoneNumberSet: [to],
    SmsSdkAppId: appId,
    SignName: signName,
    TemplateId: templateId,
    TemplateParamSet: params,
    SessionContext: session,
  };
}
