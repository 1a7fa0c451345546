import { proxySinks, type WorkflowInterceptors } from '@temporalio/workflow';

/**
 * Tells everything that a workflow asks of the outside, with its arguments. A replay notices a missing or other command, but neither
 * an argument nor a timer's length: so these are compared as well, among them the snapshots that the records carry.
 */
export type Said = { workflowId: string; what: string; of: unknown };
export type ProbeSinks = { probe: { said(said: Omit<Said, 'workflowId'>): void } };

const { probe } = proxySinks<ProbeSinks>();

export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity(input, next) {
        probe.said({
          what: `activity ${input.activityType}`,
          of: { id: input.options.activityId, args: input.args },
        });
        return next(input);
      },
      scheduleLocalActivity(input, next) {
        probe.said({ what: `record ${input.activityType}`, of: input.args });
        return next(input);
      },
      startTimer(input, next) {
        probe.said({ what: 'timer', of: input.durationMs });
        return next(input);
      },
      continueAsNew(input, next) {
        probe.said({ what: 'continue as new', of: input.args });
        return next(input);
      },
    },
  ],
});
