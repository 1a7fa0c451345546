import path from 'node:path';
import { civilDay } from '../../../src/domain/civil-day';
import type { ImportKind } from '../../../src/ledger/mapping/fields';
import { guessMapping, headingScore, openQuestions } from '../../../src/ledger/mapping/guess';
import { checkMapping, type Mapping } from '../../../src/ledger/mapping/mapping';
import { openTable } from '../../../src/ledger/reading/open-table';
import { parseChargeRow } from '../../../src/ledger/rows/charge-row';
import { RowReader } from '../../../src/ledger/rows/row-reader';

const sample = (name: string) => path.join(__dirname, '../../../samples', name);

it.each<[string, ImportKind, string[]]>([
  ['ledger.csv', 'ledger', []],
  ['ledger-broken.csv', 'ledger', []],
  ['owe-detail-gb18030.csv', 'ledger', ['dueRule']],
  ['owners.csv', 'owners', []],
  ['prepayments.csv', 'prepayments', []],
  ['receivables-2026Q3.csv', 'receivables', []],
  ['payments.csv', 'payments', []],
])('is sure of %s as %s, and asks what it cannot know', async (name, kind, questions) => {
  const { headings } = await openTable(sample(name), (cells) => headingScore(kind, cells));
  const guess = guessMapping(headings, kind);
  expect(guess).toMatchObject({ sure: true, missing: [] });
  expect(guess.questions.map(({ id }) => id)).toEqual(questions);
});

describe('other systems’ files', () => {
  it('房屋编码 费用名称 开始时间 结束时间 收费金额', () => {
    const guess = guessMapping(['房屋编码', '费用名称', '开始时间', '结束时间', '收费金额'], 'ledger');
    expect(guess.sure).toBe(true);
    expect(guess.mapping.fields).toEqual({
      object: '房屋编码',
      item: '费用名称',
      periodFrom: '开始时间',
      periodTo: '结束时间',
      amount: '收费金额',
    });
  });

  it('one row a household with a column for each fee item', () => {
    const headings = ['房号', '业主', '电话', '物业服务费', '公摊水电费（元）', '车位管理费', '欠费合计'];
    const guess = guessMapping(headings, 'ledger');
    expect(guess.mapping.items).toEqual({
      物业服务费: '物业服务费',
      '公摊水电费（元）': '公摊水电费',
      车位管理费: '车位管理费',
    });
    expect(guess.questions.map(({ id }) => id)).toEqual(['dueRule', 'period']);
    const mapping: Mapping = {
      ...guess.mapping,
      settings: {
        dueRule: { graceDays: 31 },
        period: { from: civilDay('2026-07-01'), to: civilDay('2026-09-30') },
      },
    };
    expect(openQuestions('ledger', mapping)).toEqual([]);
    const row = new RowReader(
      { rowNumber: 2, cells: ['1-1-101', '张三', '13800000001', '1,751.80', '', '240', '1991.80'] },
      new Map(headings.map((heading, index) => [heading, index])),
      mapping,
    );
    const content = parseChargeRow(row, { communityName: '示例花园', mapping, asOf: null });
    expect(content?.charges.map(({ item, outstandingFen, dueOn }) => [item, outstandingFen, dueOn])).toEqual([
      ['物业服务费', 175_180, '2026-10-31'],
      ['车位管理费', 24_000, '2026-10-31'],
    ]);
  });

  it('is not sure where two columns could both be meant', () => {
    expect(
      guessMapping(['房号', '业主', '电话', '手机', '费用项', '账期', '欠费金额', '应缴日期'], 'ledger').sure,
    ).toBe(false);
  });

  it('says what is missing', () => {
    expect(guessMapping(['房号', '业主'], 'ledger')).toMatchObject({
      sure: false,
      missing: ['费用项目', '账期起或账期', '应收金额或欠费本金'],
    });
  });

  it('refuses a mapping of columns that the file does not have', () => {
    const mapping: Mapping = { fields: { room: '房号' }, items: {}, settings: {} };
    expect(() => checkMapping('ledger', ['房间'], mapping)).toThrow(
      expect.objectContaining({ code: 'MAPPING_INVALID' }),
    );
  });
});
