import type { Contact } from '../db/generated/client';
import type { StatedTime } from '../domain/contact-rules';
import type { RenderedText } from '../messaging/texts';
import type { Recipient } from './claim-locks';
import type { PrintedNotice } from './printed-notice';

/** Why a contact may not be made now, though it may be later. */
export type DeferReason =
  | 'FRESHNESS'
  | 'PAUSED'
  | 'PERSON_HELD'
  | 'COMMAND_PENDING'
  | 'RELEASE_DAY'
  | 'WINDOW'
  | 'ADDRESS_IN_DOUBT'
  | 'PROVIDER'
  | 'TEXT'
  | BudgetReason;
export type BudgetReason =
  | 'PER_DAY'
  | 'PER_7_DAYS'
  | 'PER_30_DAYS'
  | 'AUTOMATIC_SPACING'
  | 'ATTEMPTS_PER_DAY'
  | 'ATTEMPTS_PER_7_DAYS'
  | 'ATTEMPTS_PER_30_DAYS'
  | 'FORMAL_PER_30_DAYS';

/** Why it is not made at all. */
export type SupersededWhy =
  | 'NOT_PENDING'
  | 'NO_RESEND'
  | 'CASE_CLOSED'
  | 'ACCOUNT_MERGED'
  | 'BELOW_MINIMUM'
  | 'OTHER_CHANNEL'
  | 'CARE'
  | 'NO_THANKS'
  | 'TOO_LATE';

export type Refused =
  | { kind: 'SUPERSEDED'; why: SupersededWhy }
  | { kind: 'NOTHING_OWED' }
  | { kind: 'HELD'; holdIds: string[] }
  | { kind: 'AWAITING_RELEASE'; waveId: string | null; until: number }
  /** `ref`: the row that it waits for */
  | { kind: 'DEFERRED'; until: number; reason: DeferReason; ref: string | null }
  | { kind: 'NO_CHANNEL' };

export type ClaimAnswer =
  | Refused
  /** The committed row by which the act starts, with what is to be sent or put into a person's hand */
  | { kind: 'CLAIMED'; contact: Contact; recipient: Recipient | null; to: string | null; text: RenderedText }
  /** The act has its outcome */
  | { kind: 'ALREADY'; contact: Contact }
  /** Claimed, without outcome, and it is too early to ask; `until` on the community's clock */
  | { kind: 'IN_DOUBT'; contact: Contact; until: number }
  /** Claimed, called, and its time is over: the provider is to be asked */
  | { kind: 'TO_BE_ASKED'; contact: Contact };

/** A person who presses 开始. */
export type PersonClaims = {
  userId: string;
  second: { id: string | null; name: string | null } | null;
  exemptionId: string | null;
  statedTime: StatedTime | null;
  /** The number that he chose; null: the first in order */
  addressIndex: string | null;
  /** The notice that lies printed before him: it is what goes out */
  printed?: PrintedNotice | null;
};
