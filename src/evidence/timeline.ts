import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { describeEntry } from './describe';
import { type EntryBody, type EntryKind, entryBodySchema } from './entries';
import { SYSTEM_ACTOR } from './notes';
import { KIND_WORDS } from './words';

/** One line of an account's history, in the order of its chain. */
export type TimelineItem = {
  seq: number;
  hash: string;
  kind: string;
  caseId: string | null;
  /** On the community's clock */
  at: Date;
  realAt: Date;
  by: { id: string; name: string };
  zh: string;
  en: string;
  /** Why, in the words of whoever decided; null where none were given or they may not be seen */
  why: string | null;
  /** What was sent or said */
  text: string | null;
  /** What the provider answered: codes and numbers of its own */
  answer: unknown;
  /** The whole content as it was written, without what the viewer may not see; null when it was erased */
  content: Record<string, unknown> | null;
  /** Words and numbers were left out for this viewer */
  masked: boolean;
  erased: boolean;
};

export type TimelineQuery = {
  /** What belongs to the case, and what belongs to the account alone: payments, pauses, changes of address */
  caseId?: string;
  accountId: string;
  zone: string;
  /** `open` for those who may read words and texts, `masked` for auditors */
  view: 'open' | 'masked';
  afterSeq?: number;
  /** The newest first, from before this one */
  beforeSeq?: number;
  order?: 'oldest' | 'newest';
  /** none: of every kind */
  kinds?: readonly EntryKind[];
  limit: number;
};

/** Words of people, and what identifies them: for nobody who sees the case masked. */
const PERSONAL = [
  'text',
  'note',
  'reason',
  'statement',
  'answer',
  'second',
  'to',
  'value',
  'payload',
  'data',
];
const MASKED_WORD = '***';
/** Whose `reason` is a code, said in the line itself. */
const CODED: readonly string[] = ['step_ended', 'step_deferred', 'closed'];

/** Oldest first unless it is asked the other way. The caller has checked that the viewer may see the case. */
export async function timelineOf(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  query: TimelineQuery,
): Promise<TimelineItem[]> {
  const { accountId, caseId, afterSeq = 0, beforeSeq, order = 'oldest', kinds, limit } = query;
  const entries = await tx.evidenceEntry.findMany({
    where: {
      accountId,
      seq: { gt: afterSeq, ...(beforeSeq === undefined ? {} : { lt: beforeSeq }) },
      ...(kinds === undefined ? {} : { kind: { in: [...kinds] } }),
      ...(caseId === undefined ? {} : { OR: [{ caseId }, { caseId: null }] }),
    },
    orderBy: { seq: order === 'oldest' ? 'asc' : 'desc' },
    take: limit,
  });
  const contents = await tx.evidenceContent.findMany({
    where: { accountId, seq: { in: entries.map(({ seq }) => seq) } },
  });
  const sealed = new Map(contents.map(({ seq, contentSealed }) => [seq, contentSealed]));
  const names = await namesOf(tx, new Set(entries.map(({ actorId }) => actorId)));
  return entries.map((entry): TimelineItem => {
    const { seq, hash, kind, at, realAt, actorId } = entry;
    const content = sealed.get(seq);
    const common = {
      ...{ seq, hash, kind, caseId: entry.caseId, at, realAt },
      by: { id: actorId, name: names.get(actorId) ?? actorId },
    };
    if (content === undefined) return { ...common, ...erasedItem(kind) };
    const body = entryBodySchema.parse({ kind, content: JSON.parse(cipher.open(content)) });
    return { ...common, ...readItem(body, query) };
  });
}

type Read = Pick<TimelineItem, 'zh' | 'en' | 'why' | 'text' | 'answer' | 'content' | 'masked' | 'erased'>;

function erasedItem(kind: string): Read {
  const words = (KIND_WORDS as Readonly<Record<string, { zh: string; en: string }>>)[kind];
  return {
    zh: `${words?.zh ?? kind}（内容已依法删除）`,
    en: `${words?.en ?? kind} (content erased by law)`,
    ...{ why: null, text: null, answer: null, content: null, masked: false, erased: true },
  };
}

function readItem(body: EntryBody, { zone, view }: TimelineQuery): Read {
  const full = body.content as Record<string, unknown>;
  // a number is revealed only by an act of its own, which is recorded; never by reading a history
  const coded = CODED.includes(body.kind);
  const hidden = view === 'open' ? ['to', 'value'] : coded ? [] : PERSONAL;
  const content = Object.fromEntries(
    Object.entries(full).map(([name, value]) => [
      name,
      hidden.includes(name) && value != null ? MASKED_WORD : value,
    ]),
  );
  return {
    ...describeEntry(body, zone),
    why: coded
      ? null
      : (wordsIn(content, 'reason') ?? wordsIn(content, 'note') ?? wordsIn(content, 'statement')),
    text: wordsIn(content, 'text') ?? wordsIn(content, 'answer'),
    answer: full.providerAnswer ?? null,
    content,
    masked: view === 'masked' && Object.values(content).includes(MASKED_WORD),
    erased: false,
  };
}

function wordsIn(content: Record<string, unknown>, name: string): string | null {
  const value = content[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function namesOf(tx: Tx, actorIds: ReadonlySet<string>): Promise<Map<string, string>> {
  const ids = [...actorIds].filter((id) => UUID.test(id));
  const users = await tx.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map([...users.map(({ id, name }): [string, string] => [id, name]), [SYSTEM_ACTOR, '系统']]);
}
