import { inputOf } from '../src/cases/beginning';
import { planCase } from '../src/cases/plan';
import { divergence, lockCase, project, standingOf } from '../src/cases/record';
import { commitNotes } from '../src/cases/record-notes';
import type { Context } from '../src/context';
import { withScope } from '../src/db/scope';
import { communityNow } from '../src/domain/clock';
import { advance, type CaseSnapshot } from '../src/machine/run';
import type { CaseActivities } from '../workflows/messages';

/** The records of a case: short transactions, run as local activities. */
export function recordActivities(context: Context): Pick<CaseActivities, 'openCase' | 'recordTurn'> {
  return {
    openCase(start) {
      return withScope(context, start.communityId, (tx) => inputOf(tx, start, context.now()));
    },

    recordTurn(record) {
      return withScope(context, record.communityId, async (tx) => {
        const standing = standingOf(await lockCase(tx, record), record);
        if (standing === 'diverged') return divergence(tx, record);
        await commitNotes(tx, context, record);
        const planned = await planCase(tx, record.snapshot, caseNow(record.snapshot, context.now()));
        if (standing === 'newest') await project(tx, record, advance(record.snapshot, planned).snapshot);
        return planned;
      });
    },
  };
}

/** The case's own clock, which a demonstration's first release starts; never before what the case has seen. */
function caseNow({ context }: CaseSnapshot, realNow: number): number {
  return Math.max(context.now, communityNow(context.clock, realNow));
}
