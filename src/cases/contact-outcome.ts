import type { Context } from '../context';
import type { Contact, Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { type Channel, channelSchema, type Grade, gradeSchema } from '../domain/channel';
import { type ContactOutcome, gradeOf, kindOf } from '../domain/grading';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { lockAccount } from '../ledger/claimable';
import type { StepAnswer } from '../machine/events';
import { parseStepKey } from '../machine/step-key';
import type { DeliveryFailure, RefusalClass } from '../messaging/provider';
import { deadlineAt } from './claim-text';
import { followFailure, followRefusal } from './provider-closings';

type OutcomeContext = Pick<Context, 'cipher'>;

/** What came of a call to a provider, as it is written down. */
export type MachineOutcome =
  | { outcome: 'accepted' | 'delivered'; provider: string; ref: string; answer: Record<string, unknown> }
  /** Taken, and not delivered: found out by asking */
  | {
      outcome: 'failed';
      provider: string;
      ref: string;
      failure: DeliveryFailure;
      answer: Record<string, unknown>;
    }
  | { outcome: 'refused'; provider: string; class: RefusalClass; code: string; realUntil: Date | null }
  /** Asked after the lease, the provider has nothing */
  | { outcome: 'lost'; provider: string }
  | { outcome: 'unproven'; provider: string };

/**
 * Commits the outcome of a machine's contact with its evidence and what follows for the address, the channel or the text. A contact that
 * has an outcome keeps it: the first one stands.
 */
export async function commitOutcome(
  tx: Tx,
  context: OutcomeContext,
  contact: Contact,
  outcome: MachineOutcome,
  moment: { now: number; realNow: number },
): Promise<Contact> {
  await lockAccount(tx, contact.accountId);
  const columns = columnsOf(contact, outcome);
  const [after] = await tx.contact.updateManyAndReturn({
    where: { id: contact.id, outcome: 'claimed' },
    data: { ...columns, outcomeAt: new Date(moment.now), realOutcomeAt: new Date(moment.realNow) },
  });
  if (!after) return tx.contact.findUniqueOrThrow({ where: { id: contact.id } });
  await appendEvidence(tx, context, {
    communityId: contact.communityId,
    accountId: contact.accountId,
    caseId: contact.caseId,
    key: `outcome/${contact.stepKey}`,
    at: new Date(moment.now),
    actorId: SYSTEM_ACTOR,
    kind: 'outcome',
    content: {
      stepKey: contact.stepKey,
      contactId: contact.id,
      channel: channelSchema.parse(contact.channel),
      outcome: columns.outcome,
      grade: columns.grade,
      attempt: columns.attempt,
      provider: columns.provider,
      providerRef: columns.providerRef,
      providerAnswer: columns.providerAnswer as Record<string, string>,
    },
  });
  if (outcome.outcome === 'refused') await followRefusal(tx, context, contact, outcome, moment);
  if (outcome.outcome === 'failed') await followFailure(tx, context, contact, outcome.failure, moment.now);
  return after;
}

type OutcomeColumns = {
  outcome: string;
  grade: Grade;
  attempt: boolean;
  provider: string;
  providerRef: string | null;
  providerAnswer: Prisma.InputJsonObject;
};

function columnsOf(contact: Contact, outcome: MachineOutcome): OutcomeColumns {
  const { provider } = outcome;
  switch (outcome.outcome) {
    case 'accepted':
    case 'delivered':
      return {
        ...worthOf(outcome.outcome),
        provider,
        providerRef: outcome.ref,
        providerAnswer: outcome.answer as Prisma.InputJsonObject,
      };
    case 'failed':
      return {
        ...worthOf('failed'),
        provider,
        providerRef: outcome.ref,
        providerAnswer: { ...outcome.answer, failed: outcome.failure.code } as Prisma.InputJsonObject,
      };
    case 'refused':
      return {
        ...worthOf('failed'),
        provider,
        providerRef: null,
        providerAnswer: { refused: outcome.class, code: outcome.code },
      };
    case 'unproven':
      // a number of it that was heard meanwhile, from a bounce, stays
      return {
        ...worthOf('unproven'),
        provider,
        providerRef: contact.providerRef,
        providerAnswer: { asked: 'cannot_ask' },
      };
    case 'lost':
      return {
        outcome: 'lost',
        grade: 'none',
        attempt: true,
        provider,
        providerRef: null,
        providerAnswer: { asked: 'nothing' },
      };
    default: {
      const never: never = outcome;
      throw new Error(`unknown outcome: ${JSON.stringify(never)}`);
    }
  }
}

function worthOf(outcome: ContactOutcome): { outcome: string; grade: Grade; attempt: boolean } {
  // A message is never returned to sender, so the policy's reading of returned mail decides nothing here.
  return { outcome, grade: gradeOf(outcome, false), attempt: kindOf(outcome) === 'attempt' };
}

/**
 * What the case is told of a contact that has its outcome. A refusal is the provider's own word that it has nothing: like a loss it
 * allows one resend, a claim of its own through all gates, which then takes the next number or channel.
 */
export function answerOf(contact: Contact, zone: string): StepAnswer {
  const channel = channelSchema.parse(contact.channel);
  const { resend } = parseStepKey(contact.stepKey);
  const isRefusal = contact.outcome === 'failed' && refusedBy(contact) !== null;
  if (isRefusal && !NO_RETRY.has(refusedBy(contact) ?? '') && resend === 0) return { kind: 'lost' };
  switch (contact.outcome) {
    case 'lost':
      return { kind: 'lost' };
    case 'unproven':
      return { kind: 'unproven', channel };
    case 'not_called':
      return { kind: 'withdrawn', reason: 'SUPERSEDED' };
    default:
      return doneAnswer(contact, channel, zone);
  }
}

/** The same request would meet the same answer, by whatever way. */
const NO_RETRY: ReadonlySet<string> = new Set(['bug', 'unknown']);

function doneAnswer(contact: Contact, channel: Channel, zone: string): StepAnswer {
  const grade = gradeSchema.parse(contact.grade);
  const demand = contact.class !== 'service' && !contact.attempt && grade !== 'none';
  const written = demand && contact.class === 'formal';
  return {
    kind: 'done',
    outcome: contact.outcome,
    grade,
    channel,
    demand,
    written,
    deadlineAt: written && contact.offerUntilOn ? deadlineAt(contact.offerUntilOn, zone) : null,
  };
}

/** Asked after the lease it said so, or it refused the message outright. */
export function providerHasNothing(contact: Contact): boolean {
  return contact.outcome === 'lost' || (contact.outcome === 'failed' && refusedBy(contact) !== null);
}

function refusedBy({ providerAnswer }: Contact): string | null {
  if (providerAnswer === null || typeof providerAnswer !== 'object' || Array.isArray(providerAnswer))
    return null;
  return typeof providerAnswer.refused === 'string' ? providerAnswer.refused : null;
}
