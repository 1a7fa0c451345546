import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { timelineItemSchema } from '../api/schemas/case';
import { communitySchema } from '../api/schemas/community';
import { verifyReportSchema } from '../api/schemas/evidence';
import type { Client } from '../cli/client';
import type { Context } from '../context';
import { type CivilDay, civilDay } from '../domain/civil-day';
import type { Level } from '../domain/vocabulary';
import type { CloseReason } from '../machine/vocabulary';
import { standard } from '../policy/standard';
import { DemoClock } from './demo/clock';
import { Desk } from './demo/desk';
import { type Breach, type Counted, countContacts, findBreaches } from './demo/laws';
import { ledgerFile } from './demo/ledger-file';
import { Office } from './demo/office';
import { Owner } from './demo/owner';
import { photo } from './demo/photo';
import { Screen } from './demo/screen';
import { Staff } from './demo/staff';
import { STORIES } from './demo/stories';
import type { Story } from './demo/story';
import { type CaseRow, Watch } from './demo/watch';

const ZONE = 'Asia/Shanghai';
/** A Wednesday, 83 days before the referrals of September are proposed, and no holiday in between. */
const AS_OF = civilDay('2026-06-24');
/** Whoever has not come to his ending by then never will: referrals are proposed again in December, on day 174. */
const LAST_DAY = 205;
const LOOK_MS = 300;
const WAVES_EVERY_MS = 1_000;

export type DemoOptions = {
  /** An administrator, who makes the community and is not in it afterwards */
  admin: Client;
  /** The same database as the server's, for the checks at the end */
  context: Pick<Context, 'db'>;
  /** One line of what is happening */
  print: (line: string) => void;
  /** Those of these rooms only; default: all */
  rooms?: readonly string[];
  /** How long a day lasts; default: 1, as many as fit into two minutes */
  secondsPerDay?: number;
};

export type SeenCase = { path: number[]; ending: string | null };

export type DemoAccount = {
  room: string;
  zh: string;
  en: string;
  cases: SeenCase[];
  contacts: Counted;
  asExpected: boolean;
};

export type DemoSummary = {
  ok: boolean;
  community: string;
  communityId: string;
  days: number;
  seconds: number;
  accounts: DemoAccount[];
  levelsSeen: number[];
  endingsSeen: string[];
  evidence: { whole: boolean; entries: number; files: number; found: number };
  breaches: Breach[];
  problems: string[];
};

const imported = z.object({ id: z.uuid(), status: z.string() });
const made = communitySchema.pick({ id: true, name: true });

/** Before it nothing could be sent: the manager approves the texts, counsel what the manager may not. */
async function approveTexts(staff: Staff, base: string): Promise<void> {
  for (const role of ['manager', 'counsel'] as const)
    await staff.of(role).client.post(`${base}/texts/approve-built-in`, z.unknown());
}

/**
 * A community of demonstration of its own, on a clock of a second a day: a small ledger is taken over and released, and scripted staff act
 * through the API until every level and every kind of ending were seen. Nothing is done behind the API's back; the database is only read,
 * at the end, to see whether anybody was asked who should not have been.
 */
export async function runDemo(options: DemoOptions): Promise<DemoSummary> {
  const startedAt = Date.now();
  const { secondsPerDay = 1 } = options;
  const stories = STORIES.filter(({ room }) => !options.rooms || options.rooms.includes(room));
  const screen = new Screen(options.print);
  const suffix = Date.now().toString(36);
  const community = await options.admin.post('/api/communities', made, {
    name: `演示花园 ${suffix}`,
    companyName: '安和物业',
    servicePhone: '0571-88880000',
    zone: ZONE,
    demonstration: { asOf: AS_OF, secondsPerDay },
  });
  const base = `/api/communities/${community.id}`;
  const buildings = [...new Set(stories.map(({ room }) => room.split('-')[0] ?? ''))];
  const staff = await Staff.hire(options.admin, base, suffix, buildings);
  await approveTexts(staff, base);
  screen.note(
    `演示小区「${community.name}」已建好，人员到岗；一天 ${secondsPerDay} 秒，时间停在 ${AS_OF} 09:30`,
    'made, staffed; its clock stands',
  );
  await importLedger(staff, base, community.name, stories, screen);
  await untilOpened(staff, base, stories.length);
  await fillDossier(staff, base);
  await release(staff, base, screen);

  const clock = await DemoClock.read(staff.of('manager').client, base, {
    asOf: AS_OF,
    zone: ZONE,
    secondsPerDay,
  });
  screen.startClock(clock);
  const played = await play({ staff, base, clock, screen, stories });
  return conclude(options.context, {
    community,
    staff,
    base,
    clock,
    stories,
    startedAt,
    problems: played.problems,
    cases: played.cases,
  });
}

