import type { Channel } from '../domain/channel';

/** Channels that leave by themselves; everything else is done by a person. */
export type MessageChannel = Extract<Channel, 'sms' | 'email'>;

/** One message to one person. `stepKey` goes to the provider with it, so that it can be asked what became of it. */
export type Message = {
  stepKey: string;
  communityId: string;
  accountId: string;
  channel: MessageChannel;
  to: string;
  subject: string | null;
  /** As the person reads it, signature included */
  text: string;
  /** The approved template behind it and its variables in order, for providers that take no free text */
  template: { id: string; params: string[] };
  /** The community's instant of the claim, epoch milliseconds */
  at: number;
};

/** Why nothing was sent, as far as it decides what follows. */
export type RefusalClass =
  /** The address is no good */
  | 'dead_number'
  /** This channel does not go to this address, though it may well exist */
  | 'unreachable'
  /** Its owner wants none */
  | 'opted_out'
  /** The text is not taken */
  | 'template'
  /** The account has no money, or no right: nothing goes out through it */
  | 'account'
  /** The address has had its share for now */
  | 'deferred'
  /** The account has had its share for now */
  | 'channel_deferred'
  /** Our request is wrong */
  | 'bug'
  /** A word that this version does not know */
  | 'unknown';

export type SendAnswer =
  | { kind: 'accepted'; ref: string; answer: Record<string, unknown> }
  /**
   * It could not be reached, or had no time before anything of this message was handed over: the act was not called, the channel rests for
   * a while, and the claim is then made anew. Only where that is certain.
   */
  | { kind: 'unavailable'; code: string }
  /** `code`: the provider's own, free of personal data. `untilReal`: not before, real time. */
  | { kind: 'refused'; class: RefusalClass; code: string; untilReal?: number };

export type LookupAnswer =
  | { kind: 'found'; ref: string; delivered: boolean; answer: Record<string, unknown> }
  /** It was taken, and did not arrive */
  | { kind: 'failed'; ref: string; failure: DeliveryFailure; answer: Record<string, unknown> }
  /** It came, and was not taken */
  | { kind: 'refused'; class: RefusalClass; code: string; untilReal?: number }
  /** It was never taken: the provider says so, we do not guess */
  | { kind: 'nothing' }
  | { kind: 'cannot_ask' };

/** Why a message that was taken did not arrive, and what follows: the address is dead, the carrier does not let the text pass, or nothing. */
export type DeliveryFailure = { code: string; means: 'dead_number' | 'template' | null };

/** What a provider said later of a message that it had taken. */
export type Receipt = {
  /** The provider's own number of the message */
  ref: string;
  state: 'delivered' | 'failed';
  code: string;
  failure: DeliveryFailure | null;
  /** When it arrived or failed, real time; null: not said */
  realAt: number | null;
};

/** A text as it would go out, signature included, with the variables that the provider is given */
export type OutgoingText = { templateId: string; text: string; params: string[] };

/** Why a provider cannot be used by a community as things stand, in words for its administrator. */
export type NotReady = { code: 'SETTINGS' | 'SECRET' | 'COMPANY'; zh: string; en: string };

/** What of a community's row decides whether a provider is ready for it. */
export type ProviderOwner = { messaging: unknown; companyName: string };

/** A way out. Both methods may throw `PassingError` when nobody answers; a `send` that throws leaves its result unknown. */
export interface Provider {
  readonly name: string;
  /** What it carries; not given: both */
  readonly channels?: readonly MessageChannel[];
  /** Settings or secrets are missing: the channel is then closed, with this reason. Not given: always ready. */
  notReady?(owner: ProviderOwner): NotReady | null;
  /**
   * The text as it reaches the person through this community's account, or why it cannot. Asked within the claim, before its row is
   * written, so it does no I/O. A provider without it takes every text as it is.
   *
   * @param messaging the community's settings, as its row keeps them
   */
  fit?(messaging: unknown, text: OutgoingText): { ok: true; text: string } | { ok: false; problem: string };
  /** @param signal aborted at the end of the claim's lease: from then on the result is unknown */
  send(message: Message, signal: AbortSignal): Promise<SendAnswer>;
  /** @param sinceReal the call was begun at or after this real instant */
  lookup(question: {
    stepKey: string;
    channel: MessageChannel;
    to: string;
    sinceReal: number;
    signal: AbortSignal;
  }): Promise<LookupAnswer>;
  /**
   * The receipt of a message that was taken and whose receipt did not come by itself. A provider without it cannot be asked.
   *
   * @returns null while there is none
   */
  receiptOf?(question: {
    ref: string;
    to: string;
    sinceReal: number;
    signal: AbortSignal;
  }): Promise<Receipt | null>;
}
