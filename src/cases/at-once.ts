import type { Context } from '../context';
import type { Contact } from '../db/generated/client';
import type { Tx } from '../db/scope';
import type { Channel } from '../domain/channel';
import type { StatedTime } from '../domain/contact-rules';
import { appendEvidence } from '../evidence/append';
import { lockRecipients, type Recipient } from './claim-locks';
import type { LockedTask } from './task-access';

/** What an outcome changed at once about how he may be reached; kept with the outcome, so that it can be taken back. */
export type AddressChange = {
  kind: Recipient['kind'];
  valueIndex: string;
  change: 'wrong' | 'opted_out' | 'stated_time';
  channels: Channel[];
};

const KIND_OF: Partial<Record<Channel, Recipient['kind']>> = {
  sms: 'phone',
  call: 'phone',
  wechat: 'phone',
  email: 'email',
  mail: 'postal',
};

/**
 * What stops contacts works at once: a wrong number is used by nobody any more, an opt-out binds every number of his. Queued contacts
 * fall with it, since every claim reads the address again.
 */
export async function applyAtOnce(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  task: LockedTask,
  contact: Contact,
  said: { wrongNumber: boolean; optOut: readonly Channel[]; statedTime: StatedTime | null },
  by: { userId: string; outcomeId: string; at: Date },
): Promise<AddressChange[]> {
  const recipients = await lockRecipients(tx, contact.partyId);
  const used = recipients.find(
    ({ kind, valueIndex }) => kind === contact.addressKind && valueIndex === contact.addressIndex,
  );
  const changes: AddressChange[] = [];
  if (said.wrongNumber && used) changes.push({ ...placeOf(used), change: 'wrong', channels: [] });
  for (const recipient of recipients) {
    const channels = said.optOut.filter(
      (channel) => KIND_OF[channel] === recipient.kind && !recipient.optedOut.includes(channel),
    );
    if (channels.length > 0) changes.push({ ...placeOf(recipient), change: 'opted_out', channels });
  }
  if (said.statedTime && used) changes.push({ ...placeOf(used), change: 'stated_time', channels: [] });
  for (const change of changes) {
    const recipient = recipients.find(({ valueIndex }) => valueIndex === change.valueIndex);
    if (!recipient) continue;
    await write(tx, contact.communityId, recipient, change, said.statedTime, by);
    await appendEvidence(tx, context, {
      communityId: task.communityId,
      accountId: task.accountId,
      caseId: task.caseId,
      key: `address/${by.outcomeId}/${change.change}/${changes.indexOf(change)}`,
      at: by.at,
      actorId: by.userId,
      kind: 'address',
      content: {
        addressKind: change.kind,
        change: change.change,
        channel: change.channels[0] ?? null,
        value: context.cipher.open(recipient.valueSealed),
        reason: change.change === 'opted_out' ? change.channels.join(',') : null,
      },
    });
  }
  return changes;
}

function placeOf({ kind, valueIndex }: Recipient): Pick<AddressChange, 'kind' | 'valueIndex'> {
  return { kind, valueIndex };
}

async function write(
  tx: Tx,
  communityId: string,
  recipient: Recipient,
  change: AddressChange,
  statedTime: StatedTime | null,
  { outcomeId, at }: { outcomeId: string; at: Date },
): Promise<void> {
  const { kind, valueIndex } = recipient;
  const where = { communityId_kind_valueIndex: { communityId, kind, valueIndex } };
  switch (change.change) {
    case 'wrong':
      await tx.address.update({
        where,
        data: { status: 'wrong', statusReason: outcomeId, statusAt: at },
      });
      return;
    case 'opted_out':
      await tx.address.update({
        where,
        data: { optedOut: [...recipient.optedOut, ...change.channels], statusAt: at },
      });
      return;
    case 'stated_time':
      await tx.contactPoint.update({
        where: { id: recipient.pointId },
        data: { statedTime: statedTime ?? undefined },
      });
      return;
    default: {
      const never: never = change.change;
      throw new Error(`unknown change of an address: ${never}`);
    }
  }
}

/** Undoes what an outcome that is taken back did at once. A stated time stays: the owner said it. */
export async function undoAtOnce(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  task: LockedTask,
  changes: readonly AddressChange[],
  by: { userId: string; outcomeId: string; at: Date },
): Promise<void> {
  for (const [index, { kind, valueIndex, change, channels }] of changes.entries()) {
    if (change === 'stated_time') continue;
    const where = { communityId_kind_valueIndex: { communityId: task.communityId, kind, valueIndex } };
    const address = await tx.address.findUniqueOrThrow({ where });
    // Somebody else's later word on the address stands.
    if (change === 'wrong' && address.statusReason !== by.outcomeId) continue;
    const data =
      change === 'wrong'
        ? { status: 'usable', statusReason: null, statusAt: by.at }
        : { optedOut: address.optedOut.filter((one) => !channels.some((channel) => channel === one)) };
    await tx.address.update({ where, data });
    await appendEvidence(tx, context, {
      communityId: task.communityId,
      accountId: task.accountId,
      caseId: task.caseId,
      key: `address/${by.outcomeId}/back/${index}`,
      at: by.at,
      actorId: by.userId,
      kind: 'address',
      content: {
        addressKind: kind,
        change: change === 'wrong' ? 'usable' : 'opted_in',
        channel: channels[0] ?? null,
        value: context.cipher.open(address.valueSealed),
        reason: null,
      },
    });
  }
}
