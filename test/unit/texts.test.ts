import fc from 'fast-check';
import { civilDay } from '../../src/domain/civil-day';
import { fen } from '../../src/domain/money';
import { notice, wechat } from '../../src/messaging/letters';
import {
  chooseSms,
  renderSms,
  type SmsCode,
  smsTemplates,
  VARIABLE_CHARACTERS,
} from '../../src/messaging/templates';
import { signatureOf, sixCharacters, surnameOf, type TextFacts } from '../../src/messaging/text-facts';
import { renderText } from '../../src/messaging/texts';

const facts: TextFacts = {
  communityName: '示例花园',
  companyName: '安和物业服务有限公司',
  servicePhone: '0571-88880000',
  partyName: '周明',
  partyKind: 'owner',
  label: '12-1-404',
  areaCm2: 1_193_800,
  stewardName: '李芳',
  on: civilDay('2026-11-24'),
  amountFen: fen(71_626),
  prepaidFen: fen(0),
  lines: [
    {
      object: '12-1-404',
      item: '物业费',
      periodFrom: civilDay('2026-07-01'),
      periodTo: civilDay('2026-12-31'),
      chargedFen: fen(71_626),
      allocatedFen: fen(0),
      waivedFen: fen(0),
      principalLeftFen: fen(71_626),
      lateFeeLeftFen: fen(0),
      lateFeeClause: null,
    },
  ],
  number: 'CJ00000001',
  deadlineOn: civilDay('2026-12-04'),
  agreed: { on: civilDay('2026-12-10'), amountFen: fen(50_000) },
};
const owing = (amount: number): TextFacts => ({ ...facts, amountFen: fen(amount) });
const sms = (code: SmsCode, of: TextFacts = facts) => chooseSms(code, of)?.text;

describe('text messages', () => {
  it('are worded as they were approved', () => {
    expect(sms('T1')).toBe(
      '【安和物业】周业主您好：您截至26年12月物业费账单716.26元待缴，可到服务中心或线上办理，已缴请忽略。咨询0571-88880000',
    );
    expect(sms('T1', owing(119_784))).toBe(
      '【安和物业】周业主您好：截至26年12月物业费1197元84分待缴，可到服务中心或线上办理，已缴请忽略。咨询0571-88880000',
    );
    expect(sms('T2')).toBe(
      '【安和物业】周业主您好：您的物业费账单716.26元待缴。如有疑问或需分次缴纳，请拨0571-88880000，我们将认真核实。已缴忽略。',
    );
    expect(sms('T3')).toBe(
      '【安和物业】周业主您好：您约定12月10日缴纳物业费500元，谨此提示。时间如需调整，请拨0571-88880000，谢谢！',
    );
  });

  it.each([
    ['below 1,000 yuan', 71_626, 'T1@1'],
    ['whole yuan', 120_000, 'T1@1'],
    ['from 1,000 yuan with fen', 119_784, 'T1b@1'],
    ['from 1,000 yuan with one fen', 100_001, 'T1b@1'],
    ['from ten million yuan with fen', 1_000_000_001, 'T1c@1'],
  ])('choose by the amount: %s', (_name, amount, template) => {
    expect(chooseSms('T1', owing(amount))?.templateId).toBe(template);
  });

  it('write fen in two digits', () => {
    expect(sms('T1', owing(100_005))).toContain('1000元05分');
  });

  it('pass a refused text by', () => {
    expect(chooseSms('T1', facts, new Set(['T1@1']))?.templateId).toBe('T1b@1');
    expect(chooseSms('T3', facts, new Set(['T3@1', 'T3c@1']))).toBeNull();
  });

  it('keep every variable within six characters and the whole within one message', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<SmsCode>('T1', 'T2', 'T3', 'T5', 'T6'),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.constantFrom('周明', '欧阳修', '示例科技有限公司', 'Smith', '王*', '李雷、韩梅梅'),
        fc.integer({ min: 1, max: 40 }),
        (code, amount, partyName, count) => {
          const line = facts.lines[0];
          const chosen = chooseSms(code, {
            ...owing(amount),
            partyName,
            lines: line ? Array.from({ length: count }, () => line) : [],
            agreed: { on: civilDay('2026-12-31'), amountFen: fen(amount) },
          });
          expect(chosen).not.toBeNull();
          for (const param of chosen?.params ?? [])
            expect(param.length).toBeLessThanOrEqual(VARIABLE_CHARACTERS);
          expect(chosen?.text.length).toBeLessThanOrEqual(70);
        },
      ),
    );
  });

  it('have no word that reviewers refuse, no link, no mark of their own, no two variables side by side', () => {
    for (const { id, body } of smsTemplates()) {
      expect([id, body.match(/催|欠|逾期|违约|法律|征信|律师|公众号|微信|https?:|[¥￥★【】]/)]).toEqual([
        id,
        null,
      ]);
      expect([id, body.match(/\}\{/)]).toEqual([id, null]);
      expect([id, [...body.matchAll(/\{(\d)\}/g)].map(([, place]) => Number(place))]).toEqual([
        id,
        renderSms(
          { id, body, variables: () => ['一', '二', '三', '四'].slice(0, count(body)) },
          facts,
        )?.params.map((_, index) => index + 1),
      ]);
    }
  });
});

