import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { evidenceStorage, FILE_SHOWS, keepFile } from '../evidence/files';
import { newId } from '../ledger/new-id';
import { writeRevealed } from '../paper/courier-list';
import { itemsWithState } from '../paper/item-state';
import { finishNotice, finishNoticeSchema, scanNotice, startNotice } from '../paper/post';
import { isHis, itemByEither, itemByNumber } from '../paper/reading';
import { voidNotices, voidSchema } from '../paper/void';
import { COMMUNITY_PATH, memberOf, nowIn } from './access';
import type { Api } from './api';
import { findCase, noSuchCase } from './case-card';
import { MAY_DRAFT } from './paper-batches';
import { itemRows, refusalOf } from './paper-row';
import { described, inCommunity, refusals } from './route';
import { paperItemSchema, scannedSchema } from './schemas/paper';
import { finishedSchema, startedSchema } from './schemas/task';
import { uploadOf } from './upload';

const ofNumber = inCommunity.extend({ number: z.string().min(6).max(40).describe('通知书编号') });
const scanned = z.string().trim().min(6).max(40).describe('扫到的内容：通知书编号');

const PHOTO_WORDS: Readonly<Record<string, string>> = {
  content: '①内件（信件内容页，存档不外显）',
  sealing: '②装封',
  door: '③门牌与信封',
};

export function paperItemRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/paper/items`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('paper', '一户（caseId）印过的通知书，最新在前'),
        params: inCommunity,
        querystring: z.object({ caseId: z.uuid() }),
        response: { 200: z.object({ items: z.array(paperItemSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const { accountId } = await findCase(context, tx, member, request.query.caseId);
        const rows = await tx.paperItem.findMany({ where: { accountId }, orderBy: { createdAt: 'desc' } });
        return { items: await itemRows(context, tx, member, await itemsWithState(tx, rows)) };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/scan`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described('paper', '扫信封：哪一户、现在能不能送出及原因、要拍什么。只看不改，可反复扫'),
        params: inCommunity,
        body: z.object({ number: scanned }),
        response: { 200: scannedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const found = await scanNotice(context, member, member.community.id, request.body.number);
      const [item] = await withScope(context, member.community.id, (tx) =>
        itemRows(context, tx, member, [found.item]),
      );
      if (!item) throw noSuchCase();
      return {
        item,
        taskStatus: found.task.status,
        mayGoOut: found.refusal === null,
        refusal: found.refusal && refusalOf(found.refusal),
        photos: found.photos.map(({ shows, have }) => ({ shows, have, zh: PHOTO_WORDS[shows] ?? shows })),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/items/:number/start`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described(
          'paper',
          '开始送出：与发送同一道闸门，按印出的金额与期限；已缴、已减少、未用印、过期的不给送',
        ),
        params: ofNumber,
        response: { 200: startedSchema.extend({ number: z.string(), taskId: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return startNotice(context, member, member.community.id, request.params.number);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/items/:number/finish`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described(
          'paper',
          '登记送出结果（默认 posted 已张贴）：自动附上本户与整批的照片；无网络时先离线、后补传，带 at（毫秒）与 commandId，同一 commandId 两次等于一次。十分钟内可撤回（/outcomes/:outcomeId/take-back）',
        ),
        params: ofNumber,
        body: finishNoticeSchema,
        response: {
          200: finishedSchema.omit({ handedOver: true }).extend({ number: z.string(), taskId: z.uuid() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { number } = request.params;
      const finished = await finishNotice(context, member, member.community.id, number, request.body);
      const { outcomeId, status, taskId } = finished;
      const settlesAt = new Date(finished.settlesAt).toISOString();
      return { outcomeId, status, taskId, number: finished.number, settlesAt };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/items/:number/photos`,
    {
      config: { access: { kind: 'community', may: ['contact.act'] } },
      schema: {
        ...described(
          'paper',
          '这一份的照片或退件照片（编号或运单号；multipart：shows 在前，file 在后）；同一张再传不重复',
        ),
        consumes: ['multipart/form-data'],
        params: ofNumber,
        response: {
          200: z.object({ fileId: z.uuid(), sha256: z.string(), already: z.boolean() }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const item = await withScope(context, communityId, async (tx) => {
        const item = await itemByEither(tx, communityId, request.params.number);
        if (!(await isHis(tx, context, member, item))) throw notYours();
        return item;
      });
      const { file, fields } = await uploadOf(request, z.object({ shows: z.enum(FILE_SHOWS) }));
      const { accountId, caseId, taskId } = item;
      const at = new Date(nowIn(context, member));
      const kept = await keepFile(
        context,
        { communityId, accountId, caseId, taskId, ...fields, byId: member.userId, at },
        file.file,
      );
      return { fileId: kept.fileId, sha256: kept.sha256, already: kept.already };
    },
  );

  app.get(
    `${COMMUNITY_PATH}/paper/items/:number/notice.pdf`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: { ...described('paper', '一份通知书的 PDF，与印出时逐字节相同（记入证据）'), params: ofNumber },
    },
    async (request, reply) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const item = await withScope(context, communityId, async (tx) => {
        const item = await itemByNumber(tx, communityId, request.params.number);
        if (!(await isHis(tx, context, member, item))) throw notYours();
        await writeRevealed(tx, context, member, [item], '打印通知书', newId());
        return item;
      });
      const bytes = item.sha256 === null ? null : await evidenceStorage(context).read(item.sha256);
      if (!bytes) throw new UserError('NOT_PRINTED', '还在印制中', 'it is still being printed', 409);
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${item.number}.pdf"`)
        .send(bytes);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/void`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described('paper', '作废：收回或不再送出的通知书，写明原因；已送出的不能作废'),
        params: inCommunity,
        body: voidSchema,
        response: { 200: z.object({ voided: z.array(z.string()) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { voided } = await voidNotices(context, member, member.community.id, request.body);
      return { voided };
    },
  );
}

function notYours(): UserError {
  return new UserError('NOT_YOUR_ACCOUNT', '这一户不在您的范围内', 'this account is not among yours', 403);
}
