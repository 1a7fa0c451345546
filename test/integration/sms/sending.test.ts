import { performStep } from '../../../src/cases/perform';
import { setProvider } from '../../../src/communities/providers';
import { withScope, withSystemScope } from '../../../src/db/scope';
import { providerOf } from '../../../src/messaging/registry';
import { at, type TestCase, TUESDAY } from '../../support/claim-world';
import { createSmsWorld, LATENCY_MS, LEASE_MS, SMS_SETTINGS } from '../../support/sms-world';

const MINUTE = 60_000;

let sms: Awaited<ReturnType<typeof createSmsWorld>>;

beforeAll(async () => {
  sms = await createSmsWorld();
});
afterAll(() => sms.destroy());
beforeEach(async () => {
  sms.world.clock.now = at(TUESDAY, 10);
  await sms.configure(sms.world.communityId);
  await sms.world.inScope((tx) => tx.providerStop.updateMany({ data: { liftedAt: new Date() } }));
});

async function planned(options: Parameters<typeof sms.world.addAccount>[0] = {}) {
  const one = await sms.world.addAccount(options);
  return { one, key: await one.plan('first-reminder') };
}

const evidenceOf = (one: TestCase) =>
  sms.world.inScope((tx) =>
    tx.evidenceEntry.findMany({ where: { accountId: one.accountId }, orderBy: { seq: 'asc' } }),
  );
const addressOf = (one: TestCase) =>
  sms.world.inScope((tx) =>
    tx.address.findFirstOrThrow({ where: { contactPoints: { some: { partyId: one.partyId } } } }),
  );
const stops = () => sms.world.inScope((tx) => tx.providerStop.findMany({ where: { liftedAt: null } }));

describe('a text message', () => {
  it('goes to one number by its approved template, with the step key', async () => {
    const { one, key } = await planned();
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted', grade: 'sent' });
    expect(sms.endpoint.sendsOf(key)).toEqual([
      {
        PhoneNumberSet: [`+86${one.phones[0]}`],
        SmsSdkAppId: '1400006666',
        SignName: '安和物业',
        TemplateId: '900001',
        TemplateParamSet: ['周', '26年12月', '716.26'],
        SessionContext: key,
      },
    ]);
    const contact = await sms.contactOf(key);
    expect(contact.providerRef).toBe(sms.endpoint.kept[0]?.SerialNo);
    expect(contact.providerAnswer).toMatchObject({ code: 'Ok', account: 'main', segments: 1 });
    // what is in evidence is what he reads: the approved signature
    expect(sms.world.context.cipher.open(contact.textSealed ?? '')).toMatch(/^【安和物业】周业主您好：/);
    expect(sms.endpoint.state.signatures.wrong).toEqual([]);
  });

  it('takes the alternative that the account can send', async () => {
    const { 'T1@1': _, ...templates } = SMS_SETTINGS.templates;
    await sms.configure(sms.world.communityId, { ...SMS_SETTINGS, templates });
    const { one, key } = await planned();
    await sms.perform(one, key);
    expect(sms.endpoint.sendsOf(key)).toMatchObject([
      { TemplateId: '900003', TemplateParamSet: ['周', '1'] },
    ]);
    // a limit of the account is one as well
    const short = { id: '900001', variables: [1, 2, 3].map((ours) => ({ ours, characters: 3 })) };
    await sms.configure(sms.world.communityId, {
      ...SMS_SETTINGS,
      templates: { ...SMS_SETTINGS.templates, 'T1@1': short },
    });
    const other = await planned();
    await sms.perform(other.one, other.key);
    expect(sms.endpoint.sendsOf(other.key)).toMatchObject([{ TemplateId: '900003' }]);
  });

  it('is not tried where no template is there, no account, or another company’s', async () => {
    const before = sms.endpoint.sends.length;
    for (const settings of [
      { ...SMS_SETTINGS, templates: {} },
      { ...SMS_SETTINGS, account: 'nobody' },
      { ...SMS_SETTINGS, signName: '【安和】' },
      null,
    ]) {
      await sms.configure(sms.world.communityId, settings);
      const { one, key } = await planned({ emails: ['zhou@example.test'] });
      expect(await sms.perform(one, key)).not.toMatchObject({ channel: 'sms' });
    }
    expect(sms.endpoint.sends).toHaveLength(before);
  });
});

