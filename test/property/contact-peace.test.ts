import fc from 'fast-check';
import { isQuietDay } from '../../src/domain/calendar';
import { CHANNELS, CONTACT_CLASSES } from '../../src/domain/channel';
import { chineseCalendar } from '../../src/domain/chinese-calendar';
import {
  addDays,
  civilDay,
  civilDayOf,
  daysBetween,
  instantAt,
  startOfDay,
} from '../../src/domain/civil-day';
import { budgetVerdict, type EarlierContact } from '../../src/domain/contact-budget';
import type { StatedTime } from '../../src/domain/contact-rules';
import { isNight, isOpen, nextOpening } from '../../src/domain/contact-windows';
import type { Level } from '../../src/domain/vocabulary';
import { standard } from '../../src/policy/standard';

const zone = 'Asia/Shanghai';
const calendar = chineseCalendar({ zone, fromYear: 2025, throughYear: 2028 });
const rules = standard.rules.contact;
const firstDay = civilDay('2025-12-01');
const instants = fc.nat(500 * 1440).map((minutes) => instantAt(firstDay, minutes, zone));
const channels = fc.constantFrom(...CHANNELS);
const classes = fc.constantFrom(...CONTACT_CLASSES);
const time = fc
  .nat(1439)
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
const stated: fc.Arbitrary<StatedTime | null> = fc.option(
  fc
    .tuple(time, time)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
);

describe('whenever a contact is planned', () => {
  it('it is open then, never in the night, and only a service notice on a quiet day', () => {
    fc.assert(
      fc.property(
        instants,
        channels,
        classes,
        stated,
        fc.uuid(),
        (from, channel, contactClass, statedTime, spreadKey) => {
          const question = { channel, calendar, rules, statedTime, contactClass };
          const at = nextOpening({ ...question, from, spreadKey });
          if (at === null) throw new Error('no opening within a year of ordinary days');
          expect(at).toBeGreaterThanOrEqual(from);
          expect(isOpen(at, question)).toBe(true);
          expect(isNight(at, zone)).toBe(false);
          if (contactClass !== 'service')
            expect(isQuietDay(calendar, civilDayOf(at, zone), channel)).toBe(false);
        },
      ),
    );
  });

  it('asking again at that instant gives that instant, and what is open waits for nothing', () => {
    fc.assert(
      fc.property(instants, channels, stated, fc.uuid(), (from, channel, statedTime, spreadKey) => {
        const question = { channel, calendar, rules, statedTime };
        const at = nextOpening({ ...question, from, spreadKey }) ?? Number.NaN;
        expect(nextOpening({ ...question, from: at, spreadKey })).toBe(at);
        expect(at === from).toBe(isOpen(from, question));
      }),
    );
  });
});

/** Somebody who wants to reach the person on many days, and each time asks before he does. */
const wishes = fc.array(
  fc.record({
    day: fc.nat(90),
    automatic: fc.boolean(),
    addressHash: fc.constantFrom('phone', 'mailbox'),
    level: fc.constantFrom<Level>(1, 2, 3),
  }),
  { maxLength: 60 },
);

describe('the budget', () => {
  it('is never exceeded by who asks before each contact', () => {
    fc.assert(
      fc.property(wishes, (all) => {
        const made: EarlierContact[] = [];
        for (const { day, automatic, addressHash, level } of [...all].sort((a, b) => a.day - b.day)) {
          const at = instantAt(addDays(firstDay, day), 600, zone);
          const common = { class: 'dunning', channel: 'sms', automatic, addressHash } as const;
          const verdict = budgetVerdict({ ...common, at, level, zone, rules, earlier: made });
          if (verdict.ok) made.push({ ...common, at, kind: 'contact' });
        }
        const on = made.map((contact) => civilDayOf(contact.at, zone));
        for (const day of on) {
          const within = (span: number) =>
            on.filter((d) => daysBetween(d, day) >= 0 && daysBetween(d, day) < span).length;
          expect(within(1)).toBeLessThanOrEqual(1);
          expect(within(7)).toBeLessThanOrEqual(2);
          expect(within(30)).toBeLessThanOrEqual(5);
        }
        const automaticOn = made
          .filter((contact) => contact.automatic)
          .map((contact) => civilDayOf(contact.at, zone));
        automaticOn.slice(1).forEach((day, index) => {
          expect(daysBetween(automaticOn[index] ?? day, day)).toBeGreaterThanOrEqual(5);
        });
      }),
    );
  });

  const earlierContacts: fc.Arbitrary<EarlierContact[]> = fc.array(
    fc.record({
      at: fc.nat(60 * 1440).map((minutes) => instantAt(firstDay, minutes, zone)),
      class: classes,
      channel: channels,
      kind: fc.constantFrom('contact' as const, 'attempt' as const),
      automatic: fc.boolean(),
      addressHash: fc.constantFrom('phone', 'mailbox', null),
      ofPerson: fc.boolean(),
      piece: fc.constantFrom('N-1', 'N-2', null),
    }),
    { maxLength: 40 },
  );

  it('says the first day on which it would pass: not the day before, and then at any hour', () => {
    fc.assert(
      fc.property(
        earlierContacts,
        classes,
        channels,
        fc.boolean(),
        fc.nat(60),
        (earlier, contactClass, channel, automatic, day) => {
          const ask = (at: number) =>
            budgetVerdict({
              at,
              class: contactClass,
              channel,
              automatic,
              addressHash: 'phone',
              piece: 'N-1',
              level: 1,
              zone,
              rules,
              earlier,
            });
          const verdict = ask(instantAt(addDays(firstDay, day), 660, zone));
          if (verdict.ok) return;
          const until = civilDayOf(verdict.until, zone);
          expect(startOfDay(until, zone)).toBe(verdict.until);
          expect(ask(verdict.until)).toEqual({ ok: true });
          for (let blocked = addDays(firstDay, day); blocked < until; blocked = addDays(blocked, 1)) {
            expect(ask(instantAt(blocked, 1439, zone)).ok).toBe(false);
          }
        },
      ),
    );
  });
});
