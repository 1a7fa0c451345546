import type { FieldCipher } from '../../db/field-cipher';
import { contentDigest, entryHash, genesisHash } from '../chain';
import type { Problem } from './finding';

export type ChainAccount = { accountId: string; label: string | null; zone: string };

/** One entry of a chain as it lies in the database, with what became of its content. */
export type StoredEntry = {
  accountId: string;
  seq: number;
  communityId: string;
  caseId: string | null;
  key: string;
  kind: string;
  at: Date;
  realAt: Date;
  actorId: string;
  contentDigest: string;
  previous: string;
  hash: string;
  salt: string | null;
  contentSealed: string | null;
};

type Place = { seq: number; kind: string | null; at: Date | null };
export type ChainProblem = { problem: Problem } & Place;

/** What a chain check learns of one entry: what is wrong, and its content where that is as it was written. */
export type EntryVerdict = { problems: ChainProblem[]; content: unknown };

/**
 * Walks one account's chain from its first entry. After something wrong it goes on from what is there, so that one changed entry is
 * one finding and not as many as there are after it. Erasures are named by later entries: what is gone is asked for at the end.
 */
export function chainCheck(accountId: string, cipher: Pick<FieldCipher, 'open'>) {
  let last: (Place & { hash: string }) | null = null;
  let wasWrong = false;
  let erased = 0;
  const gone = new Map<number, Place>();

  function checkLink(entry: StoredEntry): ChainProblem[] {
    const expected = (last?.seq ?? 0) + 1;
    const previous = last?.hash ?? genesisHash(accountId);
    if (entry.seq !== expected) return missing(expected, entry.seq - 1);
    if (entry.previous === previous) return [];
    // Whoever changes an entry and computes its hash anew is betrayed by the one that follows it; the first follows nothing.
    if (last === null) return [{ problem: 'ENTRY_CHANGED', ...placeOf(entry) }];
    return wasWrong ? [] : [{ problem: 'ENTRY_REWRITTEN', ...last }];
  }

  function checkItself(entry: StoredEntry): ChainProblem[] {
    const hash = entryHash({ ...entry, atMs: entry.at.getTime(), realAtMs: entry.realAt.getTime() });
    return hash === entry.hash ? [] : [{ problem: 'ENTRY_CHANGED', ...placeOf(entry) }];
  }

  return {
    entry(entry: StoredEntry): EntryVerdict {
      const itself = checkItself(entry);
      // an entry that is wrong itself says nothing about the one before it
      const linked = checkLink(entry).filter(
        ({ problem }) => itself.length === 0 || problem === 'ENTRY_MISSING',
      );
      const content = openContent(entry, cipher);
      const problems = [...linked, ...itself];
      if (content.kind === 'gone') gone.set(entry.seq, placeOf(entry));
      if (content.kind === 'changed') problems.push({ problem: 'CONTENT_CHANGED', ...placeOf(entry) });
      last = { ...placeOf(entry), hash: entry.hash };
      wasWrong = itself.length > 0;
      if (content.kind !== 'whole') return { problems, content: null };
      if (entry.kind === 'erased' && itself.length === 0) {
        for (const seq of seqsOf(content.value)) if (gone.delete(seq)) erased += 1;
      }
      return { problems, content: content.value };
    },
    /** What is gone and no later entry accounts for; `erased` counts what one does account for. */
    end(): { problems: ChainProblem[]; lastSeq: number; erased: number } {
      const problems = [...gone.values()].map(
        (place): ChainProblem => ({ problem: 'CONTENT_MISSING', ...place }),
      );
      return { problems, lastSeq: last?.seq ?? 0, erased };
    },
  };
}

/** A hole of a million is told by its first hundred. */
export function missing(from: number, through: number): ChainProblem[] {
  const length = Math.min(through - from + 1, 100);
  return Array.from({ length }, (_, index) => ({
    problem: 'ENTRY_MISSING',
    seq: from + index,
    kind: null,
    at: null,
  }));
}

function placeOf({ seq, kind, at }: StoredEntry): Place {
  return { seq, kind, at };
}

type Content = { kind: 'whole'; value: unknown } | { kind: 'changed' } | { kind: 'gone' };

function openContent(entry: StoredEntry, cipher: Pick<FieldCipher, 'open'>): Content {
  if (entry.salt === null || entry.contentSealed === null) return { kind: 'gone' };
  try {
    const text = cipher.open(entry.contentSealed);
    if (contentDigest(entry.salt, text) !== entry.contentDigest) return { kind: 'changed' };
    return { kind: 'whole', value: JSON.parse(text) };
  } catch {
    return { kind: 'changed' };
  }
}

function seqsOf(content: unknown): number[] {
  const { seqs } = content as { seqs?: unknown };
  return Array.isArray(seqs) ? seqs.filter((seq): seq is number => typeof seq === 'number') : [];
}
