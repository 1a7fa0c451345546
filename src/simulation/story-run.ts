import { channelOfTask } from '../cases/step-plan';
import { CHANNELS, isWorkedByStaff } from '../domain/channel';
import { chineseCalendar } from '../domain/chinese-calendar';
import {
  addDays,
  type CivilDay,
  civilDay,
  instantAt,
  minutesOf,
  partsOf,
  startOfDay,
  timeOfDaySchema,
} from '../domain/civil-day';
import { AccountWorld } from './account-world';
import { ContactData } from './contact-data';
import { MemoryLedger } from './memory-ledger';
import { policyOf, readStory } from './read-story';
import { IN_VAIN } from './staff';
import { type StoryAnswer, StoryBook, type StoryRefusal } from './story-answer';
import { chargeOf, type MomentEvent, StoryTeller, sentenceOf } from './story-apply';
import type { StoryEvent } from './story-event-schema';
import type { Story } from './story-schema';
import { advanceTo, catchUp, diligentStaff, type Staff } from './timeline';
import { fairConditions } from './world-conditions';

/** What comes at an instant: a word to the account, or a switch of what is so around it. */
type Coming = { at: number; order: number; isSwitch: boolean; come(): void };

/** A day that has no time of its own is meant at noon: after the scan, before the evening's work. */
const NOON_MINUTES = 12 * 60;

/**
 * Tells a story: the machine, `planNext` and the gates of the product, with one account in memory, from its first day to its last. No clock
 * and no chance in it.
 *
 * @throws {UserError} STORY_INVALID
 */
export function runStory(document: unknown): StoryAnswer {
  const story = readStory(document);
  return new StoryRun(story).answer();
}

class StoryRun {
  private readonly world: AccountWorld;
  private readonly teller: StoryTeller;
  private readonly book: StoryBook;
  private readonly refused: StoryRefusal[] = [];
  /** Told while the system was down, heard when it is up */
  private readonly waiting: Coming[] = [];
  private readonly staff: Staff | null;

  constructor(private readonly story: Story) {
    this.world = worldOf(story);
    this.teller = new StoryTeller(this.world, !story.released);
    this.book = new StoryBook(this.world);
    this.staff = story.staff.works ? staffOf(story) : null;
    if (story.takenOver) {
      const { level, cause, withCounsel } = story.takenOver;
      const basis = { kind: 'declared', evidence: ['taken-over'] } as const;
      this.world.open({
        level,
        cause,
        withCounsel: withCounsel || level === 4,
        basis: { ...basis, evidence: [...basis.evidence] },
        holds: [],
      });
    }
  }

  answer(): StoryAnswer {
    const { world, story } = this;
    const coming = this.schedule();
    for (let day = story.from; day <= story.to; day = addDays(day, 1)) {
      const dayEnds = startOfDay(addDays(day, 1), world.zone);
      while (coming[0] && coming[0].at < dayEnds) {
        const next = coming.shift();
        if (!next) break;
        this.passTo(next.at);
        if (world.conditions.systemUp || next.isSwitch) next.come();
        else this.waiting.push(next);
      }
      this.passTo(dayEnds - 1);
      this.book.closeDay(day);
    }
    return {
      story: story.story,
      policy: policyOf(story.policy)?.name ?? '',
      from: story.from,
      to: story.to,
      refused: this.refused,
      days: this.book.days,
    };
  }

  private passTo(at: number): void {
    advanceTo(this.world, at, this.staff);
  }

  /** By the time at which the system hears of each; what is told for the same instant keeps the order of the file. */
  private schedule(): Coming[] {
    const coming = this.story.events.flatMap((event, index): Coming[] => {
      const at = this.instant(('knownAt' in event ? event.knownAt : undefined) ?? event.at);
      const from = (come: () => void, isSwitch: boolean): Coming => ({ at, order: index, isSwitch, come });
      switch (event.event) {
        case 'provider_failing':
        case 'system_down':
        case 'receipts_not_booked':
        case 'paused': {
          const off: Coming = { ...from(() => this.switchOff(event), true), at: this.endOf(event) };
          return [from(() => this.switchOn(event), true), off];
        }
        default:
          return [from(() => this.tell(event, index), false)];
      }
    });
    return coming.sort((a, b) => a.at - b.at || a.order - b.order);
  }

