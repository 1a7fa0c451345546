import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { claimStep } from '../../../src/cases/claim';
import { openCases } from '../../../src/cases/open';
import { gatherStrays } from '../../../src/cases/strays';
import { releaseWave } from '../../../src/cases/waves';
import type { PauseScope } from '../../../src/communities/pause-scope';
import { setPause } from '../../../src/communities/pauses';
import { civilDay } from '../../../src/domain/civil-day';
import { acceptImport, previewImport } from '../../../src/ledger/imports';
import type { StepKey } from '../../../src/machine/step-key';
import { type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../../support/claim-world';

jest.setTimeout(120_000);

let world: ClaimWorld;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuijiao-ledger-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  world = await createClaimWorld();
});
afterEach(() => world.destroy());

const HEADINGS = '楼栋,单元,房号,业主姓名,费用项目,账期起,账期止,应缴截止日,应收金额,减免金额,实收金额';

/** The month's ledger: each room's bill with what it owes now, in yuan. */
async function accept(
  owed: Record<string, string>,
  between: (batchId: string) => Promise<void> = async () => {},
): Promise<string> {
  const { context, communityId } = world;
  const lines = Object.entries(owed).map(([room, yuan]) =>
    [...room.split('-'), '周明', '物业费', '2026-07-01', '2026-12-31', '2026-09-30', yuan, '0', '0'].join(
      ',',
    ),
  );
  const file = path.join(folder, `${randomUUID()}.csv`);
  await writeFile(file, `\uFEFF${[HEADINGS, ...lines].join('\r\n')}\r\n`);
  const by = randomUUID();
  const asOf = civilDay(TUESDAY);
  const { batchId } = await previewImport(context, { communityId, kind: 'ledger', path: file, by, asOf });
  await acceptImport(context, {
    communityId,
    batchId,
    by,
    // rows only: no worker is at work here
    afterLedgerAccepted: async () => {
      await between(batchId);
      await openCases(context, communityId, { origin: 'import', batchId });
    },
  });
  return batchId;
}

const claim = ({ caseId, accountId }: TestCase, key: string) =>
  world.inScope((tx) =>
    claimStep(tx, world.context, { caseId, accountId, key: key as StepKey, person: null }),
  );

const caseRow = ({ caseId }: TestCase) =>
  world.inScope((tx) => tx.dunningCase.findUniqueOrThrow({ where: { id: caseId }, include: { wave: true } }));

describe('between a ledger that makes an account owe more and the consent to it', () => {
  it('nothing leaves under the old release, not even before the new wave is asked about', async () => {
    const raised = await world.addAccount({ room: '12-1-404' });
    const lowered = await world.addAccount({ room: '12-1-405' });
    const [more, less] = [await raised.plan('first-reminder'), await lowered.plan('first-reminder')];
    const said: string[] = [];
    let seenWave: string | null = null;
    const batchId = await accept({ '12-1-404': '900.00', '12-1-405': '500.00' }, async (id) => {
      const answer = await claim(raised, more);
      said.push(answer.kind);
      seenWave = answer.kind === 'AWAITING_RELEASE' ? answer.waveId : null;
      said.push((await claim(lowered, less)).kind);
      const wave = await world.inScope((tx) => tx.wave.findFirst({ where: { importId: id } }));
      expect(wave).toMatchObject({ status: 'open', dueOn: expect.any(String) });
    });
    expect(said).toEqual(['AWAITING_RELEASE', 'CLAIMED']);
    const row = await caseRow(raised);
    expect(row).toMatchObject({ releasedFromOn: null, wave: { importId: batchId, status: 'open' } });
    expect(row.waveId).toBe(seenWave);
    expect(await caseRow(lowered)).toMatchObject({ releasedFromOn: TUESDAY });
  });

  it('what was released anew leaves', async () => {
    const manager = await world.addStaff('manager');
    const one = await world.addAccount({ room: '12-1-404' });
    const key = await one.plan('first-reminder');
    await accept({ '12-1-404': '900.00' });
    const { waveId } = await caseRow(one);
    await releaseWave(world.context, manager, { communityId: world.communityId, waveId: waveId ?? '' });
    expect((await claim(one, key)).kind).toBe('CLAIMED');
  });
});

