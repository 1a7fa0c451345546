import { meansIn } from '../../src/domain/prohibited-means';

const kinds = (text: string) => meansIn(text).map(({ kind }) => kind);

/** Scenario 31: no act cuts a supply or tells a third party; free text that speaks of it is flagged. */
describe('prohibited means in what staff write', () => {
  it.each([
    ['给他停水', 'supply_cut'],
    ['停 水 三 天', 'supply_cut'],
    ['把他家的电断了吧，先断电', 'supply_cut'],
    ['先取消他的门禁', 'supply_cut'],
    ['門禁停用', 'supply_cut'],
    ['停·梯·控', 'supply_cut'],
    ['明天公示欠费名单', 'publishing'],
    ['名单贴公告栏', 'publishing'],
    ['发到业主群', 'publishing'],
    ['曝-光他', 'publishing'],
    ['打电话给他单位', 'third_party'],
    ['告诉他领导', 'third_party'],
    ['通知邻居施压', 'third_party'],
    ['报征信', 'credit_record'],
    ['拉进失信名单', 'credit_record'],
    ['堵锁眼', 'force'],
    ['每天上门', 'force'],
  ])('notices %s', (text, kind) => {
    expect(kinds(text)).toContain(kind);
  });

  it.each([
    '业主说家里停水三天没人修，修好再缴',
    '业主反映停电，已转工程',
    '市政停水通知已贴过',
    '我们不得停水停电',
    '业主去单位上班，约周六上午',
    '电梯故障，业主不满',
    '已核实收款，退回客服',
    '承诺 6 月 10 日缴清',
    '业主拒签，见证人在场',
    '',
  ])('lets %s be', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('ends with any text', () => {
    for (const hostile of ['停', '他的', '停他', '(', '{', '〔若', '每天']) meansIn(hostile.repeat(1000));
  });
});
