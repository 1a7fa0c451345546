import type { FastifyReply } from 'fastify';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { UserError } from '../errors';
import { evidenceStorage } from '../evidence/files';
import { newId } from '../ledger/new-id';
import { courierList, writeRevealed } from '../paper/courier-list';
import { itemsOf } from '../paper/seal';
import { COMMUNITY_PATH } from './access';
import type { Api } from './api';
import { MAY_DRAFT, ofBatch, seenBatch } from './paper-batches';
import { findVisibleBatch } from './paper-row';
import { described } from './route';

/** What a batch is printed from, and what goes to the carrier. */
export function paperFileRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/paper/batches/:batchId/notices.pdf`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: { ...described('paper', '通知书合并 PDF（有姓名金额：每次下载记入证据）'), params: ofBatch },
    },
    async (request, reply) => {
      const { member, of } = await seenBatch(context, request);
      const batch = await withScope(context, of.communityId, async (tx) => {
        const batch = await findVisibleBatch(context, tx, member, of.batchId);
        await writeRevealed(tx, context, member, await itemsOf(tx, batch.id), '打印通知书', newId());
        return batch;
      });
      return sendPdf(context, reply, batch.noticesSha256, `通知书-${batch.onDay}.pdf`);
    },
  );

  app.get(
    `${COMMUNITY_PATH}/paper/batches/:batchId/slips.pdf`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described(
          'paper',
          '第二个 PDF：张贴为门上告知条（无姓名金额），邮寄为信封标签（有收件人：记入证据）',
        ),
        params: ofBatch,
      },
    },
    async (request, reply) => {
      const { member, of } = await seenBatch(context, request);
      const batch = await withScope(context, of.communityId, async (tx) => {
        const batch = await findVisibleBatch(context, tx, member, of.batchId);
        if (batch.kind === 'mailing') {
          await writeRevealed(tx, context, member, await itemsOf(tx, batch.id), '打印信封标签', newId());
        }
        return batch;
      });
      return sendPdf(context, reply, batch.slipsSha256, `信封-${batch.onDay}.pdf`);
    },
  );

  app.get(
    `${COMMUNITY_PATH}/paper/batches/:batchId/courier-list.xlsx`,
    {
      config: { access: { kind: 'community', may: MAY_DRAFT } },
      schema: {
        ...described(
          'paper',
          '交寄清单：收件人、地址、电话、内件品名；填上运单号可再导入（每次下载记入证据）',
        ),
        params: ofBatch,
      },
    },
    async (request, reply) => {
      const { member, of } = await seenBatch(context, request);
      const bytes = await courierList(context, member, { ...of, revealId: newId() });
      return reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header('content-disposition', attachment('交寄清单.xlsx'))
        .send(bytes);
    },
  );
}

async function sendPdf(context: Context, reply: FastifyReply, sha256: string | null, name: string) {
  const bytes = sha256 === null ? null : await evidenceStorage(context).read(sha256);
  if (!bytes) throw new UserError('NOT_PRINTED', '本批还在印制中', 'the batch is still being printed', 409);
  return reply.type('application/pdf').header('content-disposition', attachment(name)).send(bytes);
}

function attachment(name: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
}
