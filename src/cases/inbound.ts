import { z } from 'zod';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { appendEvidence } from '../evidence/append';
import type { EntryContent } from '../evidence/entries';
import { type AccountRef, lockAtDesk } from './account-at-desk';
import type { StaffActor } from './staff';

export const INBOUND_WAYS = ['call', 'visit', 'wechat'] as const;
export const INBOUND_MATTERS = ['question', 'paid', 'dispute', 'plan', 'data', 'complaint', 'other'] as const;

/** How long one talk lasts at the most: a check before that was another one's. */
const TALK_MS = 60 * 60_000;

export type InboundIdentity = EntryContent<'inbound'>['identity'];

/**
 * 来电来访 The owner came to us: recorded with what he wanted. It is no approach of ours, so it counts in no budget and needs no case;
 * where he was asked for money, that is a contact and is recorded as one.
 *
 * @throws {UserError} NO_SUCH_ACCOUNT
 */
export async function recordInbound(
  context: Pick<Context, 'db' | 'cipher' | 'now'>,
  actor: StaffActor,
  ref: AccountRef,
  said: {
    commandId: string;
    way: (typeof INBOUND_WAYS)[number];
    matter: (typeof INBOUND_MATTERS)[number];
    note: string | null;
  },
): Promise<{ identity: InboundIdentity }> {
  return withScope(context, ref.communityId, async (tx) => {
    const { time, caseId } = await lockAtDesk(tx, context, actor, ref, 'contact.act');
    const identity = await identityOf(tx, context, actor.userId, ref.accountId);
    await appendEvidence(tx, context, {
      ...ref,
      caseId,
      key: `inbound/${said.commandId}`,
      at: new Date(time.now),
      actorId: actor.userId,
      kind: 'inbound',
      content: {
        inboundId: said.commandId,
        way: said.way,
        matter: said.matter,
        identity,
        note: said.note,
      },
    });
    return { identity };
  });
}

const checked = z.looseObject({ matched: z.boolean() });

/** What this person's own check of just now came to: read from evidence, since a browser may say anything. */
async function identityOf(
  tx: Tx,
  { cipher, now }: Pick<Context, 'cipher' | 'now'>,
  actorId: string,
  accountId: string,
): Promise<InboundIdentity> {
  const last = await tx.evidenceEntry.findFirst({
    where: { accountId, actorId, kind: 'identity_checked', realAt: { gte: new Date(now() - TALK_MS) } },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  });
  const content =
    last && (await tx.evidenceContent.findUnique({ where: { accountId_seq: { accountId, seq: last.seq } } }));
  if (!content) return 'unchecked';
  return checked.parse(JSON.parse(cipher.open(content.contentSealed))).matched ? 'matched' : 'not_matched';
}
