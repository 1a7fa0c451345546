import { chineseCalendar } from '../../src/domain/chinese-calendar';
import { civilDay } from '../../src/domain/civil-day';
import { checkPack } from '../../src/domain/rule-packs/check';
import { lprOn, mergePacks, smallClaimsCeiling } from '../../src/domain/rule-packs/merge';
import { type RulePackInput, rulePackSchema } from '../../src/domain/rule-packs/schema';
import { NATIONAL, NATIONAL_RULES, SHIPPED_PACKS, shippedPack } from '../../src/domain/rule-packs/shipped';
import { errorsOf } from '../../src/domain/text-linter/finding';
import { lintText } from '../../src/domain/text-linter/lint';
import { BUILT_IN } from '../../src/texts/built-in';

const rests = { source: '测试', mark: 'M' } as const;
const city = (fields: Partial<RulePackInput>) =>
  rulePackSchema.parse({ id: 'some-city', version: 1, name: '某市', place: '某市', ...fields });

describe('rule packs', () => {
  it('name the source and the mark of every entry', () => {
    for (const pack of SHIPPED_PACKS) {
      const { words, means, exams, smallClaims, lpr, posting, committee, lateFee, noticePeriods } = pack;
      const entries = [...words, ...means, ...exams, ...smallClaims, ...lpr];
      for (const entry of [...entries, posting, committee, lateFee, noticePeriods]) {
        if (entry)
          expect([entry.source.length > 3, entry.mark]).toEqual([true, expect.stringMatching(/^[VSM]$/)]);
      }
    }
  });

  it('bind together by the strictest of each field, in whatever order', () => {
    const loose = city({
      posting: { value: { sealed: false, name: true, amount: true, phone: true, room: 'off' }, ...rests },
      committee: { value: { wanted: false, waitingDays: 0 }, ...rests },
      lateFee: { value: { warnAboveDailyRate: 0.003, lprMultiple: 4 }, ...rests },
      noticePeriods: { value: { byHandDays: 3, byMailDays: 20 }, ...rests },
      lpr: [{ from: civilDay('2025-05-20'), annual: 0.05, ...rests }],
    });
    for (const packs of [
      [NATIONAL, loose],
      [loose, NATIONAL],
    ]) {
      const rules = mergePacks(packs);
      expect(rules.posting.value).toEqual({
        sealed: true,
        name: false,
        amount: false,
        phone: false,
        room: 'off',
      });
      expect(rules.committee.value).toEqual({ wanted: true, waitingDays: 15 });
      expect(rules.lateFee.value).toEqual({ warnAboveDailyRate: 0.0005, lprMultiple: 1.3 });
      expect(rules.noticePeriods.value).toEqual({ byHandDays: 10, byMailDays: 20 });
      expect(lprOn(rules, civilDay('2026-01-01'))?.value.annual).toBe(0.03);
      expect(rules.words).toHaveLength(NATIONAL.words.length);
    }
  });

  it('has the LPR and the small-claims ceiling of a day, or says that it does not know', () => {
    expect(lprOn(NATIONAL_RULES, civilDay('2025-05-19'))?.value.annual).toBe(0.031);
    expect(lprOn(NATIONAL_RULES, civilDay('2020-01-01'))).toBeNull();
    const shanghai = mergePacks([NATIONAL, shippedPack('shanghai') ?? NATIONAL]);
    expect(smallClaimsCeiling(shanghai, civilDay('2025-03-01'))?.value.ceilingFen).toBe(7_400_000);
    expect(smallClaimsCeiling(shanghai, civilDay('2031-03-01'))).toBeNull();
    expect(smallClaimsCeiling(NATIONAL_RULES, civilDay('2025-03-01'))).toBeNull();
    expect(shanghai.posting.value.room).toBe('never');
    expect(shanghai.committee.value.waitingDays).toBe(30);
  });

  it('adds the exam days of a city to those of the country', () => {
    const { exams } = mergePacks([NATIONAL, shippedPack('shanghai') ?? NATIONAL]);
    const { quiet } = chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2025, throughYear: 2026, exams });
    const days = quiet.filter(({ reason }) => reason === '中考').map(({ from, to }) => [from, to]);
    expect(days).toEqual([
      ['2025-06-20', '2025-06-22'],
      ['2025-06-14', '2025-06-15'],
      ['2026-06-20', '2026-06-22'],
      ['2026-06-13', '2026-06-21'],
    ]);
  });

  it('adds the words of a city to the linter, and excuses nothing that the country refuses', () => {
    const own = { id: 'local', zh: '本地忌语', en: 'local', words: ['阿拉'], honest: ['征信'], ...rests };
    const rules = mergePacks([NATIONAL, city({ words: [own] })]);
    const of = (said: string) =>
      errorsOf(
        lintText({ code: 'E1', subject: '账单', body: `${BUILT_IN.E1.body}\n${said}` }, null, rules),
      ).map(({ rule }) => rule);
    expect(of('阿·拉 小区')).toEqual(['local']);
    expect(of('影响征信')).toEqual(['credit_record']);
    expect(of('谢谢')).toEqual([]);
  });

  it.each([
    ['no source', { committee: { value: { wanted: true, waitingDays: 1 }, source: '', mark: 'V' } }, '出处'],
    [
      'no such mark',
      { committee: { value: { wanted: true, waitingDays: 1 }, source: '条例', mark: 'X' } },
      '标记',
    ],
    [
      'an expression that is none',
      { words: [{ id: 'a', zh: '甲', en: 'a', words: ['('], ...rests }] },
      '正则',
    ],
    [
      'an expression that never ends',
      { words: [{ id: 'a', zh: '甲', en: 'a', words: ['(停|停停)*水'], ...rests }] },
      '⋯',
    ],
    [
      'a day that is none',
      {
        exams: [
          {
            name: '中考',
            channels: ['call'],
            byYear: [],
            otherwise: { from: '06-31', to: '06-31' },
            ...rests,
          },
        ],
      },
      '没有这一天',
    ],
    ['a field that is none', { water: true }, ''],
    ['no id', { id: '某市' }, '编号'],
    ['a negative ceiling', { smallClaims: [{ year: 2026, ceilingFen: -1, ...rests }] }, '标的额'],
    ['an LPR of a hundred', { lpr: [{ from: '2026-01-01', annual: 3.1, ...rests }] }, ''],
    [
      'two word lists of one id',
      { words: [1, 2].map(() => ({ id: 'a', zh: '甲', en: 'a', words: ['乙'], ...rests })) },
      '重复',
    ],
  ])('refuses a pack with %s, naming the place', (_name, fields, said) => {
    const { pack, problems } = checkPack({ id: 'x', version: 1, name: '某市', place: null, ...fields });
    expect(pack).toBeNull();
    expect(problems.map(({ zh }) => zh).join()).toContain(said);
  });

  it('takes a small pack as counsel would write it', () => {
    const { pack, problems } = checkPack({
      id: 'hangzhou',
      version: 1,
      name: '杭州',
      place: '杭州',
      committee: { value: { wanted: true, waitingDays: 20 }, source: '条例', mark: 'S' },
    });
    expect([pack?.id, problems]).toEqual(['hangzhou', []]);
    expect(checkPack(null).pack).toBeNull();
    expect(checkPack('{}').pack).toBeNull();
  });
});
