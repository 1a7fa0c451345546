import { z } from 'zod';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { channelSchema } from '../domain/channel';
import { UserError } from '../errors';
import { appendEvidence } from '../evidence/append';
import { personKey } from '../ledger/imports/place-account';
import { lastFourIndex } from '../ledger/look-up-indexes';
import { parsePhones } from '../ledger/rows/phone';
import { type AccountAtDesk, type AccountRef, lockAtDesk } from './account-at-desk';
import { lockRecipients, type Recipient } from './claim-locks';
import { contactDataCame } from './owner-data';
import type { StaffActor } from './staff';

type DeskContext = Pick<Context, 'db' | 'cipher' | 'now'>;

/** 改联系方式 What the owner himself says about how he may be reached. Each works at once: every claim reads the address again. */
export const contactChangeSchema = z.discriminatedUnion('kind', [
  /** A new number, mailbox or address; of the party himself, or of a person whom he names (授权联系人) */
  z.strictObject({
    kind: z.literal('add'),
    addressKind: z.enum(['phone', 'email', 'postal']),
    value: z.string().trim().min(3).max(200),
    relation: z.string().trim().min(1).max(20).nullable().default(null).describe('null：本人'),
    authorised: z.boolean().default(true).describe('业主亲自授权，可告知欠费'),
  }),
  z.strictObject({ kind: z.literal('wrong'), contactPointId: z.uuid() }),
  z.strictObject({
    kind: z.literal('opt_out'),
    contactPointId: z.uuid(),
    channels: z.array(channelSchema).min(1).max(7),
  }),
  z.strictObject({
    kind: z.literal('opt_in'),
    contactPointId: z.uuid(),
    channels: z.array(channelSchema).min(1).max(7),
  }),
]);
export type ContactChange = z.infer<typeof contactChangeSchema>;

/**
 * @throws {UserError} NOT_PERMITTED, NO_SUCH_ACCOUNT, PHONE_UNUSABLE, EMAIL_UNUSABLE, ADDRESS_KNOWN, ADDRESS_WRONG, CONTACT_POINT_UNKNOWN
 */
export function changeContactData(
  context: DeskContext,
  actor: StaffActor,
  ref: AccountRef,
  { commandId, change, reason }: { commandId: string; change: ContactChange; reason: string | null },
): Promise<void> {
  return withScope(context, ref.communityId, async (tx) => {
    const desk = await lockAtDesk(tx, context, actor, ref, 'contact_data.change');
    const key = `address/${commandId}`;
    if (await tx.evidenceEntry.findUnique({ where: { key }, select: { seq: true } })) return;
    const { recipient, channel } = await apply(tx, context, desk, change);
    await appendEvidence(tx, context, {
      ...ref,
      caseId: desk.caseId,
      key,
      at: new Date(desk.time.now),
      actorId: actor.userId,
      kind: 'address',
      content: {
        addressKind: recipient.kind,
        change: ENTRY_OF[change.kind],
        channel,
        value: context.cipher.open(recipient.valueSealed),
        reason:
          [channel === null ? null : channelsOf(change).join(','), reason].filter(Boolean).join('；') || null,
      },
    });
  });
}

const ENTRY_OF = { add: 'added', wrong: 'wrong', opt_out: 'opted_out', opt_in: 'opted_in' } as const;

function channelsOf(change: ContactChange) {
  return 'channels' in change ? change.channels : [];
}

type Changed = { recipient: Pick<Recipient, 'kind' | 'valueSealed'>; channel: Channel | null };
type Channel = z.infer<typeof channelSchema>;

