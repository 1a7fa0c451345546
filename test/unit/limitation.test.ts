import fc from 'fast-check';
import { GRADES } from '../../src/domain/channel';
import { addDays, civilDay } from '../../src/domain/civil-day';
import {
  alarmsOn,
  INTERRUPTION_KINDS,
  type Interruption,
  limitationAlarm,
  limitationOf,
  pastLimitation,
  whatWouldHelp,
} from '../../src/domain/limitation';
import { standard } from '../../src/policy/standard';

const { alarmDays } = standard.rules.limitation;
const interruption = (
  on: string,
  kind: Interruption['kind'],
  more: Partial<Interruption> = {},
): Interruption => ({
  on: civilDay(on),
  kind,
  grade: 'arrived',
  confirmed: true,
  evidenceId: on,
  ...more,
});
const of = (dueOn: string, ...interruptions: Interruption[]) =>
  limitationOf({ dueOn: civilDay(dueOn), lastInstalmentDueOn: null, interruptions });

describe('the limitation period of a charge, by the earlier reading', () => {
  it('due 2023-03-31, nothing done: act before 2026-03-31', () => {
    expect(of('2023-03-31').actBefore).toBe('2026-03-31');
  });

  it('restarts with a provable demand: 2025-05-06 → 2028-05-06', () => {
    expect(of('2023-03-31', interruption('2025-05-06', 'demand')).actBefore).toBe('2028-05-06');
  });

  it('restarts with a part payment: 2025-11-20 → 2028-11-20', () => {
    expect(of('2023-03-31', interruption('2025-11-20', 'part_payment')).actBefore).toBe('2028-11-20');
  });

  it('ends on 28 February for a demand on 29 February', () => {
    expect(of('2023-03-31', interruption('2024-02-29', 'demand')).actBefore).toBe('2027-02-28');
  });

  it.each(['sent', 'spoken', 'none'] as const)(
    'is not moved by a demand of grade %s, such as an SMS without receipt',
    (grade) => {
      expect(of('2023-03-31', interruption('2025-05-06', 'demand', { grade })).actBefore).toBe('2026-03-31');
    },
  );

  it('is moved by the filing of a payment order', () => {
    expect(of('2023-03-31', interruption('2026-01-15', 'payment_order', { grade: 'none' })).actBefore).toBe(
      '2029-01-15',
    );
  });

  it('keeps both dates of a part payment until a person confirms that the debtor himself acknowledged', () => {
    const { actBefore, ownDate } = of(
      '2025-03-31',
      interruption('2025-05-15', 'part_payment', { confirmed: false }),
    );
    expect(actBefore).toBe('2028-03-31');
    expect(ownDate).toMatchObject({ expiresOn: '2028-03-31', ifConfirmedOn: '2028-05-15' });
  });

  it('rests on each interruption in its turn', () => {
    const demand = interruption('2024-05-06', 'demand');
    const promise = interruption('2026-12-01', 'acknowledgement');
    expect(of('2023-03-31', promise, demand).ownDate).toMatchObject({
      expiresOn: '2029-12-01',
      restingOn: [demand, promise],
    });
  });
});

describe('a period that has lapsed', () => {
  it('is not restarted by a demand or a payment', () => {
    expect(of('2021-03-31', interruption('2025-05-06', 'demand')).actBefore).toBe('2024-03-31');
    expect(of('2021-03-31', interruption('2025-05-06', 'part_payment')).actBefore).toBe('2024-03-31');
  });

  it('is revived by a signed plan', () => {
    expect(of('2021-03-31', interruption('2025-05-06', 'acknowledgement')).actBefore).toBe('2028-05-06');
  });
});

describe('the two readings', () => {
  it('count from the own due date or from the last instalment (189), and alarms go by the earlier', () => {
    const both = limitationOf({
      dueOn: civilDay('2023-03-31'),
      lastInstalmentDueOn: civilDay('2025-12-31'),
      interruptions: [],
    });
    expect(both.ownDate.expiresOn).toBe('2026-03-31');
    expect(both.lastInstalment.expiresOn).toBe('2028-12-31');
    expect(both.actBefore).toBe('2026-03-31');
  });
});

