import type { Contact, PaperItem } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { groupBy } from '../ledger/group-by';

/**
 * Where a letter is. Not kept but read off what became of its contact and its task, so that taking an outcome back, or a payment that
 * withdraws the task, needs nobody to say it here as well.
 */
export const ITEM_STATES = ['printed', 'started', 'out', 'not_possible', 'take_back', 'void'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export const ITEM_STATE_WORDS: Record<ItemState, string> = {
  printed: '待送出',
  started: '送出中',
  out: '已送出',
  not_possible: '未能送出',
  take_back: '收回，不要送出',
  void: '已作废',
};

export type ItemContact = Pick<Contact, 'id' | 'outcome' | 'attempt' | 'claimedAt' | 'byId' | 'ruleBreach'>;

/** The contact that counts: the latest that was not taken back. */
export function contactOf(contacts: readonly ItemContact[]): ItemContact | null {
  const made = contacts.filter(({ outcome }) => outcome !== 'not_called');
  return made.reduce<ItemContact | null>(
    (latest, one) => (latest === null || one.claimedAt >= latest.claimedAt ? one : latest),
    null,
  );
}

export function stateOf(
  item: Pick<PaperItem, 'voidedAt'>,
  contact: Pick<ItemContact, 'outcome'> | null,
  taskStatus: string | null,
): ItemState {
  if (contact?.outcome === 'claimed') return 'started';
  if (contact && contact.outcome !== 'failed') return 'out';
  if (item.voidedAt !== null) return 'void';
  if (contact) return 'not_possible';
  return taskStatus === 'open' || taskStatus === 'started' ? 'printed' : 'take_back';
}

export type ItemWithState = PaperItem & { contact: ItemContact | null; state: ItemState };

/** In their order, with where each is. */
export async function itemsWithState(tx: Tx, items: readonly PaperItem[]): Promise<ItemWithState[]> {
  const contacts = await tx.contact.findMany({
    where: { paperItemId: { in: items.map(({ id }) => id) } },
    select: {
      id: true,
      outcome: true,
      attempt: true,
      claimedAt: true,
      byId: true,
      ruleBreach: true,
      paperItemId: true,
    },
  });
  const tasks = await tx.task.findMany({
    where: { id: { in: items.map(({ taskId }) => taskId) } },
    select: { id: true, status: true },
  });
  const statusOf = new Map(tasks.map(({ id, status }) => [id, status]));
  const byItem = groupBy(contacts, ({ paperItemId }) => paperItemId ?? '');
  return items.map((item) => {
    const contact = contactOf(byItem.get(item.id) ?? []);
    return { ...item, contact, state: stateOf(item, contact, statusOf.get(item.taskId) ?? null) };
  });
}

/** Letters that still count, whatever became of them. */
export function standing<Item extends { state: ItemState }>(items: readonly Item[]): Item[] {
  return items.filter(({ state }) => state !== 'void');
}
