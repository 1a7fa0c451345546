import type { Diverged, StepPerformance, TurnRecord } from '../../workflows/messages';
import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { type CommunityClock, communityClockSchema, communityNow } from '../domain/clock';
import { PassingError, UserError } from '../errors';
import type { StepAnswer } from '../machine/events';
import type { StepKey } from '../machine/step-key';
import type { Message, MessageChannel, Provider, RefusalClass } from '../messaging/provider';
import { type CommunityProviders, providerOf } from '../messaging/registry';
import { claimStep } from './claim';
import type { ClaimAnswer } from './claim-answer';
import { answerOf, commitOutcome, type MachineOutcome } from './contact-outcome';
import { giveBack } from './give-back';
import { joinReceipts } from './message-receipts';
import { commitRecord, divergence } from './record';
import { refusedAnswer } from './step-answer';

export type PerformContext = Pick<Context, 'db' | 'cipher' | 'providers' | 'config' | 'now' | 'logger'>;

type Place = { communityId: string; community: CommunityProviders; clock: CommunityClock; zone: string };
type Claimed = Extract<ClaimAnswer, { kind: 'CLAIMED' }>;

/**
 * A provider that cannot be reached is asked again after this, and ever more seldom, each time being a turn of the case and an entry of its
 * evidence; after three days its memory is over (`DescribeSendRecordList`).
 */
const ASK_AGAIN_MS = 5 * 60_000;
const ASKABLE_FOR_MS = 72 * 60 * 60_000;

/**
 * One outside act in its three parts: the claim, in the transaction of the turn's record; the call, begun and ended within the claim's
 * lease; the outcome, in one transaction with its evidence. Run again for the same key it finds out how far it came, and goes on from
 * there; it never calls twice (law 4).
 */
export async function performStep(
  context: PerformContext,
  { record, key }: { record: TurnRecord; key: StepKey },
): Promise<StepPerformance | Diverged> {
  const { communityId, caseId, accountId } = record;
  const begun = await withScope(context, communityId, async (tx) => {
    if ((await commitRecord(tx, context, record)) === 'diverged') return divergence(tx, record);
    const claim = await claimStep(tx, context, { caseId, accountId, key, person: null });
    return { type: 'CLAIM' as const, claim, place: await placeOf(tx, communityId) };
  });
  if (begun.type === 'DIVERGED') return begun;
  const { claim, place } = begun;
  const answer = await follow(context, claim, place);
  return { type: 'PERFORMED', at: communityNow(place.clock, context.now()), answer };
}

async function placeOf(tx: Tx, communityId: string): Promise<Place> {
  const { clock, zone, ...community } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: {
      ...{ id: true, demonstration: true, providers: true, messaging: true, companyName: true },
      ...{ clock: true, zone: true },
    },
  });
  return { communityId, community, clock: communityClockSchema.parse(clock), zone };
}

async function follow(context: PerformContext, claim: ClaimAnswer, place: Place): Promise<StepAnswer> {
  switch (claim.kind) {
    case 'CLAIMED':
      return call(context, claim, place);
    case 'ALREADY':
      return answerOf(claim.contact, place.zone);
    case 'IN_DOUBT':
      return { kind: 'in_doubt', until: claim.until };
    case 'TO_BE_ASKED':
      return ask(context, claim.contact, place);
    default:
      return refusedAnswer(claim);
  }
}

async function call(context: PerformContext, claimed: Claimed, place: Place): Promise<StepAnswer> {
  const { contact } = claimed;
  const provider = providerOf(context.providers, place.community, contact.channel as MessageChannel);
  if (!provider) throw new Error('claimed for a provider that this process does not have');
  if (!(await beginCall(context, contact, provider))) return inDoubt(context, contact, place);
  const leftMs = contact.leaseUntil.getTime() - context.now();
  // A process that slept past its lease has lost the act: whoever asks the provider now must not be belied afterwards.
  if (leftMs <= 0) return inDoubt(context, contact, place);
  const outcome = await send(context, provider, messageOf(claimed, place), leftMs);
  if (outcome?.outcome === 'unavailable') return uncalled(context, contact, outcome.code, place);
  return outcome ? settle(context, contact, outcome, place) : inDoubt(context, contact, place);
}

