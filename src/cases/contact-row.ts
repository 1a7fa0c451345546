import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { fen } from '../domain/money';
import { offerLines } from '../domain/offer';
import { appendEvidence } from '../evidence/append';
import { SYSTEM_ACTOR } from '../evidence/notes';
import { writeOffer } from '../ledger/offers';
import type { StepKey } from '../machine/step-key';
import type { RenderedText } from '../messaging/texts';
import type { PersonClaims } from './claim-answer';
import type { ClaimFacts } from './claim-facts';
import type { Way } from './claim-peace';
import { printedData } from './printed-notice';
import type { StepPlan } from './step-plan';

type RowContext = Pick<Context, 'cipher' | 'config'>;

/** What a claim writes down. */
export type NewContact = {
  key: StepKey;
  plan: StepPlan;
  facts: ClaimFacts;
  way: Way;
  to: string | null;
  text: RenderedText;
  offerUntilOn: CivilDay | null;
  person: PersonClaims | null;
};

/** The row by which the act starts, with its evidence: both or neither (law 5). */
export async function insertContact(tx: Tx, context: RowContext, claim: NewContact): Promise<Contact> {
  const { facts, key } = claim;
  const contact = await tx.contact.create({
    data: {
      stepKey: key,
      communityId: facts.community.id,
      caseId: facts.case.id,
      accountId: facts.account.id,
      personIndex: facts.account.personIndex,
      partyId: facts.party.id,
      class: claim.plan.class,
      automatic: claim.plan.automatic,
      ...claimColumns(context, claim),
    },
  });
  await writeClaim(tx, context, contact, claim, `claim/${key}`);
  await keepOffer(tx, claim, key);
  return contact;
}

/** The same claim once more, after a lease in which nothing was called: as of now, through all gates again. */
export async function renewContact(
  tx: Tx,
  context: RowContext,
  known: Contact,
  claim: NewContact,
): Promise<Contact> {
  const contact = await tx.contact.update({
    where: { id: known.id },
    data: {
      ...claimColumns(context, claim),
      outcome: 'claimed',
      attempt: false,
      outcomeAt: null,
      realOutcomeAt: null,
    },
  });
  await writeClaim(tx, context, contact, claim, `claim/${claim.key}/${claim.facts.realNow}`);
  await keepOffer(tx, claim, `${claim.key}/${claim.facts.realNow}`);
  return contact;
}

/** 报价有效期: the amount that it states, charge by charge. A printed notice states what is printed. */
async function keepOffer(
  tx: Tx,
  { facts, offerUntilOn, person }: NewContact,
  contactKey: string,
): Promise<void> {
  if (offerUntilOn === null) return;
  const printed = person?.printed?.lines.map(({ chargeId, principalFen, lateFeeFen }) => ({
    chargeId,
    principalFen: fen(principalFen),
    lateFeeFen: fen(lateFeeFen),
  }));
  await writeOffer(tx, {
    communityId: facts.community.id,
    accountId: facts.account.id,
    caseId: facts.case.id,
    means: 'text',
    contactKey,
    ledgerVersion: facts.claim.ledgerVersion,
    statedOn: facts.today,
    validThrough: offerUntilOn < facts.today ? facts.today : offerUntilOn,
    lines: printed ?? offerLines(facts.claim.lines, facts.case.level > 1),
    byId: person?.userId ?? null,
  });
}

/** Nothing was called, and nothing will be. */
export async function closeUncalled(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  contact: Contact,
  { now, realNow }: Pick<ClaimFacts, 'now' | 'realNow'>,
): Promise<void> {
  await tx.contact.update({
    where: { id: contact.id },
    data: {
      outcome: 'not_called',
      attempt: true,
      outcomeAt: new Date(now),
      realOutcomeAt: new Date(realNow),
    },
  });
  await appendEvidence(tx, context, {
    communityId: contact.communityId,
    accountId: contact.accountId,
    caseId: contact.caseId,
    key: `outcome/${contact.stepKey}/uncalled/${realNow}`,
    at: new Date(now),
    actorId: SYSTEM_ACTOR,
    kind: 'outcome',
    content: {
      stepKey: contact.stepKey,
      contactId: contact.id,
      channel: contact.channel as Way['channel'],
      outcome: 'not_called',
      grade: 'none',
      attempt: true,
    },
  });
}

/** What is as of the claim's own moment. */
function claimColumns(
  { cipher, config }: RowContext,
  { facts, way, text, offerUntilOn, person }: NewContact,
) {
  return {
    addressKind: way.recipient?.kind ?? null,
    addressIndex: way.recipient?.valueIndex ?? null,
    channel: way.channel,
    level: facts.case.level,
    ledgerVersion: facts.claim.ledgerVersion,
    claimableFen: facts.claim.claimableFen,
    claimedAt: new Date(facts.now),
    claimedOn: facts.today,
    realClaimedAt: new Date(facts.realNow),
    leaseUntil: new Date(facts.realNow + config.claimLeaseMs),
    byId: person?.userId ?? null,
    secondById: person?.second?.id ?? null,
    secondName: person?.second?.name ?? null,
    exemptionId: person?.exemptionId ?? null,
    paperItemId: person?.printed?.id ?? null,
    templateId: text.templateId,
    textSealed: cipher.seal(text.text),
    offerUntilOn,
  };
}

async function writeClaim(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  contact: Contact,
  { facts, plan, way, to, text, offerUntilOn, person }: NewContact,
  evidenceKey: string,
): Promise<void> {
  await appendEvidence(tx, context, {
    communityId: contact.communityId,
    accountId: contact.accountId,
    caseId: contact.caseId,
    key: evidenceKey,
    at: contact.claimedAt,
    actorId: person?.userId ?? SYSTEM_ACTOR,
    kind: 'claim',
    content: {
      stepKey: contact.stepKey,
      contactId: contact.id,
      channel: way.channel,
      class: plan.class,
      automatic: plan.automatic,
      level: facts.case.level,
      ledgerVersion: contact.ledgerVersion,
      claimableFen: contact.claimableFen,
      partyId: contact.partyId,
      to,
      templateId: text.templateId,
      text: text.subject === null ? text.text : `${text.subject}\n\n${text.text}`,
      offerUntilOn,
      exemptionId: contact.exemptionId,
      second: person?.second?.name ?? person?.second?.id ?? null,
      ...(person?.printed ? { data: printedData(person.printed) } : {}),
    },
  });
}
