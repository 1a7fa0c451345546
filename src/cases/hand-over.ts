import type { Context } from '../context';
import { civilDaySchema } from '../domain/civil-day';
import { fenSchema } from '../domain/money';
import { PassingError, UserError } from '../errors';
import { milestoneSchema } from '../machine/vocabulary';
import { disputeAmount } from './amount-disputes';
import { matterSchema, type StaffCommand } from './commands';
import type { FollowUp } from './follow-ups';
import { type StaffActor, sendStaffCommand } from './staff';

/** What became of what an outcome said to its case. */
export type HandedOver =
  | { commandId: string; state: 'accepted' }
  | { commandId: string; state: 'refused'; why: UserError }
  /** The case does not answer now; the command is kept, stops contacts already, and is handed over by the next scan */
  | { commandId: string; state: 'waiting' };

/**
 * Hands to the case what the outcome of a task said: each under its command's id, so that twice is once. The outcome itself stands,
 * whatever the case makes of it.
 */
export async function handOver(
  context: Context,
  actor: StaffActor,
  { communityId, caseId }: { communityId: string; caseId: string },
  followUps: readonly FollowUp[],
): Promise<HandedOver[]> {
  const handed: HandedOver[] = [];
  for (const followUp of followUps) {
    const { commandId } = followUp;
    try {
      await sayOne(context, actor, { communityId, caseId }, followUp);
      handed.push({ commandId, state: 'accepted' });
    } catch (error) {
      if (error instanceof UserError) handed.push({ commandId, state: 'refused', why: error });
      else if (error instanceof PassingError) handed.push({ commandId, state: 'waiting' });
      else throw error;
    }
  }
  return handed;
}

async function sayOne(
  context: Context,
  actor: StaffActor,
  of: { communityId: string; caseId: string },
  { commandId, event, payload }: FollowUp,
): Promise<void> {
  const { dispute } = payload;
  if (event === 'DISPUTE_OPENED' && dispute?.kind === 'amount') {
    await disputeAmount(context, actor, {
      ...of,
      disputeId: commandId,
      chargeIds: dispute.chargeIds ?? [],
      statement: null,
    });
    return;
  }
  await sendStaffCommand(context, actor, {
    ...of,
    commandId,
    command: commandOf({ event, payload }),
    text: null,
  });
}

/** The command in the words of staff. @throws Error when the row does not say enough: a bug */
function commandOf({ event, payload }: Pick<FollowUp, 'event' | 'payload'>): StaffCommand {
  switch (event) {
    case 'HOLD_PLACED':
      return holdCommand(payload.hold);
    case 'HOLD_CLEARED': {
      const { holdId, verdict } = payload;
      if (!holdId || !verdict) throw new Error('a hold is cleared by its id and a verdict');
      return { kind: 'clear_hold', holdId, verdict };
    }
    case 'DISPUTE_OPENED':
      return { kind: 'complaint', matter: matterSchema.catch('other').parse(payload.dispute?.matter) };
    case 'REFERRAL_REQUESTED':
      return { kind: 'request_referral' };
    case 'REFERRAL_ANSWERED':
      return { kind: 'answer_referral', approved: payload.approved === true };
    case 'COUNSEL_CONFIRMED':
      return { kind: 'confirm_counsel' };
    case 'MILESTONE_REACHED':
      return { kind: 'milestone', milestone: milestoneSchema.parse(payload.milestone) };
    case 'CASE_CLOSED':
      return { kind: 'close', reason: 'settled' };
    default: {
      const never: never = event;
      throw new Error(`unknown follow-up: ${never}`);
    }
  }
}

function holdCommand(hold: FollowUp['payload']['hold']): StaffCommand {
  switch (hold?.kind) {
    case 'promise':
      return {
        kind: 'promise',
        amountFen: fenSchema.parse(hold.amountFen),
        promisedOn: civilDaySchema.parse(hold.promisedOn),
      };
    case 'payment_claimed':
      return { kind: 'payment_claimed' };
    case 'hardship_review':
      return { kind: 'hardship' };
    case undefined:
      throw new Error('a hold is placed by its kind');
    default: {
      const never: never = hold?.kind as never;
      throw new Error(`unknown hold: ${never}`);
    }
  }
}