function count(body: string): number {
  return [...body.matchAll(/\{\d\}/g)].length;
}

describe('a form of address', () => {
  it.each([
    ['周明', 'owner', '周'],
    ['欧阳修', 'owner', '欧阳'],
    ['Smith', 'owner', '尊敬的'],
    ['示例科技有限公司', 'organisation', '尊敬的'],
    ['某某置业', 'developer', '尊敬的'],
  ])('of %s is no more than needed', (partyName, partyKind, said) => {
    expect(surnameOf({ partyName, partyKind })).toBe(said);
  });

  it('signs with the short name of the company', () => {
    expect(signatureOf('安和物业服务有限公司')).toBe('安和物业');
    expect(signatureOf('安和物业')).toBe('安和物业');
  });

  it('writes an amount in six characters, or not at all', () => {
    expect(sixCharacters(fen(71_626))).toBe('716.26');
    expect(sixCharacters(fen(12_000_000))).toBe('120000');
    expect(sixCharacters(fen(119_784))).toBeNull();
  });
});

describe('letters', () => {
  it('say nothing of a late fee without a clause', () => {
    for (const channel of ['email', 'wechat', 'post', 'mail', 'call', 'visit'] as const) {
      expect(renderText(channel, null, facts, new Set())?.text).not.toMatch(/违约金|滞纳金/);
    }
  });

  it('name the clause where one is agreed, and the fee in a notice', () => {
    const line = facts.lines[0];
    if (!line) throw new Error('no line');
    const agreed = {
      ...facts,
      amountFen: fen(72_000),
      lines: [{ ...line, lateFeeLeftFen: fen(374), lateFeeClause: '《物业服务合同》第十二条' }],
    };
    expect(notice(agreed).text).toContain('违约金依据《物业服务合同》第十二条计至2026年11月24日');
    expect(renderText('email', null, agreed, new Set())?.text).toContain(
      '按合同约定，长期未缴可能产生违约金',
    );
  });

  it('never threaten', () => {
    for (const channel of ['sms', 'email', 'wechat', 'post', 'mail', 'call', 'visit'] as const) {
      expect(renderText(channel, 'T1', facts, new Set())?.text).not.toMatch(
        /征信|停水|停电|门禁|曝光|单位领导|失信|黑名单|后果自负/,
      );
    }
  });

  it('from the steward are his own', () => {
    expect(wechat(facts).text).toBe(
      '周先生/女士您好，我是示例花园管家李。您家2026年7–12月物业费716.26元系统里还没看到入账，明细发您核对；已经交了的话告诉我一声就好。家里有什么需要处理的事也请跟我说，谢谢！',
    );
  });
});
