import fc from 'fast-check';
import { beginnings, moves, play } from '../support/history';

describe('a case that is kept resolved between its events', () => {
  it('lives through every history as one that is carried through its snapshot each time', () => {
    fc.assert(
      fc.property(beginnings, fc.integer(), moves, (beginning, seed, history) => {
        const carried = play(beginning, seed, history);
        const resolved = play({ ...beginning, resolved: true }, seed, history);
        expect(resolved.world.notes).toEqual(carried.world.notes);
        expect(resolved.world.claims).toEqual(carried.world.claims);
        expect(resolved.world.context).toEqual(carried.world.context);
        expect(resolved.accepted).toEqual(carried.accepted);
      }),
      { numRuns: 40 },
    );
  });
});
