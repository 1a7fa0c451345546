import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { TaskActor } from '../../src/cases/task-access';
import type { PaperBatch } from '../../src/db/generated/client';
import { keepFile } from '../../src/evidence/files';
import { keepBatchPhoto } from '../../src/paper/photos';
import { type NewBatch, printBatch } from '../../src/paper/print';
import { bytesOf } from '../../src/paper/render';
import { approveBatch, itemsOf, sealBatch } from '../../src/paper/seal';
import { at, createClaimWorld, TUESDAY } from './claim-world';

/** The smallest picture that is one; `text` makes it another. */
export function jpeg(text: string): Readable {
  return Readable.from(Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.from(text)]));
}

/** A community with households that wait for paper, and the staff who print, approve, seal and post. */
export async function createPaperWorld() {
  const world = await createClaimWorld();
  const [agent, supervisor, manager] = [
    await world.addStaff('agent'),
    await world.addStaff('supervisor'),
    await world.addStaff('manager'),
  ];
  const { context, communityId, inScope } = world;
  let rooms = 0;

  /** A household in level 2 with a task to post or mail its notice. Rooms are numbered as they come. */
  async function household(
    kind: 'post' | 'mail' = 'post',
    options: { room?: number; owedFen?: number; postal?: string; building?: string } = {},
  ) {
    rooms += 1;
    const room = options.room ?? 100 + rooms;
    const one = await world.addAccount({
      level: 2,
      owedFen: options.owedFen ?? 200_558,
      building: options.building ?? '12',
    });
    await inScope(async (tx) => {
      const label = `${options.building ?? '12'}-1-${room}`;
      await tx.account.update({
        where: { id: one.accountId },
        data: { label, walkingOrder: `${options.building ?? '12'}/1/${String(room).padStart(6, '0')}` },
      });
      if (options.postal === undefined) return;
      const { cipher } = context;
      const valueIndex = cipher.index('postal', options.postal);
      await tx.address.create({
        data: { communityId, kind: 'postal', valueIndex, valueSealed: cipher.seal(options.postal) },
      });
      await tx.contactPoint.create({
        data: { communityId, partyId: one.partyId, kind: 'postal', valueIndex, rank: 5 },
      });
    });
    return { ...one, ...(await one.planTask(kind, kind === 'mail' ? 'notice-mail' : 'notice-post')) };
  }

  async function print(input: NewBatch, actor: TaskActor = supervisor): Promise<PaperBatch> {
    return printBatch(context, actor, { communityId, batchId: randomUUID() }, input);
  }

  async function sealed(input: NewBatch, actor: TaskActor = supervisor): Promise<PaperBatch> {
    const { id: batchId } = await print(input, actor);
    await approveBatch(context, manager, { communityId, batchId });
    const copies = (await inScope((tx) => itemsOf(tx, batchId))).length;
    return sealBatch(context, actor, { communityId, batchId }, { copies });
  }

  const items = (batchId: string) => inScope((tx) => itemsOf(tx, batchId));

  /** The letter of a household's task that counts. */
  const letterOf = (taskId: string) =>
    inScope((tx) => tx.paperItem.findFirstOrThrow({ where: { taskId, voidedAt: null } }));

  async function photo(
    one: { accountId: string; caseId: string; taskId: string },
    shows: 'door' | 'content',
  ) {
    const { fileId } = await keepFile(
      context,
      {
        communityId,
        ...{ accountId: one.accountId, caseId: one.caseId, taskId: one.taskId },
        shows,
        byId: agent.userId,
        at: new Date(world.clock.now),
      },
      jpeg(`${shows} ${one.taskId}`),
    );
    return fileId;
  }

  async function batchPhotos(batchId: string): Promise<void> {
    for (const shows of ['content', 'sealing'] as const) {
      const of = { communityId, batchId, shows, at: new Date(world.clock.now) };
      await keepBatchPhoto(context, agent, of, jpeg(`${shows} ${batchId}`));
    }
  }

  return {
    ...world,
    ...{ agent, supervisor, manager, household, print, sealed, items, letterOf, photo, batchPhotos },
    bytes: (sha256: string | null) => bytesOf(context, sha256 ?? ''),
    reset: () => {
      world.clock.now = at(TUESDAY, 10);
    },
  };
}

export type PaperWorld = Awaited<ReturnType<typeof createPaperWorld>>;
