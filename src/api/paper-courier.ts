import { z } from 'zod';
import type { Context } from '../context';
import { civilDaySchema } from '../domain/civil-day';
import { courierStateSchema, followLetters, returnLetter } from '../paper/courier';
import { readStatesFile, readTrackingFile } from '../paper/courier-files';
import { trackingNumberSchema, trackLetter, trackLetters } from '../paper/tracking';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { answerWithProgress } from './progress-stream';
import { described, inCommunity, refusals } from './route';
import { followedSchema, trackedSchema } from './schemas/paper';
import { onDisk } from './upload';

const at = z.coerce.number().int().optional();
const MAY = ['contact.act'] as const;

/** Letters on their way: tracking numbers in, the carrier's states, what came back. */
export function paperCourierRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/paper/tracking`,
    {
      config: { access: { kind: 'community', may: MAY } },
      schema: {
        ...described(
          'paper',
          '运单号文件：XLSX 或 CSV，列「通知书编号」「运单号」（multipart）。整份收下或整份退回（details.rows 逐行原因）；同一份再传不变',
        ),
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: trackedSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const member = memberOf(request);
      const { path, fields, discard } = await onDisk(request, z.object({ at }));
      return answerWithProgress(request, reply, async (onProgress) => {
        try {
          const rows = await readTrackingFile(path);
          return await trackLetters(context, member, member.community.id, rows, { ...fields, onProgress });
        } finally {
          await discard();
        }
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/items/:number/tracking`,
    {
      config: { access: { kind: 'community', may: MAY } },
      schema: {
        ...described('paper', '一份的运单号：手填或扫'),
        params: inCommunity.extend({ number: z.string().min(6).max(40) }),
        body: z.object({ trackingNumber: trackingNumberSchema, at: z.int().optional() }),
        response: { 200: trackedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { number } = request.params;
      return trackLetter(context, member, member.community.id, { number, ...request.body });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/courier-states/file`,
    {
      config: { access: { kind: 'community', may: MAY } },
      schema: {
        ...described(
          'paper',
          '每日状态文件：列「运单号」（或通知书编号）「状态」「签收人/退回原因」「日期」（multipart）。整份收下或整份退回',
        ),
        consumes: ['multipart/form-data'],
        params: inCommunity,
        response: { 200: followedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { path, discard } = await onDisk(request, z.object({}));
      try {
        return await followLetters(context, member, member.community.id, await readStatesFile(path));
      } finally {
        await discard();
      }
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/courier-states`,
    {
      config: { access: { kind: 'community', may: MAY } },
      schema: {
        ...described(
          'paper',
          '邮件状态：已交寄、妥投（签收人）、拒收、退回（原因）、查询中；按运单号或编号，可多件',
        ),
        params: inCommunity,
        body: z.object({ letters: z.array(courierStateSchema).min(1).max(500) }),
        response: { 200: followedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const rows = request.body.letters.map((letter, index) => ({ row: index + 1, ...letter }));
      return followLetters(context, member, member.community.id, rows);
    },
  );

  app.post(
    `${COMMUNITY_PATH}/paper/returns`,
    {
      config: { access: { kind: 'community', may: MAY } },
      schema: {
        ...described(
          'paper',
          '退件：扫编号或运单号，写明原因；该地址停用，案件随即知道。照片用 /paper/items/…/photos',
        ),
        params: inCommunity,
        body: z.object({
          of: z.string().trim().min(6).max(40),
          reason: z.string().trim().min(2, { error: '请写明退回原因' }).max(200),
          on: civilDaySchema.optional(),
        }),
        response: { 200: followedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return returnLetter(context, member, member.community.id, request.body);
    },
  );
}
