import { fen } from '../../domain/money';
import type { Story } from './story';

/**
 * Everybody here is made up, and the numbers belong to nobody. The first wave is released on day 0; reminders go out on days 0 and 7 of the
 * first level, calls on day 9, letters on the first day of the second, visits of the third; referrals are proposed on 15 September, day 83.
 */
export const STORIES: readonly Story[] = [
  {
    room: '1-1-101',
    name: '苏梅',
    phones: ['13800001101'],
    bills: [{ dueDaysAgo: 8, yuan: 780 }],
    zh: '一级提醒后缴清',
    en: 'pays after the first reminder',
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(2.3);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '1-1-102',
    name: '柳建国',
    phones: ['13800001102'],
    bills: [{ dueDaysAgo: 40, yuan: 1560 }],
    zh: '分两次缴，二级时缴清',
    en: 'pays in two parts, the rest at level 2',
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(4.2);
      await owner.pay(600, '先缴一部分');
      await owner.atLevel(2);
      await owner.days(4.2);
      await owner.payAll();
    },
    cases: [{ path: [1, 2], ending: 'settled' }],
  },
  {
    room: '1-1-103',
    name: '丁小云',
    phones: ['13800001103'],
    bills: [{ dueDaysAgo: 8, yuan: 926 }],
    zh: '电话承诺，如期兑现',
    en: 'promises on the phone and keeps it',
    staff: {
      call: [(inDays) => ({ outcome: 'promise', promise: { on: inDays(4), amountFen: fen(92_600) } })],
    },
    async owner(owner) {
      await owner.heldOrSays(
        'promise',
        () => ({ kind: 'promise', amountFen: fen(92_600), promisedOn: owner.inDays(4) }),
        '业主来电承诺缴费',
        'the owner phones and promises',
      );
      await owner.days(3.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '1-1-201',
    name: '马东',
    phones: ['13800001201'],
    bills: [{ dueDaysAgo: 70, yuan: 1900 }],
    zh: '承诺落空，逐级到上门，再缴清',
    en: 'breaks a promise, pays after the visit',
    staff: {
      call: [(inDays) => ({ outcome: 'promise', promise: { on: inDays(3), amountFen: fen(190_000) } })],
      visit: [{ outcome: 'undecided', signature: 'signed' }],
    },
    async owner(owner) {
      await owner.atLevel(3);
      await owner.days(6.2);
      await owner.payAll();
    },
    cases: [{ path: [1, 2, 3], ending: 'settled' }],
  },
  {
    room: '1-1-202',
    name: '沈倩',
    phones: ['13800001202'],
    bills: [{ dueDaysAgo: 8, yuan: 684.5 }],
    zh: '称已缴，财务核实到账',
    en: 'says that it is paid, and finance finds it',
    staff: {
      call: [{ outcome: 'claimed_paid' }],
      verify_payment: [{ outcome: 'received', afterDays: 1 }],
    },
    async owner(owner) {
      await owner.heldOrSays(
        'payment_claimed',
        () => ({ kind: 'payment_claimed' }),
        '业主来电称已缴',
        'the owner phones: it is paid',
      );
      await owner.until('verified', (row) => row.holds.length === 0);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '1-1-203',
    name: '韩立',
    phones: ['13800001203'],
    bills: [{ dueDaysAgo: 8, yuan: 1120 }],
    zh: '称已缴，查无到账，再去电',
    en: 'says that it is paid, and it is not: a call, not a message',
    staff: {
      call: [{ outcome: 'claimed_paid' }, { outcome: 'undecided' }],
      verify_payment: [{ outcome: 'not_received', afterDays: 1 }],
    },
    async owner(owner) {
      await owner.heldOrSays(
        'payment_claimed',
        () => ({ kind: 'payment_claimed' }),
        '业主来电称已缴',
        'the owner phones: it is paid',
      );
      await owner.until('not found', (row) => row.holds.length === 0);
      await owner.days(6.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '1-2-101',
    name: '尤芳',
    phones: ['13800002101'],
    bills: [{ dueDaysAgo: 8, yuan: 842 }],
    zh: '投诉漏水，停催，答复后缴',
    en: 'complains, is left in peace until answered, pays',
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(3.2);
      await owner.decided(
        'supervisor',
        { kind: 'complaint', matter: 'repairs' },
        '业主来电：卫生间漏水未修',
        'the owner complains of a leak',
      );
      await owner.held('complaint');
      await owner.until('answered', (row) => row.holds.length === 0);
      await owner.days(5.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '1-2-102',
    name: '卢海',
    phones: ['13800002102'],
    bills: [{ dueDaysAgo: 25, yuan: 2400 }],
    zh: '困难，转三级，核查后分期缴清',
    en: 'hardship: level 3, reviewed, paid by instalments',
    staff: { review_hold: [{ outcome: 'lift', note: '情况属实，可以分期', afterDays: 1 }] },
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(2.2);
      await owner.decided('agent', { kind: 'hardship' }, '业主失业，申请困难核查', 'hardship is reported');
      await owner.held('hardship_review');
      await owner.decided(
        'supervisor',
        { kind: 'cause', cause: 'hardship' },
        '困难属实',
        'the cause is confirmed: hardship',
      );
      await owner.atLevel(3);
      await owner.until('reviewed', (row) => row.holds.length === 0);
      await owner.decided(
        'supervisor',
        {
          kind: 'instalment_plan',
          instalments: [
            { dueOn: owner.inDays(2), amountFen: fen(80_000) },
            { dueOn: owner.inDays(9), amountFen: fen(160_000) },
          ],
        },
        '批准分两期',
        'two instalments are approved',
      );
      await owner.held('instalment_plan');
      await owner.days(1.2);
      await owner.pay(800, '第一期');
      await owner.days(6);
      await owner.payAll();
    },
    cases: [{ path: [1, 3], ending: 'settled' }],
  },
  {
    room: '1-2-103',
    name: '邹敏',
    phones: ['13800002103'],
    bills: [{ dueDaysAgo: 30, yuan: 1688 }],
    zh: '不满，转三级，答复后上门；房屋售出，买方书面接债',
    en: 'dissatisfied: level 3; sold, and the buyer took the debt over in writing',
    staff: { visit: [{ outcome: 'refuses', signature: 'refused', witness: '保安队长' }] },
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(1.2);
      await owner.decided(
        'supervisor',
        { kind: 'complaint', matter: 'cleaning' },
        '楼道保洁不到位',
        'the owner objects to the cleaning',
      );
      await owner.held('complaint');
      await owner.decided(
        'supervisor',
        { kind: 'cause', cause: 'dissatisfied' },
        '确认为服务不满',
        'the cause is confirmed: dissatisfied',
      );
      await owner.atLevel(3);
      await owner.until('answered', (row) => row.holds.length === 0);
      await owner.days(12);
      await owner.decided(
        'manager',
        { kind: 'close', reason: 'transferred' },
        '买方书面承接欠费',
        'the buyer took over the debt',
      );
    },
    cases: [{ path: [1, 3], ending: 'transferred' }],
  },
  {
    room: '1-2-201',
    name: '齐伟',
    phones: ['13800002201'],
    bills: [{ dueDaysAgo: 24, yuan: 1340 }],
    zh: '电话是错号，立即停用，改为书面',
    en: 'a wrong number: never used again, a letter instead',
    staff: { call: [{ outcome: 'wrong_number', noMoreNumbers: true }] },
    async owner(owner) {
      await owner.atLevel(2);
      await owner.days(5.2);
      await owner.payAll();
    },
    cases: [{ path: [1, 2], ending: 'settled' }],
  },
  {
    room: '1-2-202',
    name: '钟秀',
    phones: [],
    bills: [{ dueDaysAgo: 33, yuan: 1450 }],
    zh: '没有电话，失联，直接书面',
    en: 'no number at all: unreachable, a letter',
    async owner(owner) {
      await owner.atLevel(2);
      await owner.days(6.2);
      await owner.payAll();
    },
    cases: [{ path: [1, 2], ending: 'settled' }],
  },
  {
    room: '1-2-203',
    name: '洪亮',
    phones: ['13800002203'],
    bills: [{ dueDaysAgo: 8, yuan: 560 }],
    zh: '拒收短信，此后只由管家联系',
    en: 'wants no more texts: the steward writes instead',
    staff: { call: [{ outcome: 'undecided', optOut: ['sms'] }] },
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(19.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '2-1-101',
    name: '雷刚',
    phones: ['13800003101'],
    bills: [
      { dueDaysAgo: 420, yuan: 4800 },
      { dueDaysAgo: 330, yuan: 4800 },
    ],
    zh: '四级走完：移交、律师函、起诉、判决、执行完毕',
    en: 'all four levels: referred, sued, judged, enforced',
    cases: [{ path: [1, 2, 3, 4], ending: 'enforced' }],
  },
  {
    room: '2-1-102',
    name: '贺强',
    phones: ['13800003102'],
    bills: [{ dueDaysAgo: 400, yuan: 5230 }],
    zh: '移交后缴清，法务确认结案',
    en: 'pays at level 4; counsel confirms',
    staff: { choose_procedure: [{ outcome: 'mediation', afterDays: 3 }] },
    async owner(owner) {
      await owner.atLevel(4);
      await owner.days(2.2);
      await owner.payAll();
    },
    cases: [{ path: [1, 2, 3, 4], ending: 'settled' }],
  },
  {
    room: '2-1-103',
    name: '龚平',
    phones: ['13800003103'],
    bills: [{ dueDaysAgo: 500, yuan: 3900 }],
    takenOver: { state: '已起诉' },
    zh: '接管时已起诉；撤诉后公司核销',
    en: 'taken over as sued; withdrawn, and written off by the company',
    staff: { follow_procedure: [{ outcome: 'withdrawn', afterDays: 4 }] },
    async owner(owner) {
      await owner.until('withdrawn', (row) => row.state.endsWith('withdrawn'));
      await owner.days(2.2);
      await owner.decided(
        'company',
        { kind: 'close', reason: 'written_off' },
        '撤诉，无可供执行财产',
        'written off',
      );
    },
    cases: [{ path: [4], ending: 'written_off' }],
  },
  {
    room: '2-1-201',
    name: '文静',
    phones: ['13800003201'],
    bills: [{ dueDaysAgo: 300, yuan: 2750 }],
    takenOver: { state: '已委托律所' },
    zh: '接管时已委托律所；调解后缴清',
    en: 'taken over as with a law firm; mediated and paid',
    staff: {
      follow_procedure: [
        { outcome: 'mediated', afterDays: 3 },
        { outcome: 'no_change', afterDays: 30 },
      ],
    },
    async owner(owner) {
      await owner.atLevel(4);
      await owner.days(7.2);
      await owner.payAll();
    },
    cases: [{ path: [4], ending: 'settled' }],
  },
  {
    room: '2-1-202',
    name: '乔一鸣',
    phones: ['13800003202'],
    bills: [{ dueDaysAgo: 50, yuan: 1210 }],
    takenOver: { state: '承诺', promiseInDays: 6, promiseYuan: 1210 },
    zh: '接管的承诺，如期兑现',
    en: 'a promise taken over, and kept',
    async owner(owner) {
      await owner.held('promise');
      await owner.days(5.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '2-1-203',
    name: '常青',
    phones: ['13800003203'],
    bills: [{ dueDaysAgo: 12, yuan: 998 }],
    takenOver: { state: '争议' },
    zh: '接管的争议，答复后缴',
    en: 'a dispute taken over: answered, then paid',
    async owner(owner) {
      await owner.held('complaint');
      await owner.until('answered', (row) => row.holds.length === 0);
      await owner.days(4.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '2-1-204',
    name: '岑远',
    phones: ['13800003204'],
    bills: [{ dueDaysAgo: 450, yuan: 4310 }],
    takenOver: { state: '已起诉' },
    zh: '接管时已起诉：判决、申请执行、执行完毕',
    en: 'taken over as sued: judged, enforced',
    staff: {
      follow_procedure: [
        { outcome: 'judgment', afterDays: 5 },
        { outcome: 'enforcement', afterDays: 5 },
        { outcome: 'enforced', afterDays: 5 },
      ],
    },
    cases: [{ path: [4], ending: 'enforced' }],
  },
  {
    room: '2-2-101',
    name: '古一山',
    phones: ['13800004101'],
    bills: [{ dueDaysAgo: 80, yuan: 2100 }],
    takenOver: { state: '已故' },
    zh: '业主已故：一句不催，公司核销',
    en: 'deceased: nobody is asked; written off by the company',
    async owner(owner) {
      await owner.held('bereavement');
      await owner.days(28.2);
      await owner.decided(
        'company',
        { kind: 'close', reason: 'written_off' },
        '无遗产可供清偿',
        'written off',
      );
    },
    cases: [{ path: [1], ending: 'written_off' }],
  },
  {
    room: '2-2-102',
    name: '闻亦',
    phones: ['13800004102'],
    bills: [{ dueDaysAgo: 10, yuan: 730 }],
    takenOver: { state: '空置' },
    zh: '接管的空置户，复核后恢复',
    en: 'vacant at the take-over: reviewed, and the ladder goes on',
    staff: { review_hold: [{ outcome: 'lift', note: '业主已联系上', afterDays: 3 }] },
    async owner(owner) {
      await owner.held('takeover_review');
      await owner.until('reviewed', (row) => row.holds.length === 0);
      await owner.days(5.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '2-2-103',
    name: '涂飞',
    phones: ['13800004103'],
    bills: [{ dueDaysAgo: 8, yuan: 1005 }],
    zh: '缴后退票，观察期内：回到原处',
    en: 'paid, and returned within the window: back to its place',
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(1.3);
      const payment = await owner.payAll();
      await owner.settled();
      await owner.days(3);
      await owner.returned(payment);
      await owner.until('open again', (row) => row.status === 'open' && row.claimableFen > 0);
      await owner.days(6.2);
      await owner.payAll();
    },
    cases: [{ path: [1], ending: 'settled' }],
  },
  {
    room: '2-2-201',
    name: '邵丽',
    phones: ['13800004201'],
    bills: [{ dueDaysAgo: 8, yuan: 880 }],
    zh: '结案后退票：立新案，先复核',
    en: 'returned after the window: a new case that names the old one',
    staff: { review_hold: [{ outcome: 'lift', note: '已核实退票', afterDays: 1 }] },
    async owner(owner) {
      await owner.atLevel(1);
      await owner.days(1.3);
      const payment = await owner.payAll();
      const first = await owner.closed();
      await owner.days(2);
      await owner.returned(payment);
      await owner.anotherCase(first);
      await owner.held('takeover_review');
      await owner.until('reviewed', (row) => row.holds.length === 0);
      await owner.days(4.2);
      await owner.payAll();
    },
    cases: [
      { path: [1], ending: 'settled' },
      { path: [1], ending: 'settled' },
    ],
  },
  {
    room: '2-2-202',
    name: '石磊',
    phones: ['13800004202'],
    bills: [
      { dueDaysAgo: 12, yuan: 640 },
      { dueDaysAgo: -12, yuan: 655 },
    ],
    zh: '结清后新账单到期：旧案由新案接续',
    en: 'settled, and a new bill falls due: superseded by a new case',
    async owner(owner) {
      const first = await owner.atLevel(1);
      await owner.days(5.5);
      await owner.pay(640, '缴清旧账');
      await owner.anotherCase(first);
      await owner.days(4.2);
      await owner.payAll();
    },
    cases: [
      { path: [1], ending: 'superseded' },
      { path: [1], ending: 'settled' },
    ],
  },
  {
    room: '3-1-101',
    name: '费明',
    phones: ['13800005101'],
    bills: [
      { dueDaysAgo: 410, yuan: 220 },
      { dueDaysAgo: 320, yuan: 240 },
    ],
    zh: '拒缴，二级直接移交；诉讼不值，公司核销',
    en: 'refuses to pay: referred straight from level 2; written off',
    staff: {
      prepare_package: [{ outcome: 'ready', afterDays: 1 }],
      lawyer_letter: [{ outcome: 'sent', afterDays: 30 }],
    },
    async owner(owner) {
      await owner.atLevel(2);
      await owner.days(2.2);
      await owner.decided(
        'supervisor',
        { kind: 'cause', cause: 'malicious' },
        '多次明确拒缴，有录音',
        'the cause is confirmed: refuses to pay',
      );
      await owner.atLevel(4);
      await owner.days(3.2);
      await owner.decided(
        'company',
        { kind: 'close', reason: 'written_off' },
        '诉讼成本高于标的',
        'written off',
      );
    },
    cases: [{ path: [1, 2, 4], ending: 'written_off' }],
  },
];
