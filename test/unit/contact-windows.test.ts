import type { Channel } from '../../src/domain/channel';
import { chineseCalendar } from '../../src/domain/chinese-calendar';
import { civilDay, instantAt } from '../../src/domain/civil-day';
import { type StatedTime, statedTimeSchema } from '../../src/domain/contact-rules';
import { isNight, isOpen, nextOpening } from '../../src/domain/contact-windows';
import { standard } from '../../src/policy/standard';

const zone = 'Asia/Shanghai';
const calendar = chineseCalendar({ zone, fromYear: 2025, throughYear: 2027 });
const rules = { ...standard.rules.contact, spreadMinutes: 0 };
/** `2025-09-30 23:40` on the community's clock */
const at = (text: string): number => {
  const [day = '', time = ''] = text.split(' ');
  return instantAt(civilDay(day), Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), zone);
};
const opening = (channel: Channel, from: string, statedTime: StatedTime | null = null): number | null =>
  nextOpening({ channel, from: at(from), calendar, rules, statedTime, spreadKey: 'account' });
const open = (channel: Channel, instant: string, statedTime: StatedTime | null = null): boolean =>
  isOpen(at(instant), { channel, calendar, rules, statedTime });

// 2025-09-23 is a Tuesday, 2025-09-27 a Saturday, 2025-09-28 a Sunday worked in exchange, 2025-10-01 to 08 the National-Day break.
describe('a message', () => {
  it('goes out from 9:30 to 20:00, weekends included', () => {
    expect(open('sms', '2025-09-23 09:29')).toBe(false);
    expect(open('sms', '2025-09-23 09:30')).toBe(true);
    expect(open('sms', '2025-09-27 12:30')).toBe(true);
    expect(open('sms', '2025-09-23 19:59')).toBe(true);
    expect(open('sms', '2025-09-23 20:00')).toBe(false);
  });

  it('that falls due at 23:40 waits until 9:30 of the next day that is not quiet', () => {
    expect(opening('sms', '2025-09-23 23:40')).toBe(at('2025-09-24 09:30'));
    expect(opening('sms', '2025-09-30 23:40')).toBe(at('2025-10-09 09:30'));
  });

  it('goes at once when the channel is open', () => {
    expect(opening('sms', '2025-09-23 11:11')).toBe(at('2025-09-23 11:11'));
  });
});

describe('a call', () => {
  it('has a midday break on workdays and its own hours at weekends', () => {
    expect(open('call', '2025-09-23 12:15')).toBe(true);
    expect(open('call', '2025-09-23 12:30')).toBe(false);
    expect(opening('call', '2025-09-23 13:00')).toBe(at('2025-09-23 14:00'));
    expect(open('call', '2025-09-27 12:15')).toBe(false);
    expect(opening('call', '2025-09-27 12:15')).toBe(at('2025-09-27 14:30'));
    // a Sunday worked in exchange has the hours of a workday
    expect(open('call', '2025-09-28 12:15')).toBe(true);
  });

  it('is not made on exam days', () => {
    expect(open('call', '2026-06-08 10:00')).toBe(false);
    expect(open('sms', '2026-06-08 10:00')).toBe(true);
  });
});

describe('a visit', () => {
  it('is made in the evening of workdays and by day at weekends', () => {
    expect(open('visit', '2025-09-23 15:00')).toBe(false);
    expect(open('visit', '2025-09-23 18:00')).toBe(true);
    expect(open('visit', '2025-09-27 15:00')).toBe(true);
    expect(opening('visit', '2025-10-01 10:00')).toBe(at('2025-10-09 18:00'));
  });
});

describe("the owner's own stated time", () => {
  const halfPastEight = statedTimeSchema.parse({ from: '20:30', to: '22:30', channels: ['call'] });

  it('beats the window, until 21:30', () => {
    expect(open('call', '2025-09-23 20:45', halfPastEight)).toBe(true);
    expect(open('call', '2025-09-23 10:00', halfPastEight)).toBe(false);
    expect(open('call', '2025-09-23 21:29', halfPastEight)).toBe(true);
    expect(open('call', '2025-09-23 21:30', halfPastEight)).toBe(false);
    expect(opening('call', '2025-09-23 10:00', halfPastEight)).toBe(at('2025-09-23 20:30'));
  });

  it('binds the channels it was stated for', () => {
    expect(open('sms', '2025-09-23 10:00', halfPastEight)).toBe(true);
  });

  it('opens no quiet day', () => {
    expect(opening('call', '2025-09-30 22:00', halfPastEight)).toBe(at('2025-10-09 20:30'));
  });

  it('may be an appointment for one day', () => {
    const wednesday = statedTimeSchema.parse({ from: '12:40', to: '13:20', onDay: '2025-09-24' });
    expect(open('visit', '2025-09-24 13:00', wednesday)).toBe(true);
    expect(open('visit', '2025-09-25 13:00', wednesday)).toBe(false);
    expect(open('visit', '2025-09-25 18:30', wednesday)).toBe(true);
  });

  it('may be for some days of the week', () => {
    const weekends = statedTimeSchema.parse({ from: '10:00', to: '11:00', weekdays: [6, 7] });
    expect(opening('call', '2025-09-23 10:00', weekends)).toBe(at('2025-09-27 10:00'));
  });

  it('in the middle of the night binds nobody', () => {
    const night = statedTimeSchema.parse({ from: '02:00', to: '03:00' });
    expect(opening('sms', '2025-09-23 01:00', night)).toBe(at('2025-09-23 09:30'));
  });
});

describe('the night', () => {
  it('is 21:30 to 8:00', () => {
    expect(isNight(at('2025-09-23 21:29'), zone)).toBe(false);
    expect(isNight(at('2025-09-23 21:30'), zone)).toBe(true);
    expect(isNight(at('2025-09-23 07:59'), zone)).toBe(true);
    expect(isNight(at('2025-09-23 08:00'), zone)).toBe(false);
  });

  it('is all that binds a service notice', () => {
    const receipt = { channel: 'sms', calendar, rules, contactClass: 'service' } as const;
    expect(isOpen(at('2025-10-01 08:00'), receipt)).toBe(true);
    expect(isOpen(at('2025-10-01 21:30'), receipt)).toBe(false);
  });
});

describe('contacts that wait for the same opening', () => {
  it('are spread over its first minutes, the same account always at the same place', () => {
    const spread = (spreadKey: string): number | null =>
      nextOpening({
        channel: 'sms',
        from: at('2025-09-23 00:00'),
        calendar,
        rules: standard.rules.contact,
        spreadKey,
      });
    const places = new Set(Array.from({ length: 100 }, (_, index) => spread(`account-${index}`)));
    expect(places.size).toBeGreaterThan(90);
    expect(spread('account-7')).toBe(spread('account-7'));
    for (const place of places) {
      expect(place).toBeGreaterThanOrEqual(at('2025-09-23 09:30'));
      expect(place).toBeLessThan(at('2025-09-23 11:00'));
    }
  });

  it('have none when every day is closed for more than a year', () => {
    const closed = {
      ...calendar,
      quiet: [{ from: civilDay('2025-01-01'), to: civilDay('2027-12-31'), reason: '停业' }],
    };
    expect(
      nextOpening({ channel: 'sms', from: at('2025-09-23 10:00'), calendar: closed, rules, spreadKey: 'a' }),
    ).toBeNull();
  });
});
