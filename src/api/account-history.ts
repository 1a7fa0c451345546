import { z } from 'zod';
import { resultKey } from '../cases/task-outcome-row';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { channelSchema, gradeSchema } from '../domain/channel';
import { describeEntry } from '../evidence/describe';
import { entryBodySchema } from '../evidence/entries';
import { outcomeWords, taskOutcomeWords } from '../evidence/words';
import { taskKindSchema } from '../machine/vocabulary';
import { CHANNEL_WORDS, GRADE_WORDS, TASK_WORDS } from '../machine/words';
import { type Member, nowIn } from './access';
import type { hiding } from './hide';
import type { accountCardSchema } from './schemas/account-card';

type Card = z.infer<typeof accountCardSchema>;
const LAST = 3;

/** 最近 3 次沟通: what we did and what the owner came with, the newest first. */
export async function contactsAtDesk(
  { cipher }: Pick<Context, 'cipher'>,
  tx: Tx,
  { community }: Member,
  accountId: string,
  hide: ReturnType<typeof hiding>,
): Promise<Card['lastContacts']> {
  const entries = await tx.evidenceEntry.findMany({
    where: { accountId, kind: { in: ['outcome', 'inbound', 'call_back_asked'] } },
    orderBy: { seq: 'desc' },
    take: LAST,
  });
  const contents = await tx.evidenceContent.findMany({
    where: { accountId, seq: { in: entries.map(({ seq }) => seq) } },
  });
  const sealed = new Map(contents.map(({ seq, contentSealed }) => [seq, contentSealed]));
  const users = await tx.user.findMany({
    where: {
      id: { in: entries.map(({ actorId }) => actorId).filter((id) => z.uuid().safeParse(id).success) },
    },
    select: { id: true, name: true },
  });
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return entries.flatMap(({ seq, kind, at, actorId }) => {
    const content = sealed.get(seq);
    if (content === undefined) return [];
    const body = entryBodySchema.parse({ kind, content: JSON.parse(cipher.open(content)) });
    const { note } = z.looseObject({ note: z.string().nullish() }).parse(body.content);
    return [
      {
        id: String(seq),
        at: at.toISOString(),
        way: body.kind === 'outcome' ? body.content.channel : 'inbound',
        ...describeEntry(body, community.zone),
        byName: names.get(actorId) ?? null,
        note: hide.inText(note ?? null),
      },
    ];
  });
}

/** 送达情况: each notice that went out, or was printed and did not yet. */
export async function noticesAtDesk(tx: Tx, accountId: string): Promise<Card['notices']> {
  const sent = await tx.contact.findMany({
    where: { accountId, channel: { in: ['post', 'mail'] } },
    orderBy: { claimedAt: 'desc' },
    include: { paperItem: true },
    take: 20,
  });
  const inHand = new Set(sent.map(({ paperItemId }) => paperItemId));
  const printed = await tx.paperItem.findMany({
    where: { accountId, voidedAt: null },
    orderBy: { createdAt: 'desc' },
    take: 20,
  });
  const waiting = printed
    .filter(({ id }) => !inHand.has(id))
    .map((item) => ({
      id: item.id,
      number: item.number,
      channel: item.channel,
      at: item.createdAt.toISOString(),
      zh: '已打印，未送出',
      en: 'printed, not out yet',
      grade: null,
      gradeZh: null,
      trackingNumber: item.trackingNumber,
      deadlineOn: item.deadlineOn,
    }));
  const out = sent.map((contact) => {
    const grade = gradeSchema.parse(contact.grade);
    const channel = channelSchema.parse(contact.channel);
    const words = outcomeWords(contact.outcome);
    return {
      id: contact.id,
      number: contact.paperItem?.number ?? null,
      channel,
      at: contact.claimedAt.toISOString(),
      zh: `${CHANNEL_WORDS[channel]}：${words.zh}`,
      en: `${channel}: ${words.en}`,
      grade,
      gradeZh: GRADE_WORDS[grade],
      trackingNumber: contact.paperItem?.trackingNumber ?? (channel === 'mail' ? contact.providerRef : null),
      deadlineOn: contact.paperItem?.deadlineOn ?? null,
    };
  });
  return [...waiting, ...out];
}

/** What the member himself recorded less than ten minutes ago. */
export async function takeBacksOf(
  context: Pick<Context, 'now'>,
  tx: Tx,
  member: Member,
  accountId: string,
): Promise<Card['takeBacks']> {
  const rows = await tx.taskOutcome.findMany({
    where: {
      byId: member.userId,
      takenBackAt: null,
      settlesAt: { gt: new Date(nowIn(context, member)) },
      task: { accountId },
    },
    orderBy: { at: 'desc' },
    include: { task: { select: { kind: true } } },
  });
  // what the case has heard of is no longer taken back, whatever the clock of a demonstration says
  const heard = await tx.signalOutbox.findMany({
    where: { key: { in: rows.map(({ id }) => resultKey(id)) }, sentAt: { not: null } },
    select: { key: true },
  });
  const told = new Set(heard.map(({ key }) => key));
  const open = rows.filter(({ id }) => !told.has(resultKey(id)));
  return open.map(({ id, outcome, settlesAt, task }) => {
    const words = taskOutcomeWords(task.kind, outcome);
    const kind = taskKindSchema.safeParse(task.kind);
    return {
      outcomeId: id,
      zh: `${kind.success ? TASK_WORDS[kind.data] : task.kind}——${words.zh}`,
      en: `${task.kind.replaceAll('_', ' ')}: ${words.en}`,
      settlesAt: settlesAt.toISOString(),
    };
  });
}
