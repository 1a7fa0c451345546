import fc from 'fast-check';
import { TEXT_CODES, TEXTS } from '../../src/domain/text-codes';
import { errorsOf, type Finding } from '../../src/domain/text-linter/finding';
import { lintText } from '../../src/domain/text-linter/lint';
import { RULES } from '../../src/domain/text-linter/rules';
import { squeeze } from '../../src/domain/text-linter/squeeze';
import { WORD_RULES } from '../../src/domain/text-linter/words';
import { BUILT_IN } from '../../src/texts/built-in';
import { type TextFixture, textFixtures } from '../support/text-fixtures';

const accepted = textFixtures('accepted');
const refused = textFixtures('refused');
const lint = ({ code, subject, body }: TextFixture): Finding[] =>
  lintText({ code, subject: subject ?? null, body });
const rulesOf = (findings: readonly Finding[]) => [...new Set(errorsOf(findings).map(({ rule }) => rule))];

describe('the linter', () => {
  it.each(accepted.map((fixture) => [fixture.name, fixture] as const))('accepts %s', (_name, fixture) => {
    expect(errorsOf(lint(fixture))).toEqual([]);
    expect([fixture.channel, fixture.level]).toEqual([TEXTS[fixture.code].form, TEXTS[fixture.code].level]);
  });

  it.each(refused.map((fixture) => [fixture.name, fixture] as const))('refuses %s', (_name, fixture) => {
    expect(rulesOf(lint(fixture))).toContain(fixture.rule);
  });

  it('knows every text of the first day, and every rule by a text that breaks it', () => {
    for (const code of TEXT_CODES) {
      const fixture = accepted.find(({ name }) => name === code);
      expect({ code, subject: fixture?.subject ?? null, body: fixture?.body }).toEqual({
        code,
        ...BUILT_IN[code],
      });
    }
    const broken = new Set(refused.map(({ rule }) => rule));
    expect(
      RULES.filter(({ id, severity }) => severity === 'error' && !broken.has(id)).map(({ id }) => id),
    ).toEqual(['sms_length']);
    expect(refused.length).toBeGreaterThanOrEqual(200);
  });

  it('names only rules that are listed', () => {
    const known = new Set(RULES.map(({ id }) => id));
    for (const fixture of [...accepted, ...refused]) {
      for (const { rule } of lint(fixture)) expect(known).toContain(rule);
    }
  });

  it('finds a word through whatever is put between its letters', () => {
    const words = refused.flatMap((fixture) =>
      errorsOf(lint(fixture)).flatMap(({ rule, excerpt }) =>
        WORD_RULES.some(({ id }) => id === rule) && /^\p{Script=Han}{2,5}$/u.test(excerpt)
          ? [{ fixture, rule, excerpt }]
          : [],
      ),
    );
    expect(words.length).toBeGreaterThan(80);
    const between = fc.constantFrom(
      ...[
        ' ',
        '\u3000',
        '\u200b',
        '\u2060',
        '\ufeff',
        '\u00ad',
        '-',
        '·',
        '.',
        '*',
        '_',
        '~',
        '|',
        '，',
        '、',
        '：',
      ],
      ...['/', '🙂', '\ufe0f', '\u0336', '0', 'x', 'Ａ', '\u202e', '㊙', '()', '《》', '‰', '7%'],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...words),
        fc.array(between, { minLength: 5, maxLength: 5 }),
        (word, marks) => {
          const { fixture, rule, excerpt } = word;
          const hidden = [...excerpt].map((letter, index) => letter + (marks[index] ?? '')).join('');
          const body = fixture.body.replaceAll(excerpt, hidden);
          expect(rulesOf(lint({ ...fixture, body }))).toContain(rule);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds a word behind the end of a sentence', () => {
    for (const [hidden, rule] of [
      ['影响您的征。信', 'credit_record'],
      ['我们会停\n水', 'supply_cut'],
      ['老！赖', 'insult'],
      ['曝；光', 'shaming'],
    ] as const) {
      const body = `${BUILT_IN.E1.body}\n${hidden}`;
      expect(rulesOf(lintText({ code: 'E1', subject: null, body }))).toContain(rule);
    }
  });

  it('reads full width, traditional characters and what looks alike', () => {
    expect(squeeze('徵　信—ＺＨＥＮＧ①', 'kept').text).toBe('征信zheng1');
    expect(squeeze('停{小区}水〔若有预存：电〕', 'kept').text).toBe('停\uE000水电');
    expect(squeeze('停{小区}水〔若有预存：电〕', 'left_out').text).toBe('停\uE000水');
    for (const [written, meant] of [
      ['黑名單', '黑名单'],
      ['斷電', '断电'],
      ['門禁', '门禁'],
      ['鄰居', '邻居'],
      ['律師函', '律师函'],
      ['滯納金', '滞纳金'],
      ['強制執行', '强制执行'],
      ['曝光業主', '曝光业主'],
      ['違約金', '违约金'],
      ['領導', '领导'],
      ['後果', '后果'],
      ['業主羣', '业主群'],
      ['個人帳戶', '个人账户'],
      ['老賴', '老赖'],
    ] as const) {
      expect(squeeze(written, 'kept').text).toBe(meant);
    }
  });

  it('does not join words over a field or a sentence', () => {
    const body = (middle: string) => BUILT_IN.E1.body.replace('祝您生活愉快！', middle);
    const judged = (middle: string) => rulesOf(lintText({ code: 'E1', subject: '账单', body: body(middle) }));
    expect(judged('服务暂停{日期}电梯已修好。')).toEqual([]);
    expect(judged('维修请告知我们。邻里和睦，祝您愉快！')).toEqual([]);
    expect(judged('如需停车位登记，电话联系。')).toEqual([]);
    expect(judged('暂停您的电梯')).toEqual(['supply_cut']);
  });

  it('counts a text message with the longest that its fields may say', () => {
    const of = (body: string, limits: number[] | null = null) =>
      lintText({ code: 'T1c', subject: null, body }, limits);
    const long = `{姓}业主您好：您有{笔数}笔物业费账单待缴，已缴请忽略。咨询{服务电话}${'，谢谢您的支持'.repeat(5)}`;
    expect(of(long)).toMatchObject([{ rule: 'sms_segments', severity: 'warning' }]);
    expect(of(`${long}${'，谢谢您的支持'.repeat(70)}`)).toMatchObject([
      { rule: 'sms_length', severity: 'error' },
    ]);
    expect(of(BUILT_IN.T1c.body)).toEqual([]);
  });

  it('is a function of the text alone, and ends with any text', () => {
    for (const fixture of accepted) expect(lint(fixture)).toEqual(lint(fixture));
    for (const hostile of ['停', '限', '(您', '{姓}', '〔若有预存：', '公示，', '征 ']) {
      const body = hostile.repeat(1_500);
      expect(lintText({ code: 'E1', subject: null, body }).length).toBeGreaterThan(0);
    }
  });
});
