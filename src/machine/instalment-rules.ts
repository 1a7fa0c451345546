import { inTurn, plan, type Rule, unchanged, withdraw } from './change';
import type { Hold } from './context';
import type { Planned } from './events';

type Mark = NonNullable<Planned['instalments']>[number];

/** One reminder on the eve of each instalment: a service notice that the owner agreed to, outside the budget. */
export function remindersOf(hold: Hold): Rule {
  return (context) =>
    inTurn(
      context,
      ...(hold.plan?.instalments ?? []).map((_, index) =>
        plan({
          step: reminderOf(hold.id, index + 1),
          doer: 'auto',
          task: null,
          ladder: false,
          ref: hold.id,
        }),
      ),
    );
}

function reminderOf(holdId: string, no: number): string {
  return `promise-reminder~${holdId}~${no}`;
}

/**
 * What became of instalments. The first that is missed is work for staff; one that breaks the plan is told by the plan's own end, so no
 * work is laid out for it.
 *
 * @param ending holds that end in the same turn
 */
export function markInstalments(marks: readonly Mark[], ending: readonly string[]): Rule {
  return (context) => inTurn(context, ...marks.map((mark) => markOne(mark, ending.includes(mark.holdId))));
}

function markOne({ holdId, no, mark, watchAt }: Mark, ends: boolean): Rule {
  return (context) => {
    const hold = context.holds.find(({ id }) => id === holdId);
    const before = hold?.plan?.instalments[no - 1];
    if (!hold?.plan || !before || before.mark === 'missed') return unchanged(context);
    const instalments = hold.plan.instalments.map((one, index) =>
      index === no - 1 ? { ...one, mark, watchAt } : one,
    );
    // receipts may be booked only after the plan's last day
    const watched: Hold = {
      ...hold,
      plan: { ...hold.plan, instalments },
      endsAt: mark === 'open' ? Math.max(hold.endsAt, watchAt) : hold.endsAt,
    };
    const holds = context.holds.map((one) => (one.id === holdId ? watched : one));
    const { id: planId } = hold.plan;
    const { dueOn, amountFen } = before;
    return inTurn(
      { ...context, holds },
      (marked) => ({
        context: marked,
        notes:
          before.mark === mark
            ? []
            : [{ kind: 'instalment_marked', at: marked.now, holdId, planId, no, dueOn, amountFen, mark }],
      }),
      mark === 'paid' ? withdraw(({ step }) => step === reminderOf(holdId, no), 'NOTHING_OWED') : unchanged,
      mark === 'missed' && !ends
        ? plan({
            step: `review-missed-instalment~${holdId}~${no}`,
            doer: 'task',
            task: 'review_missed_instalment',
            ladder: false,
            ref: holdId,
          })
        : unchanged,
    );
  };
}
