import { tryMessage } from '../../../src/cases/try-message';
import { at, TUESDAY } from '../../support/claim-world';
import { createSmsWorld, SMS_SETTINGS } from '../../support/sms-world';

const MINE = '13500000001';

let sms: Awaited<ReturnType<typeof createSmsWorld>>;
let admin: Awaited<ReturnType<typeof sms.world.addStaff>>;

beforeAll(async () => {
  sms = await createSmsWorld();
  admin = await sms.world.addStaff('admin');
});
afterAll(() => sms.destroy());
beforeEach(async () => {
  sms.world.clock.now = at(TUESDAY, 10);
  await sms.configure(sms.world.communityId);
});

const tried = (to = MINE, templateId = 'T1@1', actor = admin) =>
  tryMessage(sms.world.context, actor, { communityId: sms.world.communityId, to, templateId });

test('an administrator sees the approved wording on his own telephone', async () => {
  const answer = await tried();
  expect(answer).toEqual({
    kind: 'accepted',
    ref: sms.endpoint.kept[0]?.SerialNo,
    text: '【安和物业】测试业主您好：您截至测试物业费账单测试元待缴，可到服务中心或线上办理，已缴请忽略。咨询0571-88880000',
  });
  expect(sms.endpoint.sends.at(-1)).toMatchObject({
    PhoneNumberSet: [`+86${MINE}`],
    TemplateId: '900001',
    TemplateParamSet: ['测试', '测试', '测试'],
  });
  // it is nobody's contact
  expect(await sms.world.inScope((tx) => tx.contact.count())).toBe(0);
});

test('he hears what the provider says', async () => {
  sms.endpoint.script({ kind: 'number', code: 'FailedOperation.TemplateUnapprovedOrNotExist' });
  expect(await tried()).toMatchObject({ kind: 'refused', class: 'template' });
  sms.endpoint.script({ kind: 'loses' });
  expect(await tried()).toMatchObject({ kind: 'no_answer' });
  // a try closes nothing
  expect(await sms.world.inScope((tx) => tx.providerStop.count())).toBe(0);
});

test('what may not be tried is refused, and nothing is sent', async () => {
  const before = sms.endpoint.sends.length;
  const { phones } = await sms.world.addAccount();
  await expect(tried(phones[0])).rejects.toMatchObject({ code: 'OWNERS_NUMBER' });
  await expect(tried('057188880000')).rejects.toMatchObject({ code: 'NOT_A_MOBILE' });
  await expect(tried(MINE, 'T9@1')).rejects.toMatchObject({ code: 'TEXT_NOT_IN_FORCE' });
  await expect(tried(MINE, 'T3@1')).rejects.toMatchObject({ code: 'TEXT_DOES_NOT_FIT' });
  await expect(tried(MINE, 'T1@1', await sms.world.addStaff('agent'))).rejects.toMatchObject({
    code: 'NOT_PERMITTED',
  });
  sms.world.clock.now = at(TUESDAY, 22);
  await expect(tried()).rejects.toMatchObject({ code: 'NIGHT' });
  sms.world.clock.now = at(TUESDAY, 10);
  await sms.configure(sms.world.communityId, { ...SMS_SETTINGS, account: 'nobody' });
  await expect(tried()).rejects.toMatchObject({ code: 'TRY_NEEDS_PROVIDER' });
  expect(sms.endpoint.sends).toHaveLength(before);
});