describe('a release', () => {
  /** Some cases that wait in one wave. */
  async function wave(rooms: readonly string[]): Promise<{ cases: TestCase[]; waveId: string }> {
    const cases: TestCase[] = [];
    for (const room of rooms) cases.push(await world.addAccount({ room, released: false }));
    const waveId = cases[0]?.waveId ?? '';
    await world.inScope((tx) =>
      tx.dunningCase.updateMany({
        where: { id: { in: cases.map(({ caseId }) => caseId) } },
        data: { waveId },
      }),
    );
    return { cases, waveId };
  }

  const ROOMS = ['12-1-401', '12-1-402', '12-1-403', '12-1-404', '12-1-405', '12-1-406'];

  it('by two people at once happens once', async () => {
    const { communityId, context } = world;
    const [first, second] = [await world.addStaff('manager'), await world.addStaff('manager')];
    const { cases, waveId } = await wave(ROOMS);
    const both = await Promise.allSettled(
      [first, second].map((actor) => releaseWave(context, actor, { communityId, waveId })),
    );
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(['WAVE_EMPTY']);
    const entries = await world.inScope((tx) =>
      tx.evidenceEntry.count({
        where: { kind: 'released', caseId: { in: cases.map(({ caseId }) => caseId) } },
      }),
    );
    expect(entries).toBe(cases.length);
  });

  it.each(['first', 'second', 'at once'])(
    'beside a ledger that raises what it releases (the release is %s) releases no amount that nobody saw',
    async (order) => {
      const { communityId, context } = world;
      const manager = await world.addStaff('manager');
      const { cases, waveId } = await wave(ROOMS);
      const release = async () => {
        await releaseWave(context, manager, { communityId, waveId }).catch((error) => {
          if (error.code !== 'WAVE_EMPTY') throw error;
        });
      };
      const ledger = () => accept(Object.fromEntries(ROOMS.map((room) => [room, '900.00'])));
      if (order === 'first') await release();
      const batch = order === 'at once' ? (await Promise.all([ledger(), release()]))[0] : await ledger();
      if (order === 'second') await release();
      for (const one of cases) {
        expect(await caseRow(one)).toMatchObject({ releasedFromOn: null, wave: { importId: batch } });
      }
    },
  );
});

describe('a case that waits where nobody looks any more', () => {
  it('goes into the day’s wave, which has an owner and a day', async () => {
    const { communityId, context } = world;
    const one = await world.addAccount({ released: false });
    await world.inScope((tx) =>
      tx.wave.update({
        where: { id: one.waveId },
        data: { status: 'released', releasedAt: new Date(world.clock.now) },
      }),
    );
    expect(await gatherStrays(context, communityId)).toBe(1);
    expect(await caseRow(one)).toMatchObject({
      releasedFromOn: null,
      wave: { origin: 'scan', status: 'open', onDay: TUESDAY },
    });
    expect(await gatherStrays(context, communityId)).toBe(0);
  });
});

describe('a pause', () => {
  it.each<[string, (one: TestCase) => Promise<PauseScope>]>([
    ['of the account', async ({ accountId }) => ({ kind: 'account', accountId })],
    [
      'of its charge object',
      async ({ accountId }) => {
        const object = await world.inScope((tx) =>
          tx.chargeObject.findFirstOrThrow({ where: { accountId } }),
        );
        return { kind: 'object', objectId: object.id };
      },
    ],
    [
      'of every developer',
      async ({ partyId }) => {
        await world.inScope((tx) => tx.party.update({ where: { id: partyId }, data: { kind: 'developer' } }));
        return { kind: 'party_kind', partyKind: 'developer' };
      },
    ],
  ])('%s keeps its messages until its last day, and nobody else’s', async (_what, scopeOf) => {
    const { communityId } = world;
    const manager = await world.addStaff('manager');
    const [one, other] = [await world.addAccount(), await world.addAccount()];
    const [key, free] = [await one.plan('first-reminder'), await other.plan('first-reminder')];
    const pause = {
      of: await scopeOf(one),
      fromOn: civilDay(TUESDAY),
      toOn: civilDay('2026-12-01'),
      reason: '约定月底面谈',
    };
    await world.inScope((tx) =>
      setPause(tx, world.context, { communityId, actor: manager, pause }, new Date(world.clock.now)),
    );
    expect(await claim(one, key)).toMatchObject({ kind: 'DEFERRED', reason: 'PAUSED' });
    expect((await claim(other, free)).kind).toBe('CLAIMED');
  });
});
