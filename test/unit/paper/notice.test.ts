import { civilDay } from '../../../src/domain/civil-day';
import { fen } from '../../../src/domain/money';
import { activeTexts } from '../../../src/messaging/active-texts';
import { noticeParagraphs, receiptSlip } from '../../../src/messaging/paper-texts';
import type { TextFacts, TextLine } from '../../../src/messaging/text-facts';
import { basisText } from '../../../src/paper/basis';
import { pageOf } from '../../../src/paper/notice-page';
import { noticePdf } from '../../../src/paper/notice-pdf';
import { joinPdfs } from '../../../src/paper/render';
import { doorSlipsPdf } from '../../../src/paper/slips-pdf';
import { BUILT_IN } from '../../../src/texts/built-in';
import { pdfPages } from '../../support/pdf-text';

const active = activeTexts(
  Object.entries(BUILT_IN).map(([code, wording]) => ({ code, version: 1, ...wording })),
);

function line(from: string, to: string, extra: Partial<TextLine> = {}): TextLine {
  return {
    object: '12-1-404',
    item: '物业服务费',
    periodFrom: civilDay(from),
    periodTo: civilDay(to),
    chargedFen: fen(200_558),
    allocatedFen: fen(0),
    waivedFen: fen(0),
    principalLeftFen: fen(200_558),
    lateFeeLeftFen: fen(0),
    lateFeeClause: null,
    ...extra,
  };
}

function facts(lines: TextLine[]): TextFacts {
  const sum = lines.reduce((total, one) => total + one.principalLeftFen + one.lateFeeLeftFen, 0);
  return {
    communityName: '示例花园',
    companyName: '安和物业服务有限公司',
    servicePhone: '0571-88880000',
    partyName: '欧阳建国',
    partyKind: 'owner',
    label: '12-1-404',
    areaCm2: 1_193_800,
    stewardName: null,
    on: civilDay('2026-11-24'),
    amountFen: fen(sum),
    prepaidFen: fen(0),
    lines,
    number: 'CJ26112400010',
    deadlineOn: civilDay('2026-12-07'),
    agreed: null,
  };
}

function page(of: TextFacts) {
  const [words, receipt] = [noticeParagraphs(active, of), receiptSlip(active, of)];
  if (!words || !receipt) throw new Error('no text is in force');
  return pageOf(of, words.paragraphs, receipt.lines, new Map([['12-1-404', 1_193_800]]));
}

describe('计费方式', () => {
  it.each([
    [
      'area, rate and months where they come to the amount',
      '2026-01-01',
      '2026-06-30',
      200_558,
      1_193_800,
      '119.38㎡×2.80元×6个月',
    ],
    ['the months alone where they do not', '2026-01-01', '2026-06-30', 200_559, 1_193_800, '6个月'],
    ['the months alone where the area is not known', '2026-07-01', '2026-12-31', 90_000, null, '6个月'],
    ['nothing of a period that is no whole months', '2026-07-01', '2026-12-20', 90_000, null, '—'],
    ['a month from one day to the day before it', '2026-01-15', '2026-02-14', 15_000, null, '1个月'],
  ])('says %s', (_what, from, to, charged, area, said) => {
    expect(basisText({ periodFrom: civilDay(from), periodTo: civilDay(to), chargedFen: charged }, area)).toBe(
      said,
    );
  });
});

describe('the notice', () => {
  const one = line('2026-01-01', '2026-06-30', { allocatedFen: fen(50_000), principalLeftFen: fen(150_558) });

  it('has each charge with how it was reckoned, sums, and the amount in figures and in capitals', async () => {
    const [said = ''] = await pdfPages(await noticePdf(page(facts([one])), '2026-11-24'));
    for (const part of [
      '物业费催缴通知书',
      '编号 CJ26112400010',
      '欧阳建国：',
      '示例花园12-1-404（建筑面积119.38㎡）截至2026年11月24日',
      '2026年1–6月119.38㎡×2.80元×6个月2,005.58500.000.001,505.58',
      '小计',
      '合计人民币1,505.58元（大写壹仟伍佰零伍元伍角捌分）',
      '请于2026年12月7日前缴清',
      '《中华人民共和国民法典》第九百四十四条',
      '联系电话0571-88880000',
      '安和物业服务有限公司（盖章）',
      '沿虚线裁下回执　编号CJ26112400010',
      '第 1 页 共 1 页',
    ]) {
      expect([part, said.includes(part)]).toEqual([part, true]);
    }
  });

  it('says no word of a late fee where none is agreed, and has its column where one is', async () => {
    const without = (await pdfPages(await noticePdf(page(facts([one])), '2026-11-24'))).join('');
    expect(without).not.toContain('违约金');
    const agreed = line('2026-01-01', '2026-06-30', {
      lateFeeLeftFen: fen(1_234),
      lateFeeClause: '《前期物业服务合同》第十二条',
    });
    const [said = ''] = await pdfPages(await noticePdf(page(facts([agreed])), '2026-11-24'));
    expect(said).toContain('未缴违约金');
    expect(said).toContain('违约金依据《前期物业服务合同》第十二条计至2026年11月24日');
  });

  it('over two pages repeats the headings, numbers the pages, and keeps the receipt together', async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      line(`${1990 + index}-01-01`, `${1990 + index}-06-30`),
    );
    const pages = await pdfPages(await noticePdf(page(facts(many)), '2026-11-24'));
    expect(pages).toHaveLength(2);
    expect(pages.map((text) => text.includes('费用项目'))).toEqual([true, true]);
    expect(pages.map((text, index) => text.includes(`第 ${index + 1} 页 共 2 页`))).toEqual([true, true]);
    expect(pages[1]).toMatch(/回执　编号.*送达人/);
  });

  it('is the same bytes every time, and another page is others', async () => {
    const [first, again] = [
      await noticePdf(page(facts([one])), '2026-11-24'),
      await noticePdf(page(facts([one])), '2026-11-24'),
    ];
    expect(first.equals(again)).toBe(true);
    const other = await noticePdf(page({ ...facts([one]), number: 'CJ26112400028' }), '2026-11-24');
    expect(first.equals(other)).toBe(false);
    expect(await joinPdfs(each(first, other))).toEqual(await joinPdfs(each(first, other)));
  });
});

async function* each(...parts: Buffer[]) {
  yield* parts;
}

it('fits a long name of a community on its slip, whole', async () => {
  const slips = Array.from({ length: 9 }, (_, index) => ({
    number: `CJ2611240${index}`,
    lines: ['本户住户：您好！物业服务中心有一封信需您本人拆阅。'.repeat(4), '很长很长的小区名称'.repeat(4)],
  }));
  const said = (await pdfPages(await doorSlipsPdf(slips, '2026-11-24'))).join('');
  for (const { number } of slips) expect(said).toContain(number);
});
