import { z } from 'zod';
import type { Context } from '../context';
import type { Command, Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { newId } from '../ledger/new-id';
import type { ContactOutcomeRule } from './contact-outcomes';
import type { LockedTask } from './task-access';
import type { FinishInput } from './task-input';
import type { WorkEffect } from './task-outcomes';

/**
 * What an outcome says to the case. Its row in `command` is committed with the outcome, so nothing is lost between here and the case: from
 * that moment a hold that was asked for stops every claim. The caller hands it to the case as a staff update under the command's id.
 */
export type FollowUp = { commandId: string; event: FollowUpEvent; payload: FollowUpPayload };

export type FollowUpEvent = NonNullable<WorkEffect>['event'] | 'HOLD_PLACED' | 'DISPUTE_OPENED';

export type FollowUpPayload = {
  taskId: string;
  outcomeId: string;
  hold?: {
    kind: 'promise' | 'payment_claimed' | 'hardship_review';
    amountFen: number | null;
    promisedOn: string | null;
  };
  dispute?: NonNullable<FinishInput['dispute']>;
  holdId?: string;
  verdict?: 'confirmed' | 'not_found' | 'answered' | 'lifted' | 'taken_back';
  approved?: boolean;
  milestone?: string;
  reason?: 'settled';
};

export function contactFollowUp(
  { leads }: ContactOutcomeRule,
  input: FinishInput,
): (Pick<FollowUp, 'event'> & { payload: Omit<FollowUpPayload, 'taskId' | 'outcomeId'> }) | null {
  switch (leads) {
    case undefined:
      return null;
    case 'promise':
      return {
        event: 'HOLD_PLACED',
        payload: {
          hold: {
            kind: 'promise',
            amountFen: input.promise?.amountFen ?? null,
            promisedOn: input.promise?.on ?? null,
          },
        },
      };
    case 'payment_claimed':
    case 'hardship_review':
      return {
        event: 'HOLD_PLACED',
        payload: { hold: { kind: leads, amountFen: null, promisedOn: null } },
      };
    case 'dispute':
      return { event: 'DISPUTE_OPENED', payload: { dispute: input.dispute } };
    default: {
      const never: never = leads;
      throw new Error(`an outcome leads to nothing known: ${never}`);
    }
  }
}

export function workFollowUp(
  effect: WorkEffect,
  ref: string | null,
): (Pick<FollowUp, 'event'> & { payload: Omit<FollowUpPayload, 'taskId' | 'outcomeId'> }) | null {
  if (effect === null) return null;
  switch (effect.event) {
    case 'HOLD_CLEARED':
      return ref === null ? null : { event: effect.event, payload: { holdId: ref, verdict: effect.verdict } };
    case 'REFERRAL_ANSWERED':
      return { event: effect.event, payload: { approved: effect.approved } };
    case 'MILESTONE_REACHED':
      return { event: effect.event, payload: { milestone: effect.milestone } };
    case 'CASE_CLOSED':
      return { event: effect.event, payload: { reason: effect.reason } };
    case 'REFERRAL_REQUESTED':
    case 'COUNSEL_CONFIRMED':
      return { event: effect.event, payload: {} };
    default: {
      const never: never = effect;
      throw new Error(`unknown effect: ${JSON.stringify(never)}`);
    }
  }
}

/** Commits the command with the outcome that says it. */
export async function writeFollowUp(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  task: Pick<LockedTask, 'id' | 'communityId' | 'caseId'>,
  byId: string,
  outcomeId: string,
  said: ReturnType<typeof contactFollowUp>,
  note: string | undefined,
): Promise<FollowUp[]> {
  if (!said) return [];
  const followUp: FollowUp = {
    commandId: newId(),
    event: said.event,
    payload: { ...said.payload, taskId: task.id, outcomeId },
  };
  await tx.command.create({
    data: {
      id: followUp.commandId,
      communityId: task.communityId,
      caseId: task.caseId,
      byId,
      kind: followUp.event,
      payload: followUp.payload as Prisma.InputJsonObject,
      textSealed: note ? cipher.seal(note) : null,
    },
  });
  return [followUp];
}

const outcomePayload = z.looseObject({ taskId: z.string(), outcomeId: z.string() });

/** A command's row as the follow-up of an outcome; null when it was said in another way. */
export function followUpOf({ id, kind, payload }: Pick<Command, 'id' | 'kind' | 'payload'>): FollowUp | null {
  if (!outcomePayload.safeParse(payload).success) return null;
  return { commandId: id, event: kind as FollowUpEvent, payload: payload as FollowUpPayload };
}