describe('somebody to whom nothing can be sent', () => {
  it('is not taken for unreachable because a template is missing', async () => {
    await sms.configure(sms.world.communityId, { ...SMS_SETTINGS, templates: {} });
    const { one, key } = await planned();
    // 客服 has another way to him
    expect(await sms.perform(one, key)).toEqual({ kind: 'withdrawn', reason: 'SUPERSEDED' });
  });

  it('because his number takes none does not wait for others’ stops', async () => {
    sms.endpoint.script({ kind: 'error', code: 'UnsupportedOperation.UnsupportedRegion' });
    const barred = await planned();
    expect(await sms.perform(barred.one, barred.key)).toEqual({ kind: 'lost' });
    const again = await barred.one.plan('first-reminder', {}, 1);
    const landline = await planned({ phones: ['057188880000'] });
    const answers = [await sms.perform(barred.one, again), await sms.perform(landline.one, landline.key)];
    expect(answers).toEqual(Array(2).fill({ kind: 'withdrawn', reason: 'SUPERSEDED' }));
  });
});

describe('a call without an answer', () => {
  it.each(['takes_and_dies', 'never'] as const)(
    'that was taken (%s) is found, and never sent again',
    async (kind) => {
      sms.endpoint.script({ kind });
      const { one, key } = await planned();
      expect(await sms.perform(one, key)).toMatchObject({ kind: 'in_doubt' });
      expect(await sms.perform(one, key)).toMatchObject({ kind: 'in_doubt' });
      sms.world.clock.now += LEASE_MS + LATENCY_MS;
      expect(await sms.perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted', grade: 'sent' });
      expect(sms.endpoint.sendsOf(key)).toHaveLength(1);
      expect((await sms.contactOf(key)).providerRef).toBe(sms.endpoint.kept[0]?.SerialNo);
    },
  );

  it.each([
    { kind: 'loses' },
    { kind: 'error', code: 'InternalError.Timeout' },
    { kind: 'number', code: 'FailedOperation.OtherError' },
    { kind: 'garbage' },
    { kind: 'http', status: 504 },
  ] as const)('that was not taken (%j) is sent once more, when that is certain', async (script) => {
    sms.endpoint.script(script);
    const { one, key } = await planned();
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'in_doubt' });
    sms.world.clock.now += LEASE_MS + LATENCY_MS;
    // too soon: a record may still be written
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'in_doubt' });
    sms.world.clock.now += 7 * MINUTE;
    expect(await sms.perform(one, key)).toEqual({ kind: 'lost' });
    const again = await one.plan('first-reminder', {}, 1);
    expect(await sms.perform(one, again)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect([sms.endpoint.sendsOf(key).length, sms.endpoint.sendsOf(again).length]).toEqual([1, 1]);
  });

  it('is unproven where it cannot be known, and not sent again', async () => {
    sms.endpoint.script({ kind: 'loses' });
    const { one, key } = await planned();
    await sms.perform(one, key);
    sms.endpoint.state.questionError = 'InternalError.Timeout';
    sms.world.clock.now += 7 * MINUTE;
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'in_doubt' });
    sms.world.clock.now += 73 * 60 * MINUTE;
    sms.endpoint.state.questionError = null;
    expect(await sms.perform(one, key)).toEqual({ kind: 'unproven', channel: 'sms' });
    expect(sms.endpoint.sendsOf(key)).toHaveLength(1);
  });

  it('that the provider turned away says so when it is asked', async () => {
    sms.endpoint.script({ kind: 'takes_and_dies' });
    const { one, key } = await planned();
    await sms.perform(one, key);
    const record = sms.endpoint.kept[0];
    if (!record) throw new Error('nothing was kept');
    Object.assign(record, { SendStatus: 1, RequestCode: 'FailedOperation.PhoneNumberInBlacklist' });
    sms.world.clock.now += LEASE_MS + LATENCY_MS;
    expect(await sms.perform(one, key)).toEqual({ kind: 'lost' });
    expect((await addressOf(one)).optedOut).toEqual(['sms']);
  });

  it('and could not be delivered is no demand', async () => {
    sms.endpoint.script({ kind: 'takes_and_dies' });
    const { one, key } = await planned();
    await sms.perform(one, key);
    sms.endpoint.settle(sms.endpoint.kept[0]?.SerialNo ?? '', 4, '002');
    sms.world.clock.now += LEASE_MS + LATENCY_MS;
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'done', outcome: 'failed', demand: false });
  });

  it('that never left leaves the claim as it was, and the channel rests', async () => {
    const { config } = sms.world.context;
    const account = config.tencentAccounts.main;
    if (!account) throw new Error('no account');
    const endpoint = account.endpoint;
    account.endpoint = new URL('http://127.0.0.1:1');
    const { one, key } = await planned();
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'deferred', reason: 'PROVIDER' });
    account.endpoint = endpoint;
    expect((await sms.contactOf(key)).calledAt).toBeNull();
    sms.world.clock.now += 60 * MINUTE;
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'done', outcome: 'accepted' });
    expect(sms.endpoint.sendsOf(key)).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it.each([
    ['InvalidParameterValue.IncorrectPhoneNumber', { status: 'dead' }, 'lost'],
    ['FailedOperation.PhoneNumberInBlacklist', { optedOut: ['sms'] }, 'lost'],
  ])('%s closes the number', async (code, closed, kind) => {
    sms.endpoint.script({ kind: 'number', code });
    const { one, key } = await planned();
    expect(await sms.perform(one, key)).toEqual({ kind });
    expect(await addressOf(one)).toMatchObject(closed);
    expect((await evidenceOf(one)).map(({ kind: of }) => of)).toEqual(['claim', 'outcome', 'address']);
  });

  it.each([
    [
      'FailedOperation.TemplateUnapprovedOrNotExist',
      { class: 'template', templateId: 'T1@1', realUntil: null },
    ],
    [
      'FailedOperation.InsufficientBalanceInSmsPackage',
      { class: 'account', templateId: null, realUntil: null },
    ],
    [
      'LimitExceeded.PhoneNumberDailyLimit',
      { class: 'deferred', realUntil: new Date(at('2026-11-25', 0)), templateId: null },
    ],
    [
      'LimitExceeded.AppDailyLimit',
      { class: 'channel_deferred', realUntil: new Date(at('2026-11-25', 0)), addressIndex: null },
    ],
    ['RequestLimitExceeded', { class: 'channel_deferred', addressIndex: null }],
    ['UnsupportedOperation.ContainDomesticPhoneNumber', { class: 'unreachable', realUntil: null }],
  ])('%s stops what it names', async (code, stop) => {
    sms.endpoint.script({ kind: 'error', code });
    const { one, key } = await planned();
    expect(await sms.perform(one, key)).toEqual({ kind: 'lost' });
    expect(await stops()).toMatchObject([{ ...stop, code, channel: 'sms' }]);
  });

  it.each([
    ['FailedOperation.JsonParseFail', 'bug'],
    ['FailedOperation.WordOfTomorrow', 'unknown'],
  ])('%s fails, is not tried again, and an administrator sees it', async (code, of) => {
    sms.endpoint.script({ kind: 'number', code });
    const { one, key } = await planned();
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'done', outcome: 'failed', demand: false });
    const anHourOn = new Date(sms.world.clock.now + 60 * MINUTE);
    expect(await stops()).toMatchObject([{ class: of, code, templateId: 'T1@1', realUntil: anHourOn }]);
  });
});

