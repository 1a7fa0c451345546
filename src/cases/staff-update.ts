import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type CommandAnswer, caseWorkflowId, staffUpdate } from '../../workflows/messages';
import type { Context } from '../context';
import { PassingError } from '../errors';
import type { StaffEvent } from '../machine/events';
import { isRefusal } from './refusals';
import { startWorkflow } from './workflow-of-case';

/** How long a person waits for a case to answer. */
const ANSWER_WITHIN_MS = 10_000;

type CaseIds = { caseId: string; accountId: string; communityId: string };

/**
 * What a person says, as an update under the command's own id: said again it is once, and gets the first answer.
 *
 * @throws {PassingError} CASE_NOT_ANSWERING: it may or may not have been heard, and can be said again
 */
export async function updateCase(context: Context, ids: CaseIds, event: StaffEvent): Promise<CommandAnswer> {
  const handle = context.temporal.workflow.getHandle(caseWorkflowId(ids.accountId));
  try {
    return await context.temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      handle.executeUpdate(staffUpdate, { updateId: event.commandId, args: [event] }),
    );
  } catch (error) {
    const refused = refusalIn(error);
    if (refused) return { accepted: false, refusal: refused };
    if (error instanceof WorkflowNotFoundError) {
      const started = await startWorkflow(context, ids);
      if (started === 'closed') return { accepted: false, refusal: 'CASE_CLOSED' };
      throw new PassingError('CASE_NOT_ANSWERING', 'the case is being taken up again', { cause: error });
    }
    if (isAway(error)) {
      throw new PassingError('CASE_NOT_ANSWERING', 'Temporal or the worker does not answer', {
        cause: error,
      });
    }
    throw error;
  }
}

/** Another failure of an update, a run that ended under it say, is no refusal. */
function refusalIn(error: unknown): string | null {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure))
    return null;
  const code = error.cause.type ?? '';
  return isRefusal(code) ? code : null;
}

/** Whatever gRPC has no answer for: deadline, unavailable, aborted, exhausted, or an update that was lost with its worker. */
function isAway(error: unknown): boolean {
  if (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof WorkflowUpdateFailedError
  ) {
    return true;
  }
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'number' && [1, 4, 5, 8, 10, 14].includes(cause.code))
      return true;
  }
  return false;
}
