import fc from 'fast-check';
import { civilDay } from '../../src/domain/civil-day';
import { fen } from '../../src/domain/money';
import { type ActiveTexts, activeText, activeTexts } from '../../src/messaging/active-texts';
import { doorSlip, noticeParagraphs, receiptSlip } from '../../src/messaging/paper-texts';
import {
  chooseSms,
  providerBody,
  type TextSet,
  VARIABLE_CHARACTERS,
  variablesOf,
} from '../../src/messaging/templates';
import { signatureOf, surnameOf, type TextFacts } from '../../src/messaging/text-facts';
import { hasText, renderText } from '../../src/messaging/texts';
import { BUILT_IN } from '../../src/texts/built-in';

const active: ActiveTexts = activeTexts(
  Object.entries(BUILT_IN).map(([code, wording]) => ({ code, version: 1, ...wording })),
);
const texts: TextSet = { active, closed: new Set(), limits: new Map() };
const closed = (...ids: string[]): TextSet => ({ ...texts, closed: new Set(ids) });

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
const sms = (code: string, of: TextFacts = facts) => chooseSms(code, of, texts)?.text;

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
    expect(chooseSms('T1', owing(amount), texts)?.templateId).toBe(template);
  });

  it('write fen in two digits', () => {
    expect(sms('T1', owing(100_005))).toContain('1000元05分');
  });

  it('pass a refused text by', () => {
    expect(chooseSms('T1', facts, closed('T1@1'))?.templateId).toBe('T1b@1');
    expect(chooseSms('T3', facts, closed('T3@1', 'T3c@1'))).toBeNull();
  });

  it('keep every variable within six characters and the whole within one message', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('T1', 'T2', 'T3', 'T5', 'T5b', 'T6'),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.constantFrom('周明', '欧阳修', '示例科技有限公司', 'Smith', '王*', '李雷、韩梅梅'),
        fc.integer({ min: 1, max: 40 }),
        (code, amount, partyName, count) => {
          const line = facts.lines[0];
          const of = {
            ...owing(amount),
            partyName,
            lines: line ? Array.from({ length: count }, () => line) : [],
            agreed: { on: civilDay('2026-12-31'), amountFen: fen(amount) },
          };
          const chosen = chooseSms(code, of, texts);
          expect(chosen).not.toBeNull();
          for (const param of chosen?.params ?? [])
            expect(param.length).toBeLessThanOrEqual(VARIABLE_CHARACTERS);
          expect(chosen?.text.length).toBeLessThanOrEqual(70);
        },
      ),
    );
  });

  it('use what the provider really allows', () => {
    const wide = { ...texts, limits: new Map([['T1@1', [6, 6, 10]]]) };
    expect(chooseSms('T1', owing(119_784), wide)).toMatchObject({
      templateId: 'T1@1',
      params: ['周', '26年12月', '1197.84'],
    });
    const narrow = { ...texts, limits: new Map([['T1@1', [6, 6, 4]]]) };
    expect(chooseSms('T1', facts, narrow)?.templateId).toBe('T1b@1');
  });

  it('are given to the provider with numbers for what varies', () => {
    const text = active.get('T1');
    if (!text) throw new Error('no T1');
    expect(providerBody(text, facts)).toBe(
      '{1}业主您好：您截至{2}物业费账单{3}元待缴，可到服务中心或线上办理，已缴请忽略。咨询0571-88880000',
    );
    expect(variablesOf(text)).toEqual(['姓', '账期末', '金额']);
  });

  it('are not sent without one in force', () => {
    const none = { ...texts, active: new Map() };
    for (const channel of ['sms', 'email', 'wechat', 'call', 'visit', 'post', 'mail'] as const) {
      expect(renderText(channel, null, facts, none)).toBeNull();
      expect(hasText(channel, null, none)).toBe(false);
    }
  });

  it('take the wording of the version in force', () => {
    const changed = activeText({
      code: 'T1',
      version: 2,
      subject: null,
      body: '{姓}您好：账单{金额}元，已缴请忽略。{服务电话}',
    });
    const set = { ...texts, active: new Map([...active, ['T1', changed] as const]) };
    expect(chooseSms('T1', facts, set)).toMatchObject({
      templateId: 'T1@2',
      text: '【安和物业】周您好：账单716.26元，已缴请忽略。0571-88880000',
    });
  });
});

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
});

