import type { Channel } from '../../domain/channel';
import { addDays, type CivilDay } from '../../domain/civil-day';
import { type Fen, fen } from '../../domain/money';
import type { Assumptions } from './assumptions';
import type { Resident } from './resident';

/** What a contact makes an owner do. Every throw is his own, so that nobody else's life changes it. */
export type Deed =
  | { does: 'pays'; on: CivilDay; share: number }
  | { does: 'promises'; on: CivilDay; keeps: boolean }
  | { does: 'complains' };

type Asked = 'message' | 'call' | 'notice' | 'visit' | 'lawyer';

const ASKED_BY: Record<Channel, Asked> = {
  sms: 'message',
  email: 'message',
  wechat: 'message',
  call: 'call',
  visit: 'visit',
  post: 'notice',
  mail: 'notice',
};

export function askedBy(channel: Channel): Asked {
  return ASKED_BY[channel];
}

/** Promises are for a day some way ahead. */
const PROMISED_AHEAD_DAYS = { from: 3, to: 20 };

/** What he does because of one contact that reached him; null: nothing. */
export function deedOf(
  resident: Resident,
  asked: Asked,
  today: CivilDay,
  { paysAfterDays }: Assumptions,
): Deed | null {
  const { random, reaction } = resident;
  const spoken = asked === 'call' || asked === 'visit';
  if (spoken && random.happens(reaction.complains)) return { does: 'complains' };
  if (random.happens(reaction.pays[asked])) {
    const on = addDays(
      today,
      random.between(paysAfterDays.from, Math.max(paysAfterDays.from, paysAfterDays.to)),
    );
    return { does: 'pays', on, share: shareOf(resident) };
  }
  if (spoken && random.happens(reaction.promises)) {
    const on = addDays(today, random.between(PROMISED_AHEAD_DAYS.from, PROMISED_AHEAD_DAYS.to));
    return { does: 'promises', on, keeps: random.happens(reaction.keeps) };
  }
  return null;
}

/** All of it, or a part of those who pay in part. */
export function shareOf({ random, reaction }: Resident): number {
  return random.happens(reaction.partly) ? 0.3 + 0.4 * random.next() : 1;
}

export function partOf(overdueFen: Fen, share: number): Fen {
  return share >= 1 || overdueFen === 0 ? overdueFen : fen(Math.max(1, Math.floor(overdueFen * share)));
}

/** Months until somebody pays whom nobody asked, counted from when he came to owe. */
export function unaskedAfterDays({ random, reaction }: Resident, mostMonths: number): number | null {
  for (let month = 0; month < mostMonths; month += 1) {
    if (random.happens(reaction.unaskedPerMonth)) return month * 30 + random.between(1, 30);
  }
  return null;
}