// ── Before the first day ───────────────────────────────────────────────────────────────────────────────────────────────

async function importLedger(
  staff: Staff,
  base: string,
  community: string,
  stories: readonly Story[],
  screen: Screen,
): Promise<void> {
  const form = new FormData();
  form.set('kind', 'ledger');
  form.set('asOf', AS_OF);
  form.set('file', new Blob([ledgerFile(community, AS_OF, stories)], { type: 'text/csv' }), '欠费台账.csv');
  const { client } = staff.of('finance');
  const previewed = await client.post(`${base}/imports`, imported, form);
  const accepted = await client.post(`${base}/imports/${previewed.id}/accept`, imported, {});
  screen.note(
    `财务导入欠费台账：${stories.length} 户（${accepted.status}）`,
    'the ledger is imported and taken over',
  );
}

/** What a referral cannot be without: the contract, the owners' committee, who the owners are. */
async function fillDossier(staff: Staff, base: string): Promise<void> {
  const { client } = staff.of('manager');
  const form = new FormData();
  const contract = { kind: 'contract', title: '前期物业服务合同', validFrom: '2015-01-01' };
  for (const [name, value] of Object.entries({ commandId: randomUUID(), ...contract })) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(photo(1))], { type: 'image/png' }), '合同.png');
  await client.post(`${base}/documents`, z.unknown(), form);
  const urging = { commandId: randomUUID(), state: 'none_formed', onDay: AS_OF };
  await client.post(`${base}/committee-urgings`, z.unknown(), urging);
  const { items } = await client.get(`${base}/cases`, casesSchema, { limit: 500 });
  for (const { id } of items) {
    await client.post(`${base}/cases/${id}/id-number`, z.unknown(), { idNumber: 'E12345678' });
  }
}

const casesSchema = z.object({ items: z.array(z.object({ id: z.uuid() })) });

async function untilOpened(staff: Staff, base: string, accounts: number): Promise<void> {
  const { client } = staff.of('manager');
  const opened = z.object({ items: z.array(z.object({ state: z.string() })) });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { items } = await client.get(`${base}/cases`, opened, { limit: 500 });
    if (items.length >= accounts && items.every(({ state }) => state !== 'opening')) return;
    await sleep(200);
  }
  throw new Error('not every account in arrears has got its case');
}

async function release(staff: Staff, base: string, screen: Screen): Promise<void> {
  const released = z.object({
    items: z.array(z.object({ days: z.array(z.object({ accounts: z.number() })) })),
  });
  const { items } = await staff.of('manager').client.post(`${base}/waves/release`, released, {});
  const accounts = items.flatMap(({ days }) => days).reduce((sum, day) => sum + day.accounts, 0);
  screen.note(
    `负责人放行首批 ${accounts} 户，时间开始走动`,
    'the manager releases the first wave: the clock goes',
  );
}

// ── The days ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type Play = { staff: Staff; base: string; clock: DemoClock; screen: Screen; stories: readonly Story[] };

