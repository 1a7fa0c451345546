import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { isQuietDay } from '../domain/calendar';
import type { Channel } from '../domain/channel';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import { isNight } from '../domain/contact-windows';
import { noticeDeadline } from '../domain/deadlines';
import { causeSchema } from '../domain/vocabulary';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { type AccountClaim, accountClaim } from '../ledger/claimable';
import type { StepKey } from '../machine/step-key';
import { calendarOf } from '../policy/calendar-store';
import { policyOfCase } from '../policy/versions';
import { lockRecipients } from './claim-locks';
import { isUsableFor } from './claim-ways';
import { outdatedBy, type PrintedNotice, printedData } from './printed-notice';
import type { LockedTask, TaskAtWork } from './task-access';

/**
 * A contact that nobody started: made on one's own phone, or written down afterwards. Refusing it would destroy evidence; so it is
 * accepted, marked as a breach of the rules, counted, and shown to the supervisor.
 */
export async function insertLateContact(
  tx: Tx,
  context: Pick<Context, 'cipher' | 'now'>,
  { task, time }: Pick<TaskAtWork, 'task' | 'time'>,
  said: {
    key: StepKey;
    channel: Channel;
    at: number | undefined;
    contactPointId: string | undefined;
    byId: string;
    second: { id: string | null; name: string | null } | null;
    printed: PrintedNotice | null;
  },
): Promise<Contact> {
  const at = said.at ?? time.now;
  if (at > time.now) {
    throw new UserError('CONTACT_IN_THE_FUTURE', '联系时间不能晚于现在', 'a contact cannot be in the future');
  }
  const row = await caseOf(tx, task);
  const policy = await policyOfCase(tx, {
    communityId: task.communityId,
    policyVersionId: row.policyVersionId,
  });
  const calendar = await calendarOf(tx, task.communityId);
  const day = civilDayOf(at, time.zone);
  const claim = await accountClaim(tx, task.accountId, time.today);
  const recipients = await lockRecipients(tx, row.account.partyId);
  const recipient =
    said.printed === null
      ? (recipients.find(({ pointId }) => pointId === said.contactPointId) ??
        recipients.find((one) => isUsableFor(one, said.channel)) ??
        null)
      : (recipients.find(({ valueIndex }) => valueIndex === said.printed?.addressIndex) ?? null);
  const isFormal = said.channel === 'post' || said.channel === 'mail';
  const means = said.channel === 'mail' ? 'by_mail' : 'by_hand';
  const cause = causeSchema.parse(row.cause);
  const breaches = [
    'NOT_STARTED',
    ...breachesOf(said.printed, claim, row.account.partyId, day),
    ...(isNight(at, time.zone) ? ['NIGHT'] : []),
    ...(isQuietDay(calendar, day, said.channel, row.account.building ?? undefined) ? ['QUIET_DAY'] : []),
  ];
  const contact = await tx.contact.create({
    data: {
      stepKey: said.key,
      communityId: task.communityId,
      caseId: task.caseId,
      accountId: task.accountId,
      personIndex: row.account.personIndex,
      partyId: row.account.partyId,
      addressKind: recipient?.kind ?? null,
      addressIndex: recipient?.valueIndex ?? null,
      channel: said.channel,
      class: isFormal ? 'formal' : 'dunning',
      automatic: false,
      level: row.level,
      ledgerVersion: claim.ledgerVersion,
      claimableFen: claim.claimableFen,
      claimedAt: new Date(at),
      claimedOn: day,
      realClaimedAt: new Date(context.now()),
      leaseUntil: new Date(context.now()),
      byId: said.byId,
      secondById: said.second?.id ?? null,
      secondName: said.second?.name ?? null,
      ruleBreach: breaches.join('+'),
      offerUntilOn:
        said.printed?.deadlineOn ??
        (isFormal ? noticeDeadline(day, means, cause, policy.ladder, calendar) : null),
      paperItemId: said.printed?.id ?? null,
      templateId: said.printed?.templateId ?? null,
      textSealed: said.printed && context.cipher.seal(said.printed.text),
    },
  });
  await writeLateClaim(
    tx,
    context,
    task,
    contact,
    recipient && context.cipher.open(recipient.valueSealed),
    said.printed,
    time.now,
  );
  return contact;
}

/** A letter that should have been brought back is evidence all the same; the supervisor is shown what was wrong with it. */
function breachesOf(
  printed: PrintedNotice | null,
  claim: AccountClaim,
  partyId: string,
  today: CivilDay,
): string[] {
  const outdated = printed && outdatedBy(printed, claim, { partyId, today });
  return outdated ? [`PAPER_${outdated}`] : [];
}

function caseOf(tx: Tx, { caseId }: LockedTask) {
  return tx.dunningCase.findUniqueOrThrow({
    where: { id: caseId },
    select: {
      level: true,
      cause: true,
      policyVersionId: true,
      account: { select: { partyId: true, personIndex: true, building: true } },
    },
  });
}

async function writeLateClaim(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  task: LockedTask,
  contact: Contact,
  to: string | null,
  printed: PrintedNotice | null,
  now: number,
): Promise<void> {
  await appendEvidence(tx, context, {
    communityId: task.communityId,
    accountId: task.accountId,
    caseId: task.caseId,
    key: `claim/${contact.stepKey}`,
    at: new Date(now),
    actorId: contact.byId ?? '',
    kind: 'claim',
    content: {
      stepKey: contact.stepKey,
      contactId: contact.id,
      channel: contact.channel as Channel,
      class: contact.class === 'formal' ? 'formal' : 'dunning',
      automatic: false,
      level: contact.level,
      ledgerVersion: contact.ledgerVersion,
      claimableFen: contact.claimableFen,
      partyId: contact.partyId,
      to,
      ...(printed ? { templateId: printed.templateId, text: printed.text } : {}),
      offerUntilOn: contact.offerUntilOn,
      second: contact.secondName ?? contact.secondById,
      ruleBreach: contact.ruleBreach,
      data: { contactAt: contact.claimedAt.toISOString(), ...(printed ? printedData(printed) : {}) },
    },
  });
}
