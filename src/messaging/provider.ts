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

/**
 * Why nothing was sent, as far as it decides what follows: the address is no good, its owner wants none, the text is not taken, the
 * account has no money or right, not now, or our request is wrong.
 */
export type RefusalClass = 'dead_number' | 'opted_out' | 'template' | 'account' | 'deferred' | 'bug';

export type SendAnswer =
  | { kind: 'accepted'; ref: string; answer: Record<string, unknown> }
  /** `code`: the provider's own, free of personal data. `untilReal`: not before, real time. */
  | { kind: 'refused'; class: RefusalClass; code: string; untilReal?: number };

export type LookupAnswer =
  | { kind: 'found'; ref: string; delivered: boolean; answer: Record<string, unknown> }
  /** It was never taken: the provider says so, we do not guess */
  | { kind: 'nothing' }
  | { kind: 'cannot_ask' };

/** A way out. Both methods may throw `PassingError` when nobody answers; a `send` that throws leaves its result unknown. */
export interface Provider {
  readonly name: string;
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
}