/** Committed before the call: only within the lease, and only by one. */
async function beginCall(context: PerformContext, contact: Contact, provider: Provider): Promise<boolean> {
  const now = new Date(context.now());
  return withScope(context, contact.communityId, async (tx) => {
    const { count } = await tx.contact.updateMany({
      where: {
        id: contact.id,
        outcome: 'claimed',
        calledAt: null,
        AND: [{ leaseUntil: contact.leaseUntil }, { leaseUntil: { gt: now } }],
      },
      data: { calledAt: now, provider: provider.name },
    });
    return count === 1;
  });
}

/** Nothing was handed over, and that is certain: it is tried again when the channel has rested. */
async function uncalled(
  context: PerformContext,
  contact: Contact,
  code: string,
  place: Place,
): Promise<StepAnswer> {
  const realNow = context.now();
  const rest = await giveBack(context, contact, code, { now: communityNow(place.clock, realNow), realNow });
  if (!rest) return inDoubt(context, contact, place);
  const until = communityNow(place.clock, rest.realUntil);
  return { kind: 'deferred', until, reason: 'PROVIDER', ref: rest.stopId };
}

type Unavailable = { outcome: 'unavailable'; code: string };

/** The call, given up at the end of the lease even where the provider ignores the signal. Null: the result is unknown. */
async function send(
  context: PerformContext,
  provider: Provider,
  message: Message,
  leaseLeftMs: number,
): Promise<MachineOutcome | Unavailable | null> {
  const signal = AbortSignal.timeout(leaseLeftMs);
  try {
    const answer = await Promise.race([provider.send(message, signal), rejectOn(signal)]);
    switch (answer.kind) {
      case 'accepted':
        return { outcome: 'accepted', provider: provider.name, ref: answer.ref, answer: answer.answer };
      case 'refused':
        return refusal(context, provider, message.stepKey, answer);
      case 'unavailable': {
        const { code } = answer;
        const said = { stepKey: message.stepKey, provider: provider.name, code };
        context.logger.error(said, 'a provider could not be reached');
        return { outcome: 'unavailable', code };
      }
      default: {
        const never: never = answer;
        throw new Error(`unknown answer of a provider: ${JSON.stringify(never)}`);
      }
    }
  } catch (error) {
    context.logger.warn({ stepKey: message.stepKey, code: codeOf(error) }, 'a call ended without an answer');
    return null;
  }
}

/** Not the addressee's affair but ours: somebody is to look at it, else every message meets it. */
const OURS: ReadonlySet<RefusalClass> = new Set([
  'template',
  'account',
  'channel_deferred',
  'bug',
  'unknown',
]);

function refusal(
  { logger, now }: PerformContext,
  provider: Provider,
  stepKey: string,
  { class: of, code, untilReal }: { class: RefusalClass; code: string; untilReal?: number },
): MachineOutcome {
  const said = { stepKey, provider: provider.name, class: of, code };
  if (OURS.has(of)) logger.error(said, 'a provider refused a message');
  else logger.warn(said, 'a provider refused a message');
  const realUntil = untilReal === undefined ? null : new Date(Math.max(untilReal, now()));
  return { outcome: 'refused', provider: provider.name, class: of, code, realUntil };
}

/** After lease and latency the provider is asked; what it says is the outcome. */
async function ask(context: PerformContext, contact: Contact, place: Place): Promise<StepAnswer> {
  const outcome = await lookUp(context, contact);
  if (outcome) return settle(context, contact, outcome, place);
  const now = context.now();
  const sinceMs = now - (contact.calledAt ?? contact.realClaimedAt).getTime();
  return {
    kind: 'in_doubt',
    until: communityNow(place.clock, now + Math.max(ASK_AGAIN_MS, Math.ceil(sinceMs / 2))),
  };
}

/** The same for a contact that no case asks about any more. @returns whether it has its outcome now */
export async function askProvider(context: PerformContext, contact: Contact): Promise<boolean> {
  const place = await withScope(context, contact.communityId, (tx) => placeOf(tx, contact.communityId));
  return (await ask(context, contact, place)).kind !== 'in_doubt';
}

