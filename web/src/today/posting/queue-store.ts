import { createStore, del, entries, get, set } from 'idb-keyval';

/** What happened at a door, kept on the phone until the server has it: under its own id, so that twice is once. */
export type Queued = {
  commandId: string;
  communityId: string;
  number: string;
  label: string;
  outcome: 'posted' | 'not_possible';
  note: string | null;
  /** On the community's clock; null: it was started under the gate, and the server knows when */
  at: number | null;
  /** Real time, for people to read */
  queuedAt: number;
  photo: { bytes: ArrayBuffer; type: string } | null;
  /** Why the server did not take it; null: not tried, or no network yet */
  refused: { zh: string; en: string } | null;
};

const letters = createStore('cuijiao-posting', 'letters');
const lists = createStore('cuijiao-lists', 'lists');

export async function queuedOf(communityId: string): Promise<Queued[]> {
  const all = (await entries<string, Queued>(letters)).map(([, queued]) => queued);
  return all.filter((one) => one.communityId === communityId).sort((a, b) => a.queuedAt - b.queuedAt);
}

export function keepQueued(queued: Queued): Promise<void> {
  return set(queued.commandId, queued, letters);
}

export function dropQueued(commandId: string): Promise<void> {
  return del(commandId, letters);
}

/** The walk's list as it was read last, for a stairwell. */
export function keepList<List>(key: string, list: List): Promise<void> {
  return set(key, list, lists);
}

export function keptList<List>(key: string): Promise<List | undefined> {
  return get<List>(key, lists);
}