async function apply(
  tx: Tx,
  context: DeskContext,
  { account, time }: AccountAtDesk,
  change: ContactChange,
): Promise<Changed> {
  const recipients = await lockRecipients(tx, account.partyId);
  const at = new Date(time.now);
  if (change.kind === 'add') return add(tx, context, account, recipients, change, at);
  const recipient = recipients.find(({ pointId }) => pointId === change.contactPointId);
  if (!recipient) {
    throw new UserError('CONTACT_POINT_UNKNOWN', '没有这个号码或地址', 'there is no such address', 404);
  }
  const { kind, valueIndex, optedOut } = recipient;
  const where = { communityId_kind_valueIndex: { communityId: account.communityId, kind, valueIndex } };
  switch (change.kind) {
    case 'wrong':
      await tx.address.update({ where, data: { status: 'wrong', statusReason: 'desk', statusAt: at } });
      return { recipient, channel: null };
    case 'opt_out':
    case 'opt_in': {
      const others = optedOut.filter((one) => !change.channels.some((channel) => channel === one));
      const kept = change.kind === 'opt_out' ? [...others, ...change.channels] : others;
      await tx.address.update({ where, data: { optedOut: kept, statusAt: at } });
      return { recipient, channel: change.channels[0] ?? null };
    }
    default: {
      const never: never = change;
      throw new Error(`unknown change: ${JSON.stringify(never)}`);
    }
  }
}

async function add(
  tx: Tx,
  { cipher }: DeskContext,
  account: AccountAtDesk['account'],
  recipients: readonly Recipient[],
  { addressKind: kind, value: given, relation, authorised }: Extract<ContactChange, { kind: 'add' }>,
  at: Date,
): Promise<Changed> {
  const value = readValue(kind, given);
  const { communityId, partyId } = account;
  const valueIndex = cipher.index(kind, value);
  if (recipients.some((one) => one.kind === kind && one.valueIndex === valueIndex)) {
    throw new UserError('ADDRESS_KNOWN', '这个联系方式已经登记', 'this address is there already', 409);
  }
  const address = await tx.address.upsert({
    where: { communityId_kind_valueIndex: { communityId, kind, valueIndex } },
    create: {
      ...{ communityId, kind, valueIndex },
      valueSealed: cipher.seal(value),
      lastFourIndex: kind === 'phone' ? lastFourIndex(cipher, value) : null,
    },
    update: {},
  });
  if (address.status === 'wrong') {
    throw new UserError(
      'ADDRESS_WRONG',
      '这个号码曾登记为错号；请核对，确属业主的由主管先恢复',
      'this number was recorded as wrong; check it again',
      409,
    );
  }
  // what the owner says now comes before what files said
  const rank = Math.min(0, ...recipients.map((one) => one.rank)) - (relation === null ? 1 : 0);
  const last = Math.max(0, ...recipients.map((one) => one.rank)) + 1;
  await tx.contactPoint.create({
    data: {
      ...{ communityId, partyId, kind, valueIndex, relation, authorised },
      rank: relation === null ? rank : last,
    },
  });
  await contactDataCame(tx, account.id, at);
  if (kind === 'phone' && relation === null) await identify(tx, { cipher }, account, value);
  return { recipient: { kind, valueSealed: address.valueSealed }, channel: null };
}

function readValue(kind: 'phone' | 'email' | 'postal', given: string): string {
  if (kind === 'phone') {
    const [phone, ...others] = parsePhones(given);
    if (phone?.usable && others.length === 0) return phone.value;
    throw new UserError('PHONE_UNUSABLE', '电话号码不对，请核对位数', 'this is no telephone number', 422);
  }
  if (kind === 'email') {
    if (z.email().safeParse(given).success) return given.toLowerCase();
    throw new UserError('EMAIL_UNUSABLE', '邮箱地址不对', 'this is no e-mail address', 422);
  }
  return given;
}

/** A person who was known by name alone is told apart by his number from now on. */
async function identify(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  { id, partyId, personIndex }: AccountAtDesk['account'],
  phone: string,
): Promise<void> {
  const { label, party } = await tx.account.findUniqueOrThrow({
    where: { id },
    select: { label: true, party: { select: { id: true, nameSealed: true } } },
  });
  if (party.id !== partyId) return;
  const name = cipher.open(party.nameSealed);
  if (personIndex !== cipher.index('person', personKey(name, undefined, label))) return;
  await tx.account.update({
    where: { id },
    data: { personIndex: cipher.index('person', personKey(name, phone, label)) },
  });
}
