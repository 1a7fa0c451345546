import { ladderSchema } from '../../../src/domain/ladder';
import { stepWords } from '../../../src/evidence/words';
import { standardLadder } from '../../../src/policy/standard-ladder';

/** What the machine itself gives people to do, beside the steps of the policy. */
const OF_THE_MACHINE = [
  'verify-payment~1',
  'answer-complaint~1',
  'review-hold~1',
  'promise-reminder~1',
  'counsel-confirm~0',
  'prepare-package~0',
  'choose-procedure~1',
  'follow-procedure~2',
];

describe('what a step is called', () => {
  it.each(OF_THE_MACHINE)('%s has words, not its id', (step) => {
    expect(stepWords(step).zh).not.toContain(step.split('~')[0]);
  });

  it('so has every step of the standard policy', () => {
    const { level1, level2, level3 } = ladderSchema.parse(standardLadder);
    for (const { id } of [level1, level2, level3].flatMap(({ steps }) => steps)) {
      expect([id, stepWords(id).zh.includes(id)]).toEqual([id, false]);
    }
  });
});