describe('one message to a number in flight', () => {
  it('is waited for, however long its provider is silent', async () => {
    const phone = '13700000001';
    sms.endpoint.script({ kind: 'loses' });
    const first = await planned({ phones: [phone] });
    await sms.perform(first.one, first.key);
    const second = await planned({ phones: [phone] });
    const waits = { kind: 'deferred', reason: 'ADDRESS_IN_DOUBT' };
    expect(await sms.perform(second.one, second.key)).toMatchObject(waits);
    sms.world.clock.now += 30 * MINUTE;
    expect(await sms.perform(second.one, second.key)).toMatchObject(waits);
    expect(await sms.perform(first.one, first.key)).toEqual({ kind: 'lost' });
    expect(await sms.perform(second.one, second.key)).toMatchObject({ kind: 'done' });
  });

  it('also where another community of the company wrote it', async () => {
    const phone = '13700000002';
    const { one, key } = await planned({ phones: [phone] });
    const elsewhere = await sms.addCommunity();
    await sms.configure(elsewhere);
    const inFlight = await foreignClaim(elsewhere, phone);
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'deferred', reason: 'ADDRESS_IN_DOUBT' });
    await withScope(sms.world.context, elsewhere, (tx) =>
      tx.contact.update({ where: { id: inFlight }, data: { outcome: 'accepted', providerRef: 'x' } }),
    );
    expect(await sms.perform(one, key)).toMatchObject({ kind: 'done' });
  });

  /** A claim of another community that was called and has no outcome. */
  async function foreignClaim(communityId: string, phone: string): Promise<string> {
    const { cipher, now } = sms.world.context;
    const id = '018f0000-0000-7000-8000-00000000aaaa';
    const contact = await withScope(sms.world.context, communityId, (tx) =>
      tx.contact.create({
        data: {
          ...{
            stepKey: `${id}/1/first-reminder/0`,
            communityId,
            accountId: id,
            partyId: id,
            personIndex: 'p',
          },
          ...{
            addressKind: 'phone',
            addressIndex: cipher.index('phone', phone),
            channel: 'sms',
            class: 'dunning',
          },
          ...{
            automatic: true,
            level: 1,
            ledgerVersion: 1,
            claimableFen: 1,
            claimedOn: TUESDAY,
            provider: 'tencent',
          },
          claimedAt: new Date(now()),
          leaseUntil: new Date(now() + LEASE_MS),
          calledAt: new Date(now()),
        },
      }),
    );
    return contact.id;
  }
});

