import { followsFrom } from '../../src/cases/take-over-rows';
import { chineseCalendar } from '../../src/domain/chinese-calendar';
import { civilDay } from '../../src/domain/civil-day';
import { type Declared, type DeclaringRow, doubtsOf, isGrave } from '../../src/domain/take-over';
import { joinDeclared } from '../../src/ledger/declared';
import { standard } from '../../src/policy/standard';

const TODAY = civilDay('2026-11-24');

const declared: Declared = {
  state: 'normal',
  level: null,
  cause: null,
  lastContactOn: null,
  lastContactBy: null,
  promisedOn: null,
  promisedFen: null,
};

const row = (change: Partial<Declared> = {}, more: Partial<DeclaringRow> = {}): DeclaringRow => ({
  declared: { ...declared, ...change },
  unread: [],
  note: null,
  ...more,
});

/** What the rows of one account come to. */
function look(...rows: DeclaringRow[]) {
  const joined = joinDeclared(rows.flatMap((one) => (one.declared === null ? [] : [one.declared])));
  if (!joined) throw new Error('nothing is declared');
  const doubts = doubtsOf(joined, rows, TODAY);
  return { codes: doubts.map(({ code }) => code), grave: isGrave(joined, rows, doubts), doubts };
}

describe('what a take-over declared', () => {
  it('has no doubts where the rows agree and every word was read', () => {
    expect(look(row(), row())).toEqual({ codes: [], grave: false, doubts: [] });
  });

  it('is doubted where objects disagree, a promise is past, or a day has not come', () => {
    expect(look(row({ level: 2 }), row({ level: 3 })).codes).toEqual(['LEVELS_DISAGREE']);
    expect(look(row({ state: 'dispute' }), row()).codes).toEqual(['STATES_DISAGREE']);
    const promise = { state: 'promise' as const };
    expect(look(row({ ...promise, promisedOn: civilDay('2026-10-01') })).codes).toEqual(['PROMISE_PAST']);
    expect(look(row(promise)).codes).toEqual(['PROMISE_WITHOUT_DATE']);
    expect(look(row({ lastContactOn: civilDay('2027-01-01') })).codes).toEqual(['CONTACT_IN_FUTURE']);
  });

  it('may be at court for all we know where its state could not be read, or a note speaks of a court', () => {
    const unread = [{ field: 'state', column: '状态', word: '已立案' }];
    expect(look(row({}, { unread }))).toMatchObject({
      codes: ['UNKNOWN_WORD'],
      grave: true,
      doubts: [{ column: '状态', word: '已立案' }],
    });
    expect(look(row({}, { note: '9 月已交律师' }))).toMatchObject({
      codes: ['NOTE_SAYS_LEGAL'],
      grave: true,
    });
    const cause = [{ field: 'cause', column: '欠费原因', word: '忘了' }];
    expect(look(row({}, { unread: cause })).grave).toBe(false);
  });

  it('needs no look where its state says so: nothing leaves before counsel confirms', () => {
    const sued = look(row({ state: 'sued', level: 1 }, { note: '已起诉' }));
    expect(sued).toMatchObject({ codes: ['STATE_BEATS_LEVEL'], grave: false });
  });
});

describe('what follows from it', () => {
  const rules = {
    ladder: standard.ladder,
    calendar: chineseCalendar({ zone: 'Asia/Shanghai', fromYear: 2026, throughYear: 2027 }),
    today: TODAY,
  };
  const follows = (change: Partial<Declared>) => followsFrom({ ...declared, ...change }, rules);

  it.each<[Partial<Declared>, object]>([
    [{}, { level: 1, hold: null, withCounsel: false }],
    [{ level: 3 }, { level: 3, hold: null }],
    [
      { state: 'sued', level: 1 },
      { level: 4, hold: null, withCounsel: true },
    ],
    [{ state: 'law_firm' }, { level: 4, withCounsel: true }],
    [
      { state: 'instalments', level: 2 },
      { level: 2, hold: { kind: 'instalment_plan' } },
    ],
    [{ state: 'dispute' }, { level: 1, hold: { kind: 'complaint' } }],
    [{ state: 'deceased' }, { hold: { kind: 'bereavement' } }],
    [{ state: 'vacant' }, { hold: { kind: 'takeover_review' } }],
    [{ state: 'promise', promisedOn: civilDay('2026-12-01') }, { hold: { kind: 'promise' } }],
    [{ state: 'promise' }, { hold: { kind: 'takeover_review' } }],
  ])('%j', (change, expected) => {
    expect(follows(change)).toMatchObject(expected);
  });
});