describe('alarms', () => {
  const actBefore = civilDay('2026-03-31');

  it('come 180, 90 and 30 days before', () => {
    expect(alarmsOn(actBefore, alarmDays)).toEqual(['2025-10-02', '2025-12-31', '2026-03-01']);
    expect(limitationAlarm(actBefore, civilDay('2025-10-01'), alarmDays)).toMatchObject({ reached: null });
    expect(limitationAlarm(actBefore, civilDay('2025-12-31'), alarmDays)).toEqual({
      daysLeft: 90,
      reached: 90,
      expired: false,
    });
    expect(limitationAlarm(actBefore, civilDay('2026-03-10'), alarmDays)).toMatchObject({ reached: 30 });
    expect(limitationAlarm(actBefore, civilDay('2026-04-01'), alarmDays)).toMatchObject({ expired: true });
  });
});

describe('whatever is recorded', () => {
  const dueOn = civilDay('2021-02-28');
  const interruptions = fc.array(
    fc.record({
      on: fc.integer({ min: -400, max: 4000 }).map((days) => addDays(dueOn, days)),
      kind: fc.constantFrom(...INTERRUPTION_KINDS),
      grade: fc.constantFrom(...GRADES),
      confirmed: fc.boolean(),
      evidenceId: fc.constant('e'),
    }),
    { maxLength: 8 },
  );
  const dateOf = (some: readonly Interruption[]) =>
    limitationOf({ dueOn, lastInstalmentDueOn: null, interruptions: some }).actBefore;

  it('never shortens a period, nor is one more record ever worse', () => {
    fc.assert(
      fc.property(interruptions, (some) => {
        expect(dateOf(some) >= '2024-02-28').toBe(true);
        expect(dateOf(some) >= dateOf(some.slice(1))).toBe(true);
      }),
    );
  });

  it('comes to the same in any order', () => {
    fc.assert(
      fc.property(interruptions, (some) => {
        expect(dateOf([...some].reverse())).toBe(dateOf(some));
      }),
    );
  });

  it('counts for nothing before it is confirmed, and both dates are kept', () => {
    fc.assert(
      fc.property(interruptions, (some) => {
        const open = some.map((one) => ({ ...one, confirmed: false }));
        expect(dateOf(open)).toBe('2024-02-28');
        const { ownDate } = limitationOf({ dueOn, lastInstalmentDueOn: null, interruptions: open });
        const confirmed = some.map((one) => ({ ...one, confirmed: true }));
        expect(ownDate.ifConfirmedOn).toBe(dateOf(confirmed));
      }),
    );
  });
});

describe('what would help', () => {
  const ask = (today: string, ...interruptions: Interruption[]) =>
    whatWouldHelp(
      { dueOn: civilDay('2023-03-31'), lastInstalmentDueOn: null, interruptions },
      civilDay(today),
      60,
    );

  it('is proof that a message arrived, an acknowledgement of the part payment, the safeguard when it is near', () => {
    const sms = interruption('2025-05-06', 'demand', { grade: 'sent' });
    expect(ask('2025-06-01', sms)).toEqual(['PROVE_ARRIVAL', 'DEMAND_BY_EMS', 'SIGNED_ACKNOWLEDGEMENT']);
    const paid = interruption('2025-11-20', 'part_payment', { confirmed: false });
    expect(ask('2026-03-01', paid)).toEqual([
      'SAFEGUARD',
      'CONFIRM_PART_PAYMENT',
      'DEMAND_BY_EMS',
      'SIGNED_ACKNOWLEDGEMENT',
    ]);
  });

  it('is a signature once it has lapsed', () => {
    expect(ask('2026-04-01')).toEqual(['SIGNED_ACKNOWLEDGEMENT']);
  });

  it('sets apart what has lapsed, from the day after on', () => {
    const charges = [{ actBefore: civilDay('2026-03-31') }, { actBefore: civilDay('2026-04-01') }];
    expect(pastLimitation(charges, civilDay('2026-04-01'))).toEqual([charges[0]]);
  });
});