async function lookUp(context: PerformContext, contact: Contact): Promise<MachineOutcome | null> {
  const name = contact.provider ?? '';
  const provider = Object.hasOwn(context.providers, name)
    ? context.providers[name]?.(contact.communityId)
    : null;
  const calledAt = contact.calledAt?.getTime() ?? contact.realClaimedAt.getTime();
  const tooLate = context.now() - calledAt > ASKABLE_FOR_MS;
  try {
    if (!provider) throw new PassingError('PROVIDER_MISSING', name);
    const signal = AbortSignal.timeout(context.config.claimLeaseMs);
    const question = {
      stepKey: contact.stepKey,
      channel: contact.channel as MessageChannel,
      to: await addressOf(context, contact),
      sinceReal: calledAt,
      signal,
    };
    const answer = await Promise.race([provider.lookup(question), rejectOn(signal)]);
    switch (answer.kind) {
      case 'found': {
        const outcome = answer.delivered ? 'delivered' : 'accepted';
        return { outcome, provider: name, ref: answer.ref, answer: answer.answer };
      }
      case 'failed':
        return {
          outcome: 'failed',
          provider: name,
          ref: answer.ref,
          failure: answer.failure,
          answer: answer.answer,
        };
      case 'refused':
        return refusal(context, provider, contact.stepKey, answer);
      case 'nothing':
        return { outcome: 'lost', provider: name };
      case 'cannot_ask':
        return { outcome: 'unproven', provider: name };
      default: {
        const never: never = answer;
        throw new Error(`unknown answer of a provider: ${JSON.stringify(never)}`);
      }
    }
  } catch (error) {
    context.logger.warn({ stepKey: contact.stepKey, code: codeOf(error) }, 'a provider could not be asked');
    return tooLate ? { outcome: 'unproven', provider: name } : null;
  }
}

async function addressOf(context: PerformContext, contact: Contact): Promise<string> {
  const { communityId, addressKind: kind, addressIndex: valueIndex } = contact;
  if (!kind || !valueIndex) throw new Error('a message has an address');
  const address = await withScope(context, communityId, (tx) =>
    tx.address.findUniqueOrThrow({
      where: { communityId_kind_valueIndex: { communityId, kind, valueIndex } },
      select: { valueSealed: true },
    }),
  );
  return context.cipher.open(address.valueSealed);
}

async function settle(
  context: PerformContext,
  contact: Contact,
  outcome: MachineOutcome,
  { communityId, clock, zone }: Place,
): Promise<StepAnswer> {
  const realNow = context.now();
  const settled = await withScope(context, communityId, (tx) =>
    commitOutcome(tx, context, contact, outcome, { now: communityNow(clock, realNow), realNow }),
  );
  // A receipt may have been faster than the answer. What is only kept gets none.
  const joined = settled.provider === 'capture' ? null : await joinReceipts(context, settled);
  return answerOf(joined ?? settled, zone);
}

function inDoubt({ config, now }: PerformContext, contact: Contact, { clock }: Place): StepAnswer {
  const askableAt = Math.max(contact.leaseUntil.getTime(), now()) + config.providerLatencyMs;
  return { kind: 'in_doubt', until: communityNow(clock, askableAt) };
}

function messageOf({ contact, to, text }: Claimed, { communityId }: Place): Message {
  if (to === null) throw new Error('a message has an address');
  return {
    stepKey: contact.stepKey,
    communityId,
    accountId: contact.accountId,
    channel: contact.channel as MessageChannel,
    to,
    subject: text.subject,
    text: text.text,
    template: { id: text.templateId, params: text.params },
    at: contact.claimedAt.getTime(),
  };
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => reject(new PassingError('LEASE_OVER', 'no answer within the lease')),
      {
        once: true,
      },
    );
  });
}

/** A code without personal data: "550 <a@b> unknown" is personal data. */
function codeOf(error: unknown): string {
  if (error instanceof PassingError || error instanceof UserError) return error.code;
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : 'UNKNOWN';
}
