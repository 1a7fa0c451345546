import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { scannedSchema } from '../api/schemas/paper';
import { readLocal } from './evidence';
import { momentIn, print, yuan } from './output';
import { connect, type Session } from './session';
import { facts } from './table';

const finished = z.object({
  outcomeId: z.uuid(),
  settlesAt: z.string(),
  status: z.string(),
  number: z.string(),
  taskId: z.uuid(),
});

/** At the door. */
export function paperDoorCommands(paper: Command): void {
  paper
    .command('scan <number>')
    .description('扫信封：哪一户、现在能不能送出、要拍什么')
    .action(async (number: string, _options, command: Command) => {
      const session = await connect(command, 'contact.act');
      const found = await session.client.post(`${session.base}/paper/scan`, scannedSchema, { number });
      const { item, refusal, photos } = found;
      print(session.globals, found, () =>
        facts([
          ['编号', item.number],
          ['房号', item.label],
          ['称呼', item.nameMasked],
          ['印出金额', yuan(item.amountFen)],
          ['状态', item.stateZh],
          ['能否送出', refusal === null ? '可以' : `不要送出：${refusal.zh}`],
          ['照片', photos.map(({ zh, have }) => `${zh}${have ? '（已有）' : ''}`).join('、')],
        ]),
      );
    });

  paper
    .command('photo <batch> <shows> <file>')
    .description('整批一次的照片：content 内件、sealing 装封')
    .action(async (batch: string, shows: string, file: string, _options, command: Command) => {
      const session = await connect(command, 'contact.act');
      const kept = await session.client.post(
        `${session.base}/paper/batches/${batch}/photos`,
        z.object({ sha256: z.string(), already: z.boolean() }),
        await formOf(shows, file),
      );
      print(session.globals, kept, () => (kept.already ? '已有这张照片' : '已收'));
    });

  paper
    .command('post <number>')
    .description('张贴：过闸、开始、传照片、登记结果')
    .option('--door <file>', '门牌与信封的照片')
    .option(
      '--outcome <outcome>',
      '结果：posted、handed_over、signature_refused、not_possible、other',
      'posted',
    )
    .option('--note <text>', '情况')
    .option('--at <moment>', '无网络时的实际时刻（ISO 8601）：补登，不过闸，会标记')
    .action(async (number: string, options: PostOptions, command: Command) => {
      const session = await connect(command, 'contact.act');
      const of = `${session.base}/paper/items/${encodeURIComponent(number)}`;
      if (options.at === undefined) await session.client.post(`${of}/start`, z.looseObject({}));
      if (options.door) await upload(session, of, options.door);
      const done = await session.client.post(`${of}/finish`, finished, {
        commandId: randomUUID(),
        outcome: options.outcome,
        note: options.note,
        ...(options.at === undefined ? {} : { at: Date.parse(options.at) }),
      });
      print(
        session.globals,
        done,
        () => `已登记 ${done.number}；${momentIn(session.community.zone, done.settlesAt)} 前可撤回`,
      );
    });
}

type PostOptions = { door?: string; outcome: string; note?: string; at?: string };

async function upload({ client }: Session, of: string, file: string): Promise<void> {
  await client.post(`${of}/photos`, z.looseObject({}), await formOf('door', file));
}

async function formOf(shows: string, file: string): Promise<FormData> {
  const form = new FormData();
  form.append('shows', shows);
  form.append('file', new Blob([await readLocal(file)]), path.basename(file));
  return form;
}
