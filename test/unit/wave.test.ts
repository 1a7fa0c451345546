import { byHand } from '../../src/cases/wave-by-hand';
import { columnsOf, covers, type PauseScope } from '../../src/communities/pause-scope';
import { civilDay } from '../../src/domain/civil-day';
import { type AttentionFacts, attentionOn, leftOutByHolds } from '../../src/domain/wave';
import { standard } from '../../src/policy/standard';

const { attention, byHandPartyKinds } = standard.rules.release;
const rules = { ...attention, limitationDays: 180 };

const quiet: AttentionFacts = {
  claimableFen: 71_600,
  beforeFen: null,
  daysToLimitation: 900,
  silentDays: 40,
  sharesPhone: false,
  paidToday: false,
  hasPhone: true,
  takeOverDoubt: false,
  careMark: false,
};

describe('what deserves a look before a release', () => {
  it('is nothing of an ordinary account', () => {
    expect(attentionOn(quiet, rules)).toEqual([]);
  });

  it.each<[string, Partial<AttentionFacts>, string[]]>([
    ['more than ¥10,000', { claimableFen: 1_000_001 }, ['LARGE_AMOUNT']],
    ['just ¥10,000 is not', { claimableFen: 1_000_000 }, []],
    ['twice what it was', { claimableFen: 80_000, beforeFen: 40_000 }, ['RAISED']],
    ['less than twice is not', { claimableFen: 79_999, beforeFen: 40_000 }, []],
    ['nothing before to compare with', { claimableFen: 80_000, beforeFen: 0 }, []],
    ['a number that reaches several accounts', { sharesPhone: true }, ['SHARED_PHONE']],
    ['money that came today', { paidToday: true }, ['PAID_TODAY']],
    ['half a year of silence', { silentDays: 180 }, ['LONG_SILENCE']],
    ['a claim that lapses within half a year', { daysToLimitation: 180 }, ['LIMITATION_NEAR']],
    ['no number', { hasPhone: false }, ['NO_PHONE']],
    ['a declaration nobody has read', { takeOverDoubt: true }, ['TAKE_OVER_DOUBT']],
    ['a household of care that somebody goes to', { careMark: true }, ['CARE_MARK']],
  ])('%s', (_what, facts, flags) => {
    expect(attentionOn({ ...quiet, ...facts }, rules)).toEqual(flags);
  });

  it('names the hold that people ask for first', () => {
    expect(leftOutByHolds([])).toBeNull();
    expect(leftOutByHolds(['promise', 'payment_claimed'])).toBe('PAYMENT_CLAIMED');
    expect(leftOutByHolds(['instalment_plan'])).toBe('PROMISE');
    expect(leftOutByHolds(['takeover_review', 'complaint'])).toBe('DISPUTE');
  });
});

describe('what is released one by one', () => {
  const today = civilDay('2026-11-24');
  const policy = { release: { byHandPartyKinds }, limitation: standard.rules.limitation };
  const ordinary = { partyKind: 'owner', graveDoubt: false, level: 1, limitationOn: civilDay('2029-09-30') };
  const why = (facts: Partial<Parameters<typeof byHand>[0]>) =>
    byHand({ ...ordinary, ...facts }, policy, today);

  it('is a developer, a claim about to lapse or lapsed, and what may be at court', () => {
    expect(why({})).toBeNull();
    expect(why({ partyKind: 'developer' })).toBe('DEVELOPER');
    expect(why({ limitationOn: civilDay('2027-01-23') })).toBe('LIMITATION');
    expect(why({ limitationOn: civilDay('2027-01-24') })).toBeNull();
    expect(why({ limitationOn: civilDay('2026-01-01') })).toBe('LIMITATION');
    expect(why({ graveDoubt: true, partyKind: 'developer' })).toBe('TAKE_OVER');
  });

  it('is not what counsel acts on already', () => {
    expect(why({ level: 4, limitationOn: civilDay('2026-01-01') })).toBeNull();
  });
});

describe('a pause is over', () => {
  const account = { id: 'a', building: '8', partyKind: 'developer', objectIds: ['o1', 'o2'] };
  it.each<[PauseScope, boolean]>([
    [{ kind: 'community' }, true],
    [{ kind: 'building', building: '8' }, true],
    [{ kind: 'building', building: '9' }, false],
    [{ kind: 'account', accountId: 'a' }, true],
    [{ kind: 'account', accountId: 'b' }, false],
    [{ kind: 'object', objectId: 'o2' }, true],
    [{ kind: 'object', objectId: 'o3' }, false],
    [{ kind: 'party_kind', partyKind: 'developer' }, true],
    [{ kind: 'party_kind', partyKind: 'owner' }, false],
  ])('%j: %s', (scope, is) => {
    expect(covers(columnsOf(scope), account)).toBe(is);
  });
});
