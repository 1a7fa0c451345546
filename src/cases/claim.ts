import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import { communityNow } from '../domain/clock';
import { lockAccount } from '../ledger/claimable';
import { parseStepKey, type StepKey, stepKey } from '../machine/step-key';
import { smsLimitsOf } from '../messaging/sms-limits';
import { activeTextsFor } from '../texts/active';
import type { ClaimAnswer, PersonClaims, Refused } from './claim-answer';
import { type ClaimFacts, readClaimFacts } from './claim-facts';
import { fittedText } from './claim-fit';
import { gateVerdict } from './claim-gates';
import { noWay } from './claim-no-way';
import { pastContacts } from './claim-past';
import { peaceVerdict, type Way } from './claim-peace';
import { readTextSource, textOf } from './claim-text';
import { openStops, type Stop, waysOf } from './claim-ways';
import { providerHasNothing } from './contact-outcome';
import { closeUncalled, insertContact, renewContact } from './contact-row';
import { safeguardRefusal } from './limitation-claim';
import { waitForNumber } from './one-in-flight';
import { outdatedBy, outdatedRefusal, type PrintedNotice, printedText } from './printed-notice';
import { planOf, type StepPlan } from './step-plan';

export type ClaimContext = Pick<Context, 'cipher' | 'providers' | 'now' | 'config'>;

export type ClaimRequest = {
  caseId: string;
  accountId: string;
  /** The planned step */
  key: StepKey;
  /** The contact's own key where a step has several tries; else the step's */
  contactKey?: StepKey;
  person: PersonClaims | null;
};

/**
 * The claim: in the caller's transaction everything that a contact rests on is read again under the locks of account, case, person and
 * addresses, and the row by which the act starts is inserted with its lease, together with its evidence; or the answer says why not.
 * Nothing is called here. Laws 2 and 3 stand on this function.
 */
export async function claimStep(tx: Tx, context: ClaimContext, request: ClaimRequest): Promise<ClaimAnswer> {
  const account = await lockAccount(tx, request.accountId);
  const contactKey = request.contactKey ?? request.key;
  const known = await tx.contact.findUnique({ where: { stepKey: contactKey } });
  if (known && !mayGoOn(known)) return { kind: 'ALREADY', contact: known };
  const facts = await readClaimFacts(tx, context, account, request);
  if (!known || known.outcome === 'not_called') {
    return claimAnew(tx, context, request, contactKey, facts, known);
  }
  return claimAgain(tx, context, request, known, facts);
}

/** A machine's claim that has no outcome, or under which nothing was ever called. */
function mayGoOn({ automatic, outcome }: Contact): boolean {
  return automatic && (outcome === 'claimed' || outcome === 'not_called');
}

/**
 * A claim without outcome. While its lease runs, and until the provider can be asked, somebody else may be at it. Afterwards a call that was
 * begun is asked about. One that was never begun never will be: `calledAt` is only set within the lease. So nothing left, and the
 * act may go out under the same claim, renewed: through all gates again, since what is owed may have changed.
 */
async function claimAgain(
  tx: Tx,
  context: ClaimContext,
  request: ClaimRequest,
  known: Contact,
  facts: ClaimFacts,
): Promise<ClaimAnswer> {
  const askableAt = known.leaseUntil.getTime() + context.config.providerLatencyMs;
  const freeAt = known.calledAt === null ? known.leaseUntil.getTime() : askableAt;
  if (facts.realNow < freeAt) {
    return { kind: 'IN_DOUBT', contact: known, until: communityNow(facts.clock, askableAt) };
  }
  if (known.calledAt !== null) return { kind: 'TO_BE_ASKED', contact: known };
  const answer = await claimAnew(tx, context, request, known.stepKey, facts, known);
  if (isFinal(answer)) await closeUncalled(tx, context, known, facts);
  return answer;
}

function isFinal(answer: ClaimAnswer): boolean {
  return (
    answer.kind === 'SUPERSEDED' ||
    answer.kind === 'NOTHING_OWED' ||
    answer.kind === 'HELD' ||
    answer.kind === 'NO_CHANNEL'
  );
}

async function claimAnew(
  tx: Tx,
  context: ClaimContext,
  request: ClaimRequest,
  contactKey: StepKey,
  facts: ClaimFacts,
  renews: Contact | null = null,
): Promise<ClaimAnswer> {
  const found = await judge(tx, context, request, contactKey, facts);
  if (found.kind !== 'WAY') return found;
  const { plan, way, rendered, usesExemption } = found;
  const claim = {
    key: contactKey,
    plan,
    facts,
    way,
    to: way.recipient && context.cipher.open(way.recipient.valueSealed),
    person: request.person && {
      ...request.person,
      exemptionId: usesExemption ? request.person.exemptionId : null,
    },
    ...rendered,
  };
  const contact = renews
    ? await renewContact(tx, context, renews, claim)
    : await insertContact(tx, context, claim);
  return { kind: 'CLAIMED', contact, recipient: way.recipient, to: claim.to, text: rendered.text };
}

/**
 * What a claim would be answered, without making it: the same locks, gates and rules. For somebody who stands before a door.
 *
 * @returns null when it would be made
 * @throws {UserError} where the printed notice before him may not go out any more
 */
export async function whyNotClaim(
  tx: Tx,
  context: ClaimContext,
  request: ClaimRequest,
): Promise<Refused | null> {
  const account = await lockAccount(tx, request.accountId);
  const facts = await readClaimFacts(tx, context, account, request);
  const found = await judge(tx, context, request, request.contactKey ?? request.key, facts);
  if (found.kind === 'WAY') return null;
  // it is not planned any more because somebody has paid: that is what one wants to hear
  const isOver = found.kind === 'SUPERSEDED' && found.why === 'NOT_PENDING';
  const owesNothing = facts.claim.claimableFen <= facts.policy.ladder.settlement.toleranceFen;
  return isOver && owesNothing ? { kind: 'NOTHING_OWED' } : found;
}

