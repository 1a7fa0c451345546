import { smsSegments } from '../../src/domain/sms-segments';
import { errorsOf } from '../../src/domain/text-linter/finding';
import { lintText } from '../../src/domain/text-linter/lint';
import { BUILT_IN } from '../../src/texts/built-in';

const rulesOf = (said: string) =>
  errorsOf(lintText({ code: 'E1', subject: '账单', body: `${BUILT_IN.E1.body}\n${said}` })).map(
    ({ rule }) => rule,
  );

describe('tricks', () => {
  it.each([
    ['影响您的征 信', 'credit_record'],
    ['影响您的征芯', 'credit_record'],
    ['影響您的徵信', 'credit_record'],
    ['影响您的ｚｈｅｎｇｘｉｎ', 'credit_record'],
    ['影响您的征\u200b信', 'credit_record'],
    ['列入黑·名·单', 'credit_record'],
    ['给您停　水', 'supply_cut'],
    ['给您亭水', 'supply_cut'],
    ['给您ting水', 'supply_cut'],
    ['给您tíngshuǐ'.normalize('NFD'), 'supply_cut'],
    ['关-闭-门-禁', 'supply_cut'],
    ['公★示★名★单', 'shaming'],
    ['通知您的单 位', 'shaming'],
    ['告诉您的鄰居', 'shaming'],
    ['后🙂果自负', 'threat'],
    ['老 赖', 'insult'],
    ['微 信 转 我', 'personal_account'],
  ])('finds %s', (said, rule) => {
    expect(rulesOf(said)).toContain(rule);
  });

  it('counts the segments of a text message, its signature among them', () => {
    for (const [characters, segments] of [
      [70, 1],
      [71, 2],
      [134, 2],
      [135, 3],
      [201, 3],
      [202, 4],
    ] as const) {
      expect(smsSegments('字'.repeat(characters))).toBe(segments);
      expect(smsSegments(`【安和物业】${'字'.repeat(characters - 6)}`)).toBe(segments);
    }
  });
});
