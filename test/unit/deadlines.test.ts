import { chineseCalendar } from '../../src/domain/chinese-calendar';
import { civilDay } from '../../src/domain/civil-day';
import { intervalFor, nextReferralBatch, noticeDeadline } from '../../src/domain/deadlines';
import { standard } from '../../src/policy/standard';

const calendar = chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2025, throughYear: 2026 });
const { ladder } = standard;

describe('the deadline of a notice', () => {
  it('is 10 days after posting or handing over, 15 after mailing', () => {
    const on = civilDay('2026-11-03');
    expect(noticeDeadline(on, 'by_hand', 'unknown', ladder, calendar)).toBe('2026-11-13');
    expect(noticeDeadline(on, 'by_mail', 'unknown', ladder, calendar)).toBe('2026-11-18');
  });

  it('that falls in the National-Day break moves to the first workday', () => {
    expect(noticeDeadline(civilDay('2025-09-23'), 'by_hand', 'unknown', ladder, calendar)).toBe('2025-10-09');
  });

  it('is halved for 拒缴, never below 7 days', () => {
    const on = civilDay('2026-11-03');
    expect(noticeDeadline(on, 'by_hand', 'malicious', ladder, calendar)).toBe('2026-11-10');
    expect(noticeDeadline(on, 'by_mail', 'malicious', ladder, calendar)).toBe('2026-11-11');
    expect(intervalFor(30, 'malicious', ladder.malicious)).toBe(15);
    expect(intervalFor(5, 'malicious', ladder.malicious)).toBe(5);
  });
});

describe('referrals', () => {
  it('are proposed in quarterly batches', () => {
    const { batches } = ladder.level4;
    expect(nextReferralBatch(civilDay('2026-11-23'), batches)).toBe('2026-12-15');
    expect(nextReferralBatch(civilDay('2026-12-15'), batches)).toBe('2026-12-15');
    expect(nextReferralBatch(civilDay('2026-12-16'), batches)).toBe('2027-03-15');
  });
});
