import type { Channel, ContactClass, ContactKind } from '../domain/channel';
import { CHANNELS } from '../domain/channel';
import { type CivilDay, civilDayOf } from '../domain/civil-day';
import type { EarlierContact } from '../domain/contact-budget';
import type { StepKey } from '../machine/step-key';

/** A claim that was made: the contact itself, with what the account owed when it was. Instants are the community's. */
export type ContactMade = {
  key: StepKey;
  at: number;
  class: ContactClass;
  channel: Channel;
  automatic: boolean;
  /** Which address: `phone-1`; null: the room itself */
  address: string | null;
  attempt: boolean;
  /** Posting and mailing of one notice are one formal service */
  piece: string | null;
  ledgerVersion: number;
  claimableFen: number;
  outcome: string;
};

export type ContactCount = { contacts: number; attempts: number };

/** Every contact that was claimed, for the budget, for planning and for who asks how often somebody was approached. */
export class ContactLog {
  readonly made: ContactMade[] = [];

  constructor(private readonly zone: string) {}

  earlier(): EarlierContact[] {
    return this.made.map((contact) => ({
      at: contact.at,
      class: contact.class,
      channel: contact.channel,
      kind: kindOfContact(contact),
      automatic: contact.automatic,
      addressHash: contact.address,
      ofPerson: true,
      piece: contact.piece,
    }));
  }

  /** Days on which every number was tried in vain since `since`, and since somebody last answered. */
  daysTriedInVain(since: number, phones: readonly string[]): CivilDay[] {
    if (phones.length === 0) return [];
    const calls = this.made.filter(({ channel, at }) => channel === 'call' && at >= since);
    const answeredAt = Math.max(0, ...calls.filter(({ attempt }) => !attempt).map(({ at }) => at));
    const inVain = calls.filter(({ at }) => at > answeredAt);
    const days = new Set(inVain.map(({ at }) => civilDayOf(at, this.zone)));
    return [...days].filter((day) =>
      phones.every((phone) =>
        inVain.some(({ at, address }) => civilDayOf(at, this.zone) === day && address === phone),
      ),
    );
  }

  /** Posted since `since`, and after it nobody spoke with us and no letter was mailed. */
  postedWithoutAnswer(since: number): boolean {
    const tries = this.byPeople(since);
    const posted = tries.findLast(({ channel }) => channel === 'post');
    if (!posted) return false;
    return !tries.some(({ at, attempt, channel }) => at > posted.at && !attempt && channel !== 'post');
  }

  /** The last letter came back, and there is another address: after one of his own the room itself, after the room only one found since. */
  letterCameBack(since: number, hasPostal: boolean): boolean {
    const last = this.byPeople(since).findLast(({ channel }) => channel === 'mail');
    return last?.outcome === 'returned' && (hasPostal || last.address !== null);
  }

  counts(): Record<Channel, ContactCount> {
    const counts = Object.fromEntries(
      CHANNELS.map((channel) => [channel, { contacts: 0, attempts: 0 }]),
    ) as Record<Channel, ContactCount>;
    for (const contact of this.made) {
      if (contact.class === 'service') continue;
      counts[contact.channel][contact.attempt ? 'attempts' : 'contacts'] += 1;
    }
    return counts;
  }

  private byPeople(since: number): ContactMade[] {
    return this.made.filter(({ at, channel }) => at >= since && channel !== 'sms' && channel !== 'email');
  }
}

function kindOfContact({ attempt }: ContactMade): ContactKind {
  return attempt ? 'attempt' : 'contact';
}
