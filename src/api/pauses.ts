import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ListedRoom, MOST_ROOMS, pauseRooms } from '../communities/pause-list';
import { type PauseColumns, type PauseScopeKind, scopeOf } from '../communities/pause-scope';
import { liftPause, newPauseSchema, openPauses, setPause } from '../communities/pauses';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { civilDayOf, civilDaySchema } from '../domain/civil-day';
import { PARTY_KIND_WORDS, partyKindSchema } from '../domain/party';
import { readRoomList } from '../ledger/room-list';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { DONE, described, doneSchema, inCommunity, refusals } from './route';
import { originSchema, pauseRow } from './schemas/pause';
import { onDisk } from './upload';

const listBody = z.object({
  rooms: z.array(z.string().trim().min(1).max(100)).min(1).max(MOST_ROOMS).describe('房号，一行一个'),
  fromOn: civilDaySchema,
  toOn: civilDaySchema,
  reason: z.string().trim().min(1, { error: '暂停：须写明原因' }),
});

const MAY_PAUSE = ['hold.set', 'pause.building', 'pause.community', 'pause.everything'] as const;

const listedSchema = z.object({ ids: z.array(z.uuid()), accounts: z.number().int() });

export function pauseRoutes(app: Api, context: Context): void {
  async function pauseAll(
    request: FastifyRequest,
    rooms: readonly ListedRoom[],
    rest: Omit<z.output<typeof listBody>, 'rooms'>,
  ): Promise<z.infer<typeof listedSchema>> {
    const actor = memberOf(request);
    const communityId = actor.community.id;
    const ids = await withScope(
      context,
      communityId,
      (tx) => pauseRooms(tx, context, { communityId, actor, rooms, ...rest }, new Date(context.now())),
      { timeoutMs: 60_000 },
    );
    return { ids, accounts: ids.length };
  }

  app.get(
    `${COMMUNITY_PATH}/pauses`,
    {
      config: { access: { kind: 'community', may: ['log.own'] } },
      schema: {
        ...described('contacts', '现在与将来的暂停与剔除：小区、楼栋、户、收费对象、开发商等'),
        params: inCommunity,
        querystring: z.object({
          ...pageQuery,
          origin: originSchema.optional(),
          accountId: z.uuid().optional(),
        }),
        response: { 200: pageOf(pauseRow), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { community } = member;
      const { limit, after, origin, accountId } = request.query;
      const today = civilDayOf(nowIn(context, member), community.zone);
      const from = after === undefined ? undefined : decodeCursor(after, z.tuple([z.string(), z.uuid()]));
      return withScope(context, community.id, async (tx) => {
        const rows = await openPauses(tx, community.id, today, {
          ...(origin ? { origin } : {}),
          ...(accountId ? { accountId } : {}),
          ...(from ? { after: { fromOn: from[0], id: from[1] } } : {}),
          limit: limit + 1,
        });
        const page = toPage(rows, limit, ({ fromOn, id }) => [fromOn, id]);
        const names = await namesOf(tx, page.items);
        return {
          next: page.next,
          items: page.items.map(({ communityId: _, setAt, liftedAt: __, liftedById: ___, ...row }) => ({
            ...row,
            kind: scopeOf(row).kind,
            ofZh: ofZh(row, names),
            origin: originSchema.parse(row.origin),
            setByName: names.get(row.setById) ?? '',
            setAt: setAt.toISOString(),
          })),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/pauses`,
    {
      config: { access: { kind: 'community', may: MAY_PAUSE } },
      schema: {
        ...described('contacts', '暂停联系（剔除）：须有原因与结束日；天数按岗位'),
        params: inCommunity,
        body: newPauseSchema,
        response: { 200: z.object({ id: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const actor = memberOf(request);
      const communityId = actor.community.id;
      const id = await withScope(context, communityId, (tx) =>
        setPause(tx, context, { communityId, actor, pause: request.body }, new Date(context.now())),
      );
      return { id };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/pauses/list`,
    {
      config: { access: { kind: 'community', may: ['hold.set'] } },
      schema: {
        ...described('contacts', '按房号名单暂停：整份采用，或整份退回并指出哪一行为什么不对'),
        params: inCommunity,
        body: listBody,
        response: { 200: listedSchema, ...refusals },
      },
    },
    async (request) => {
      const { rooms, ...rest } = request.body;
      const listed = rooms.map((room, index) => ({ row: index + 1, room }));
      return pauseAll(request, listed, rest);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/pauses/file`,
    {
      config: { access: { kind: 'community', may: ['hold.set'] } },
      schema: {
        ...described('contacts', '按文件里的房号暂停：整份采用，或整份退回并指出哪一行为什么不对'),
        description: 'multipart：fromOn、toOn、reason 在前，file（CSV 或 XLSX，一列房号）在后。',
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: listedSchema, ...refusals },
      },
    },
    async (request) => {
      const { path, fields, discard } = await onDisk(request, listBody.omit({ rooms: true }));
      try {
        return await pauseAll(request, await readRoomList(path, MOST_ROOMS), fields);
      } finally {
        await discard();
      }
    },
  );

  app.post(
    `${COMMUNITY_PATH}/pauses/:pauseId/lift`,
    {
      config: { access: { kind: 'community', may: MAY_PAUSE } },
      schema: {
        ...described('contacts', '提前解除暂停'),
        params: inCommunity.extend({ pauseId: z.uuid() }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const actor = memberOf(request);
      const communityId = actor.community.id;
      const { pauseId } = request.params;
      await withScope(context, communityId, (tx) =>
        liftPause(tx, context, { communityId, actor, pauseId }, new Date(context.now())),
      );
      return DONE;
    },
  );
}

type Named = PauseColumns & { setById: string };

/** Labels of accounts, codes of objects, names of the staff who set them. */
async function namesOf(tx: Tx, rows: readonly Named[]): Promise<Map<string, string>> {
  const ids = (of: (row: Named) => string | null) => rows.flatMap((row) => of(row) ?? []);
  const accounts = await tx.account.findMany({
    where: { id: { in: ids(({ accountId }) => accountId) } },
    select: { id: true, label: true },
  });
  const objects = await tx.chargeObject.findMany({
    where: { id: { in: ids(({ objectId }) => objectId) } },
    select: { id: true, code: true },
  });
  const users = await tx.user.findMany({
    where: { id: { in: ids(({ setById }) => setById) } },
    select: { id: true, name: true },
  });
  return new Map([
    ...accounts.map(({ id, label }) => [id, label] as const),
    ...objects.map(({ id, code }) => [id, code] as const),
    ...users.map(({ id, name }) => [id, name] as const),
  ]);
}

function ofZh(row: PauseColumns, names: ReadonlyMap<string, string>): string {
  const words: Record<PauseScopeKind, () => string> = {
    community: () => '整个小区',
    building: () => `${row.building} 栋`,
    account: () => names.get(row.accountId ?? '') ?? '',
    object: () => `收费对象 ${names.get(row.objectId ?? '') ?? ''}`,
    party_kind: () => `全部${PARTY_KIND_WORDS[partyKindSchema.parse(row.partyKind)]}`,
  };
  return words[scopeOf(row).kind]();
}
