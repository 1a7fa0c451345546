import type { Calendar } from '../domain/calendar';
import type { Channel } from '../domain/channel';
import type { CivilDay } from '../domain/civil-day';
import type { ContactRules } from '../domain/contact-rules';
import type { PaidOn } from '../domain/instalment-plan';
import type { Ladder } from '../domain/ladder';

/**
 * What `planNext` needs beside the snapshot: read from Postgres for a case, generated for a simulation. Plain data, so that the release
 * list, the portal, the simulation and the driver all ask the same pure function.
 */
export type Facts = {
  /** Of the policy version that the case is pinned to */
  ladder: Ladder;
  /** Of the current version: windows, quiet days, budget are always the current ones */
  contact: ContactRules;
  calendar: Calendar;
  accountId: string;
  building: string | null;
  careMark: string | null;
  /** Oldest claimable charge that is not fresh; drives the level */
  oldestDueOn: CivilDay | null;
  claimableFen: number;
  principalFen: number;
  /** Billing periods owed */
  periodsOwed: number;
  /** 本期新账单: the due date of the oldest, whose review the supervisor has after the policy's days */
  oldestFreshDueOn: CivilDay | null;
  /** Usable addresses by channel, in the order in which they would be taken */
  usableChannels: Channel[];
  /** Days on which every number was tried in vain since the level was entered (attempts in evidence) */
  daysTriedInVain: CivilDay[];
  /** Receipts are complete up to this day */
  bookedThrough: CivilDay | null;
  /** Booked since each promise or plan began, by hold id */
  paidSinceFen: Record<string, number>;
  /** The same by the day on which it was received; left out: all of it counts as in time */
  paidOnDays?: Record<string, readonly PaidOn[]>;
  /** The oldest objection to an amount that stands unanswered */
  amountDispute?: { id: string; answerDueOn: CivilDay; byId: string | null } | null;
  /** The earlier reading of the limitation date over all charges */
  limitationOn: CivilDay | null;
  /** A posted notice stayed without answer */
  postedWithoutAnswer: boolean;
  /** The owner died, and neither an administrator of his estate nor an heir is known */
  isNobodyLiable?: boolean;
  /** The owner is not behind that door: it is let, or sold. What is posted there is not in his hands, so he has a letter. */
  livesElsewhere?: boolean;
  /** The last letter that was mailed came back, and there is another address to send one to */
  letterCameBack: boolean;
};
