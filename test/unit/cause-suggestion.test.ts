import { type CauseFacts, suggestCauses } from '../../src/domain/cause-suggestion';
import { reasonSentence } from '../../src/domain/cause-words';
import { civilDay } from '../../src/domain/civil-day';

const NOTHING: CauseFacts = {
  ...{ today: civilDay('2026-11-24'), oldestOwedOn: civilDay('2026-09-30') },
  ...{ paidInTime: 0, paidLate: 0, owed: 1, paidOverOlder: [], openWorkOrders: [], answeredWorkOrders: [] },
  ...{ keptPromises: [], brokenPromises: [], brokenPlans: [], refused: [], objected: [], toldHardship: [] },
  ...{ answered: [], unanswered: [], daysTriedInVain: 0, usableNumbers: 1, badNumbers: 0 },
  ...{ returnedLetters: [], payers: 1, transfers: [], partPayments: [] },
};
const first = (more: Partial<CauseFacts>) => suggestCauses({ ...NOTHING, ...more })[0];

describe('a cause that the history suggests', () => {
  it('is none where the history shows nothing', () => {
    expect(first({})).toMatchObject({ cause: 'unknown', reasons: [{ code: 'NOTHING_KNOWN' }] });
  });

  it('is forgetfulness at the first delay after years of punctual payment', () => {
    expect(first({ paidInTime: 11 })?.cause).toBe('forgetful');
    expect(first({ paidInTime: 11, owed: 3 })?.cause).not.toBe('forgetful');
  });

  it('is dissatisfaction while a work order is open, whatever he says', () => {
    const found = suggestCauses({ ...NOTHING, openWorkOrders: ['d1'], refused: ['o1', 'o2', 'o3', 'o4'] });
    expect(found[0]).toMatchObject({ cause: 'dissatisfied', reasons: [{ evidence: ['d1'] }] });
    expect(found.map(({ cause }) => cause)).not.toContain('malicious');
  });

  it('is never refusal without rows that show it, nor of somebody who told of hardship', () => {
    expect(suggestCauses({ ...NOTHING, owed: 12 }).map(({ cause }) => cause)).not.toContain('malicious');
    const refusing = { refused: ['o1', 'o2', 'o3'], brokenPromises: ['h1', 'h2'], answered: ['c1'] };
    expect(first(refusing)).toMatchObject({ cause: 'malicious' });
    expect(first(refusing)?.reasons.flatMap(({ evidence }) => evidence)).toEqual(
      expect.arrayContaining(['o1', 'o2', 'o3', 'h1', 'h2']),
    );
    const poor = suggestCauses({ ...NOTHING, ...refusing, toldHardship: ['o9'] });
    expect(poor.map(({ cause }) => cause)).not.toContain('malicious');
  });

  it('is unreachable without a number, or after three days in vain; unclear after a sale', () => {
    expect(first({ usableNumbers: 0, badNumbers: 2 })?.cause).toBe('unreachable');
    expect(first({ daysTriedInVain: 3, unanswered: ['c1', 'c2', 'c3'] })?.cause).toBe('unreachable');
    expect(first({ transfers: ['m1'] })?.cause).toBe('liability_unclear');
  });

  it('says each reason in a sentence with its figures, and never the word that nobody may read', () => {
    const everything = suggestCauses({
      ...NOTHING,
      ...{
        paidInTime: 9,
        keptPromises: ['k'],
        answeredWorkOrders: ['a'],
        objected: ['o'],
        refused: ['r', 's', 't'],
      },
      ...{
        brokenPromises: ['b', 'c'],
        answered: ['x'],
        paidOverOlder: ['p'],
        returnedLetters: ['l'],
        payers: 2,
      },
    });
    const sentences = everything.flatMap(({ reasons }) => reasons).map(reasonSentence);
    expect(sentences.length).toBeGreaterThan(6);
    for (const { zh, en } of sentences) {
      expect(zh).not.toMatch(/恶意|undefined|NaN/);
      expect(en).not.toMatch(/malicious|undefined|NaN/);
    }
  });
});