/** All that is asked before a claim is written. */
async function judge(
  tx: Tx,
  context: ClaimContext,
  request: ClaimRequest,
  contactKey: StepKey,
  facts: ClaimFacts,
): Promise<(Extract<Found, { kind: 'WAY' }> & { plan: StepPlan }) | Refused> {
  const { pending } = facts;
  if (!pending) return { kind: 'SUPERSEDED', why: 'NOT_PENDING' };
  if (!(await mayResend(tx, request.key))) return { kind: 'SUPERSEDED', why: 'NO_RESEND' };
  const plan = planOf(pending, facts.policy);
  const refused = gateVerdict(plan, facts);
  if (refused) return refused;
  const unsafe = plan.purpose === 'safeguard' ? await safeguardRefusal(tx, pending, facts.claim) : null;
  if (unsafe) return unsafe;
  const printed = request.person?.printed ?? null;
  if (printed) refuseOutdated(printed, facts);
  const found = await findWay(tx, context, request, contactKey, plan, facts);
  if (found.kind !== 'WAY') return found;
  if (printed && (found.way.recipient?.valueIndex ?? null) !== printed.addressIndex) {
    throw outdatedRefusal('ADDRESSEE', printed.number);
  }
  return { ...found, plan };
}

function refuseOutdated(printed: PrintedNotice, { claim, account, today }: ClaimFacts): void {
  const outdated = outdatedBy(printed, claim, { partyId: account.partyId, today });
  if (outdated) throw outdatedRefusal(outdated, printed.number);
}

/**
 * Law 4: an act is sent again only where the provider itself said that it has nothing of the first one, or where it cannot be asked and a
 * person decided it.
 */
async function mayResend(tx: Tx, key: StepKey): Promise<boolean> {
  const { resend, ...first } = parseStepKey(key);
  if (resend === 0) return true;
  const before = await tx.contact.findUnique({ where: { stepKey: stepKey({ ...first, resend: 0 }) } });
  if (before === null) return false;
  // a bounce may have come since: it is known then that nothing arrived
  const mayDecide = before.outcome === 'unproven' || before.outcome === 'failed';
  return providerHasNothing(before) || (mayDecide && isDecided(tx, before));
}

async function isDecided(tx: Tx, { caseId, stepKey: first }: Contact): Promise<boolean> {
  if (caseId === null) return false;
  const decided = await tx.command.count({
    where: { caseId, kind: 'resend', status: 'accepted', payload: { path: ['stepKey'], equals: first } },
  });
  return decided > 0;
}

type Found =
  | { kind: 'WAY'; way: Way; rendered: NonNullable<ReturnType<typeof textOf>>; usesExemption: boolean }
  | Refused;

/** The first channel of the plan that has a way to him; within it the first address that the rules of contact allow now. */
async function findWay(
  tx: Tx,
  context: ClaimContext,
  request: ClaimRequest,
  contactKey: StepKey,
  plan: StepPlan,
  facts: ClaimFacts,
): Promise<Found> {
  const stops = await openStops(tx, facts);
  const past = await pastContacts(tx, facts, contactKey);
  const exempt = await isExempt(tx, request, facts);
  const source = await readTextSource(tx, context, facts, plan, contactKey);
  const active = await activeTextsFor(tx, facts.community);
  const limits = smsLimitsOf(facts.community.messaging);
  const wordless = new Set<Channel>();
  for (const channel of plan.channels) {
    const ways = waysOf(context, channel, facts, stops, request.person?.addressIndex ?? null);
    if (ways.length === 0) continue;
    const printed = request.person?.printed;
    const rendered = printed
      ? printedText(printed)
      : fittedText(context, channel, facts, closedTexts(stops, channel), (closed) =>
          textOf(channel, plan, facts, source, { active, closed, limits }),
        );
    if (!rendered) {
      wordless.add(channel);
      continue;
    }
    const verdicts = ways.map((way) => ({
      way,
      ...peaceVerdict({
        plan,
        facts,
        past,
        key: contactKey,
        way,
        statedTime: request.person?.statedTime ?? null,
        exempt,
        latencyMs: context.config.providerLatencyMs,
      }),
    }));
    const allowed = verdicts.find((verdict) => verdict.ok);
    if (allowed?.ok) {
      const busy = await waitForNumber(tx, facts, allowed.way, context.config.providerLatencyMs);
      return busy ?? { kind: 'WAY', way: allowed.way, rendered, usesExemption: allowed.usesExemption };
    }
    const refusals = verdicts.flatMap((verdict) => (verdict.ok ? [] : [verdict.refused]));
    const [soonest] = refusals.sort((a, b) => a.until - b.until);
    if (soonest) return soonest;
  }
  return noWay(context, plan, facts, stops, { active, wordless });
}

function closedTexts(stops: readonly Stop[], channel: string): ReadonlySet<string> {
  return new Set(
    stops.flatMap((stop) => (stop.channel === channel && stop.templateId ? [stop.templateId] : [])),
  );
}

/** A consent for this account that no other contact names. */
async function isExempt(tx: Tx, { person, accountId }: ClaimRequest, facts: ClaimFacts): Promise<boolean> {
  if (!person?.exemptionId) return false;
  const exemption = await tx.exemption.findUnique({ where: { id: person.exemptionId } });
  if (!exemption || exemption.accountId !== accountId) return false;
  if (exemption.communityId !== facts.community.id) return false;
  return (await tx.contact.count({ where: { exemptionId: exemption.id } })) === 0;
}
