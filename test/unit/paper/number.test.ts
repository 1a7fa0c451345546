import { isNoticeNumber, noticeNumber, readNumber } from '../../../src/paper/number';

describe('the number of a notice', () => {
  it('is the day, a running number and a check digit', () => {
    expect(noticeNumber('2026-11-24', 1)).toBe('CJ26112400010');
    expect(noticeNumber('2026-11-24', 9_999)).toMatch(/^CJ2611249999\d$/);
    expect(() => noticeNumber('2026-11-24', 10_000)).toThrow(RangeError);
  });

  it('is read as people type it', () => {
    expect(readNumber(' cj261124 0001-0 ')).toBe('CJ26112400010');
  });

  it('with one digit wrong, or two neighbours swapped, is no number of another owner', () => {
    for (let serial = 1; serial < 300; serial += 7) {
      const number = noticeNumber('2026-11-24', serial);
      for (let at = 2; at < number.length; at += 1) {
        for (const digit of '0123456789') {
          const wrong = number.slice(0, at) + digit + number.slice(at + 1);
          expect([wrong, isNoticeNumber(wrong)]).toEqual([wrong, digit === number[at]]);
        }
        const [one = '', next = ''] = [number[at], number[at + 1]];
        // Luhn's digit misses 09 for 90, and nothing else
        if (one === next || next === '' || `${one}${next}` === '09' || `${one}${next}` === '90') continue;
        const swapped = number.slice(0, at) + next + one + number.slice(at + 2);
        expect([swapped, isNoticeNumber(swapped)]).toEqual([swapped, false]);
      }
    }
    expect(() => readNumber('CJ26112400011')).toThrow('PAPER_NUMBER_INVALID');
  });
});