  private tell(event: MomentEvent, index: number): void {
    const code = this.teller.tell(event, index);
    if (code !== null) {
      this.refused.push({ event: index, at: event.at, what: event.event, code, ...sentenceOf(code) });
    }
  }

  private switchOn(event: Exclude<StoryEvent, MomentEvent>): void {
    const { conditions, today } = this.world;
    switch (event.event) {
      case 'provider_failing':
        for (const channel of channelsOf(event)) conditions.provider[channel] = event.how;
        return;
      case 'system_down':
        conditions.systemUp = false;
        return;
      case 'receipts_not_booked':
        conditions.bookedThroughOn = addDays(today, -1);
        return;
      case 'paused':
        conditions.pausedThroughOn = dayOf(event.to);
        return;
      default: {
        const never: never = event;
        throw new Error(`unknown switch: ${JSON.stringify(never)}`);
      }
    }
  }

  private switchOff(event: Exclude<StoryEvent, MomentEvent>): void {
    const { conditions } = this.world;
    switch (event.event) {
      case 'provider_failing':
        for (const channel of channelsOf(event)) delete conditions.provider[channel];
        if (conditions.systemUp) this.teller.opened('provider');
        return;
      case 'system_down':
        conditions.systemUp = true;
        for (const told of this.waiting.splice(0)) told.come();
        catchUp(this.world);
        return;
      case 'receipts_not_booked':
        conditions.bookedThroughOn = null;
        if (conditions.systemUp) this.teller.opened('freshness');
        return;
      case 'paused':
        conditions.pausedThroughOn = null;
        if (conditions.systemUp) this.teller.opened('pause');
        return;
      default: {
        const never: never = event;
        throw new Error(`unknown switch: ${JSON.stringify(never)}`);
      }
    }
  }

  private instant(moment: string): number {
    return instantAt(dayOf(moment), minutesOfMoment(moment, NOON_MINUTES), this.world.zone);
  }

  /** A pause stands to the end of its last day; everything else ends at its moment. */
  private endOf(event: Exclude<StoryEvent, MomentEvent>): number {
    if (event.event === 'paused') return startOfDay(addDays(dayOf(event.to), 1), this.world.zone);
    return this.instant(event.to);
  }
}

function dayOf(moment: string): CivilDay {
  return civilDay(moment.slice(0, 10));
}

function minutesOfMoment(moment: string, otherwise: number): number {
  const time = moment.slice(11);
  return time === '' ? otherwise : minutesOf(timeOfDaySchema.parse(time));
}

function channelsOf({ channels }: Extract<StoryEvent, { event: 'provider_failing' }>) {
  return channels ?? CHANNELS.filter((channel) => !isWorkedByStaff(channel));
}

function worldOf(story: Story): AccountWorld {
  const policy = policyOf(story.policy);
  if (!policy) throw new Error('a story that was read names a policy that is there');
  const ledger = new MemoryLedger(policy.rules.allocationOrder);
  for (const charge of story.charges) ledger.addCharge(chargeOf(charge));
  if (story.prepaidFen) ledger.credit(story.prepaidFen);
  const calendar = chineseCalendar({
    zone: story.zone,
    fromYear: partsOf(story.from)[0] - 1,
    // deadlines and batches reach into the years after
    throughYear: partsOf(story.to)[0] + 2,
  });
  return new AccountWorld({
    accountId: 'account-1',
    communityId: 'community-1',
    building: story.building ?? null,
    policy,
    calendar: { ...calendar, quiet: [...calendar.quiet, ...story.quietDays] },
    ledger,
    contacts: new ContactData(story.contacts, story.room),
    conditions: { ...fairConditions(story.released ? story.from : null), careMark: story.careMark ?? null },
    now: startOfDay(story.from, story.zone),
  });
}

/** Staff do everything at once, and come back with what the story says of their channel. */
function staffOf({ staff: { outcomes } }: Story): Staff {
  return (key, pending, world) => {
    const channel = pending.task === null ? null : channelOfTask(pending.task);
    if (channel === null) return diligentStaff(key, pending, world);
    return world.contactByStaff(key, pending, outcomes[channel] ?? IN_VAIN[channel]);
  };
}
