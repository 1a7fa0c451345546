import fc from 'fast-check';
import { fitSms } from '../../../src/messaging/tencent/fit';
import { e164, mainlandMobile } from '../../../src/messaging/tencent/number';
import { type SmsSettings, smsSettingsSchema } from '../../../src/messaging/tencent/settings';

const settings: SmsSettings = smsSettingsSchema.parse({
  account: 'main',
  appId: '1400006666',
  signName: '安和物业',
  templates: {
    'T1@1': { id: '900001', variables: [{ ours: 1 }, { ours: 2, characters: 7 }, { ours: 3 }] },
    // approved in another order
    'T2@1': { id: '900002', variables: [{ ours: 2 }, { ours: 1 }] },
    'T5c@1': { id: '900003', variables: [] },
  },
});

const body = (...params: string[]) => `【旧签名】${params.join('业主您好：')}待缴，咨询0571-88880000`;
const written = (templateId: string, params: string[], text = body(...params)) =>
  fitSms(settings, { templateId, text, params });

test('the provider’s template, its order, the approved signature', () => {
  expect(written('T1@1', ['周', '26年12月', '716.26'])).toEqual({
    ok: true,
    templateId: '900001',
    params: ['周', '26年12月', '716.26'],
    text: '【安和物业】周业主您好：26年12月业主您好：716.26待缴，咨询0571-88880000',
  });
  expect(written('T2@1', ['周', '716.26'])).toMatchObject({ params: ['716.26', '周'] });
  expect(written('T5c@1', [], '无签名的文本')).toMatchObject({
    text: '【安和物业】无签名的文本',
    params: [],
  });
});

test.each<[string, string, string[], string?]>([
  ['TEMPLATE_NOT_MAPPED', 'T9@1', []],
  ['TEMPLATE_NOT_MAPPED', 'constructor', []],
  ['VARIABLE_MISSING', 'T1@1', ['周', '26年12月']],
  ['VARIABLE_COUNT', 'T1@1', ['周', '26年12月', '716.26', '多余']],
  ['VARIABLE_COUNT', 'T5c@1', ['周']],
  ['VARIABLE_EMPTY', 'T2@1', ['周', ' ']],
  // six characters on a new account
  ['VARIABLE_TOO_LONG', 'T1@1', ['周', '26年12月', '1716.26']],
  ['VARIABLE_TOO_LONG', 'T1@1', ['周', '2026年12月', '716.26']],
  // a rare character is two, as carriers count
  ['VARIABLE_TOO_LONG', 'T2@1', ['周', '𠮷𠮷𠮷𠮷']],
  ['VARIABLE_SIGN', 'T2@1', ['周', '¥716']],
  ['VARIABLE_SIGN', 'T2@1', ['周', '【周】']],
  ['VARIABLE_SIGN', 'T2@1', ['周', '★']],
  ['VARIABLE_SIGN', 'T2@1', ['周', '1\n2']],
  ['VARIABLE_LINK', 'T2@1', ['周', 'a.cn']],
  ['VARIABLE_LINK', 'T2@1', ['周', '://x']],
  ['FORBIDDEN_SIGN', 'T5c@1', [], '【安和】缴费 ¥716'],
  ['FORBIDDEN_SIGN', 'T5c@1', [], '【安和】再签【安和】'],
  ['FORBIDDEN_SIGN', 'T5c@1', [], '【安和】谢谢😊'],
  ['TOO_LONG', 'T5c@1', [], `【安和】${'长'.repeat(495)}`],
])('%s: %s %j', (problem, templateId, params, text = `【安和】${params.join('')}。`) => {
  expect(fitSms(settings, { templateId, text, params })).toEqual({ ok: false, problem });
});

test('what fits keeps every limit of the provider', () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 9 });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 2, maxLength: 4 }),
      fc.string({ maxLength: 520 }),
      (params, tail) => {
        const fitted = fitSms(settings, {
          templateId: 'T2@1',
          params,
          text: `【x】${params.join('，')}${tail}`,
        });
        if (!fitted.ok) return;
        expect(fitted.params).toEqual([params[1], params[0]]);
        expect(params).toHaveLength(2);
        for (const param of fitted.params) {
          expect(param.length).toBeLessThanOrEqual(6);
          expect(param.trim()).not.toBe('');
          expect(param).not.toMatch(/[【】¥￥★\n]|:\/\/|www\./);
        }
        expect(fitted.text.length).toBeLessThanOrEqual(500);
        expect(fitted.text.slice(1).indexOf('【')).toBe(-1);
      },
    ),
  );
});

test('numbers of the mainland, however they are written', () => {
  expect(
    ['13812345678', '+8613812345678', '008613812345678', '8613812345678', '138-1234-5678'].map(
      mainlandMobile,
    ),
  ).toEqual(Array(5).fill('13812345678'));
  expect(['057188880000', '12345', '+85251234567', '23812345678', ''].map(mainlandMobile)).toEqual(
    Array(5).fill(null),
  );
  expect(e164('13812345678')).toBe('+8613812345678');
});

test('settings say which field is wrong, and hold no secret', () => {
  const wrong = smsSettingsSchema.safeParse({
    account: 'Main!',
    appId: 'x',
    signName: '【安和】',
    templates: { T1: { id: 'a', variables: [] } },
    secretKey: 'no',
  });
  expect(wrong.success).toBe(false);
  expect(JSON.stringify(wrong.error?.issues)).toMatch(/TENCENT_ACCOUNTS/);
  expect(JSON.stringify(wrong.error?.issues)).toMatch(/secretKey/);
});