describe('letters', () => {
  it('say nothing of a late fee without a clause', () => {
    for (const channel of ['email', 'wechat', 'post', 'mail', 'call', 'visit'] as const) {
      expect(renderText(channel, null, facts, texts)?.text).not.toMatch(/违约金|滞纳金/);
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
    expect(renderText('post', 'N1', agreed, texts)?.text).toContain(
      '违约金依据《物业服务合同》第十二条计至2026年11月24日',
    );
    expect(renderText('email', null, agreed, texts)?.text).toContain('按合同约定，长期未缴可能产生违约金');
  });

  it('never threaten', () => {
    for (const channel of ['sms', 'email', 'wechat', 'post', 'mail', 'call', 'visit'] as const) {
      expect(renderText(channel, 'T1', facts, texts)?.text).not.toMatch(
        /征信|停水|停电|门禁|曝光|单位领导|失信|黑名单|后果自负/,
      );
    }
  });

  it('from the steward are his own', () => {
    expect(renderText('wechat', null, facts, texts)?.text).toBe(
      '周先生/女士您好，我是示例花园管家李。您家2026年7–12月物业费716.26元系统里还没看到入账，明细发您核对；已经交了的话告诉我一声就好。家里有什么需要处理的事也请跟我说，谢谢！',
    );
  });

  it('say nothing that they do not know', () => {
    expect(renderText('email', 'T3', { ...facts, agreed: null }, texts)).toBeNull();
    expect(renderText('email', 'T5', { ...facts, agreed: null }, texts)?.text).toContain(
      '您缴纳的物业费已入账',
    );
    expect(renderText('post', 'N1', { ...facts, deadlineOn: null }, texts)).toBeNull();
  });
});

describe('paper', () => {
  it('has the paragraphs of a notice in order, with the place of its table', () => {
    const notice = noticeParagraphs(active, facts);
    expect(notice?.templateId).toBe('N1@1');
    expect(notice?.paragraphs.map(({ kind }) => kind)).toEqual([
      'title',
      ...['text', 'text', 'text'],
      'table',
      ...['text', 'text', 'text', 'text', 'text', 'text'],
      'signature',
    ]);
    expect(notice?.paragraphs[7]).toEqual({
      kind: 'text',
      text: '三、期限与方式：请于2026年12月4日前缴清。您可线上核对账单后缴纳，或到服务中心办理。我公司员工不以个人账户收款，收款均开具票据。',
    });
    expect(noticeParagraphs(active, { ...facts, deadlineOn: null })).toBeNull();
    expect(noticeParagraphs(new Map(), facts)).toBeNull();
  });

  it('says what the community keeps for its paper', () => {
    const paper = { bankAccount: '安和物业，示例银行，0000', hasQrCode: true };
    const [text] = (noticeParagraphs(active, { ...facts, paper })?.paragraphs ?? []).flatMap((paragraph) =>
      'text' in paragraph && paragraph.text.startsWith('三、') ? [paragraph.text] : [],
    );
    expect(text).toContain(
      '可转入对公账户（安和物业，示例银行，0000，附言写房号）。可扫描本通知书二维码核对账单。',
    );
  });

  it('leaves nothing open at the door', () => {
    expect(doorSlip(active, facts)?.lines).toEqual([
      '本户住户：您好！物业服务中心有一封信需您本人拆阅，编号CJ00000001。如信封不便取走或非本户信件，请致电0571-88880000，我们会妥善处理。打扰了，谢谢！',
      '示例花园物业服务中心　2026年11月24日',
    ]);
    expect(receiptSlip(active, facts)?.lines[0]).toBe('回执　编号CJ00000001');
  });

  it('corrects a notice', () => {
    const corrects = { number: 'CJ00000000', on: civilDay('2026-11-20'), reason: '导入台账时金额有误' };
    expect(noticeParagraphs(active, facts, 'N1c')).toBeNull();
    expect(noticeParagraphs(active, { ...facts, paper: { corrects } }, 'N1c')?.paragraphs[2]).toEqual({
      kind: 'text',
      text: '2026年11月20日编号CJ00000000通知书所列金额有误（原因：导入台账时金额有误），以本件为准，缴费期限顺延至2026年12月4日；由此给您带来的不便，我们深表歉意。差错期间不计违约金。',
    });
  });
});