describe('a community of sample data', () => {
  it('cannot reach the provider, whatever its row says', async () => {
    const { context } = sms.world;
    const id = await sms.addCommunity({ asOf: '2026-11-24', secondsPerDay: 60 });
    const { userId } = await sms.world.addStaff('admin');
    const admin = { userId, memberships: [{ communityId: id, role: 'admin' as const }] };
    const choice = { provider: 'tencent', settings: SMS_SETTINGS };
    await expect(
      withScope(context, id, (tx) =>
        setProvider(tx, context, admin, { communityId: id, channel: 'sms', choice }),
      ),
    ).rejects.toMatchObject({ code: 'DEMONSTRATION_ONLY_CAPTURES' });
    // nor does the database take it from a program that forgets
    await expect(sms.configure(id)).rejects.toThrow(/community_demonstration_captures/);
    const row = await withSystemScope(context, (tx) => tx.community.findUniqueOrThrow({ where: { id } }));
    const asIf = { ...row, providers: { sms: 'tencent' }, messaging: { sms: SMS_SETTINGS } };
    expect(providerOf(context.providers, asIf, 'sms')?.name).toBe('capture');
    expect(providerOf(context.providers, { ...asIf, demonstration: false }, 'sms')?.name).toBe('tencent');
  });
});

test('two that perform it at once call once', async () => {
  const { one, key } = await planned();
  const record = one.record();
  await Promise.all([1, 2, 3].map(() => performStep(sms.world.context, { record, key })));
  expect(sms.endpoint.sendsOf(key)).toHaveLength(1);
});