async function play({
  staff,
  base,
  clock,
  screen,
  stories,
}: Play): Promise<{ problems: string[]; cases: CaseRow[] }> {
  const problems: string[] = [];
  const desk = new Desk(staff, base, clock, (room, zh, en) => screen.say(room, zh, en));
  const watch = new Watch(staff.of('manager').client, base, clock, LAST_DAY, (before, now) =>
    screen.changed(before, now),
  );
  const office = new Office(desk, staff, (room) => stories.find((story) => story.room === room));
  const ended = new AbortController();
  const beside = [
    office.work(ended.signal),
    forever(ended.signal, LOOK_MS, async () => {
      await watch.look();
      screen.status(watch);
    }),
    forever(ended.signal, WAVES_EVERY_MS, async () => {
      const accounts = await desk.releaseWaves();
      if (accounts > 0) screen.note(`周主管放行新单 ${accounts} 户`, 'the supervisor releases a new wave');
    }),
  ];
  const told = stories.map(async (story) => {
    const owner = new Owner(story, desk, watch);
    try {
      await story.owner?.(owner);
      await owner.until('its ending', (row) => row.status === 'closed');
    } catch (error) {
      problems.push(`${story.room}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  await Promise.race([Promise.all(told), Promise.all(beside)]);
  ended.abort();
  await Promise.all(beside);
  problems.push(...office.troubles);
  return { problems, cases: [...watch.cases.values()] };
}

async function forever(until: AbortSignal, everyMs: number, act: () => Promise<void>): Promise<void> {
  while (!until.aborted) {
    await act();
    await sleep(everyMs);
  }
}

// ── What was seen ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Conclude = {
  community: z.infer<typeof made>;
  staff: Staff;
  base: string;
  clock: DemoClock;
  stories: readonly Story[];
  startedAt: number;
  problems: string[];
  cases: CaseRow[];
};

async function conclude(
  context: Pick<Context, 'db'>,
  { community, staff, base, clock, stories, startedAt, problems, cases }: Conclude,
): Promise<DemoSummary> {
  const days = clock.dayNumber();
  const contacts = await countContacts(context, community.id);
  const breaches = await findBreaches(context, community.id, standard.ladder.settlement.toleranceFen);
  const evidence = await staff.of('auditor').client.post(`${base}/evidence/verify`, verifyReportSchema, {});
  const accounts: DemoAccount[] = [];
  for (const story of stories) {
    const own = cases.filter(({ label }) => label === story.room).sort((a, b) => (a.id < b.id ? -1 : 1));
    const seen = await Promise.all(own.map((row) => levelsOf(staff.of('manager').client, base, row)));
    accounts.push({
      room: story.room,
      zh: story.zh,
      en: story.en,
      cases: seen,
      contacts: contacts.get(story.room) ?? { messages: 0, spoken: 0, papers: 0, attempts: 0 },
      asExpected: isAsTold(seen, story),
    });
  }
  const all = accounts.flatMap((account) => account.cases);
  const levelsSeen = [...new Set(all.flatMap(({ path }) => path))].sort();
  const endingsSeen = [...new Set(all.flatMap(({ ending }) => (ending === null ? [] : [ending])))].sort();
  for (const { room, asExpected, cases: seen } of accounts) {
    if (!asExpected) problems.push(`${room}: ${JSON.stringify(seen)} is not what its story promises`);
  }
  return {
    ok: problems.length === 0 && breaches.length === 0 && evidence.whole,
    community: community.name,
    communityId: community.id,
    days,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    accounts,
    levelsSeen,
    endingsSeen,
    evidence: {
      whole: evidence.whole,
      entries: evidence.entries,
      files: evidence.files,
      found: evidence.found,
    },
    breaches,
    problems,
  };
}

/** On a busy machine an owner may be late and a level further; what his story shows must have been seen all the same. */
function isAsTold(seen: readonly SeenCase[], { cases }: Story): boolean {
  if (seen.length !== cases.length) return false;
  return cases.every(({ path, ending }, index) => {
    const one = seen[index];
    if (!one || one.ending !== ending) return false;
    let from = 0;
    return path.every((level) => {
      const at = one.path.indexOf(level, from);
      from = at + 1;
      return at >= 0;
    });
  });
}

const levelContent = z.object({ level: z.number() });

/** The levels that a case entered, as its evidence has them. */
async function levelsOf(client: Client, base: string, row: CaseRow): Promise<SeenCase> {
  const items = await client.all(`${base}/cases/${row.id}/timeline`, timelineItemSchema);
  const path = items
    .filter(({ kind }) => kind === 'level')
    .map(({ content }) => levelContent.parse(content).level);
  return { path, ending: row.closeReason };
}

/** What the demonstration as a whole promises: all levels, and every kind of ending that there is by now. */
export function promised(): { levels: Level[]; endings: CloseReason[]; asOf: CivilDay } {
  const cases = STORIES.flatMap((story) => story.cases);
  return {
    levels: [...new Set(cases.flatMap(({ path }) => path))].sort(),
    endings: [...new Set(cases.map(({ ending }) => ending))].sort(),
    asOf: AS_OF,
  };
}
