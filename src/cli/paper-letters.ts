import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { followedSchema, trackedSchema } from '../api/schemas/paper';
import { UserError } from '../errors';
import { readLocal } from './evidence';
import { print } from './output';
import { connect } from './session';

/** Letters with a carrier, and letters that count no more. */
export function paperLetterCommands(paper: Command): void {
  paper
    .command('courier-list <batch>')
    .description('交寄清单 XLSX：收件人、地址、电话、内件品名；填上运单号可再导入')
    .option('--out <file>', '存为', '交寄清单.xlsx')
    .action(async (id: string, options: { out: string }, command: Command) => {
      const session = await connect(command, 'number.reveal');
      const bytes = await session.client.bytes(`${session.base}/paper/batches/${id}/courier-list.xlsx`);
      const target = path.resolve(options.out);
      await writeFile(target, bytes, { mode: 0o600 });
      print(session.globals, { file: target }, () => target);
    });

  paper
    .command('tracking <file>')
    .description('运单号文件：列「通知书编号」「运单号」；整份收下或整份退回')
    .action(async (file: string, _options, command: Command) => {
      const session = await connect(command, 'contact.act');
      const tracked = await rowsNamed(async () =>
        session.client.post(`${session.base}/paper/tracking`, trackedSchema, await formOf(file)),
      );
      print(session.globals, tracked, () => {
        const { dispatched, already, late } = tracked;
        const marked = late.length > 0 ? `，其中 ${late.length} 份没有先登记送出，已标记` : '';
        return `登记交寄 ${dispatched.length} 份${marked}；以前已登记 ${already.length} 份`;
      });
    });

  paper
    .command('states <file>')
    .description('每日状态文件：列「运单号」「状态」「签收人」「日期」')
    .action(async (file: string, _options, command: Command) => {
      const session = await connect(command, 'contact.act');
      const followed = await rowsNamed(async () =>
        session.client.post(`${session.base}/paper/courier-states/file`, followedSchema, await formOf(file)),
      );
      print(
        session.globals,
        followed,
        () => `更新 ${followed.changed.length} 件，未变 ${followed.same.length} 件`,
      );
    });

  paper
    .command('return <number>')
    .description('退件：编号或运单号')
    .requiredOption('--reason <text>', '退回原因')
    .action(async (of: string, options: { reason: string }, command: Command) => {
      const session = await connect(command, 'contact.act');
      const body = { of, reason: options.reason };
      const followed = await session.client.post(`${session.base}/paper/returns`, followedSchema, body);
      print(session.globals, followed, () => (followed.changed.length > 0 ? '已登记退件' : '以前已登记'));
    });

  paper
    .command('void <number...>')
    .description('作废：收回或不再送出的')
    .requiredOption('--reason <text>', '原因')
    .action(async (numbers: string[], options: { reason: string }, command: Command) => {
      const session = await connect(command, 'notice.draft');
      const body = { numbers, reason: options.reason };
      const answer = z.object({ voided: z.array(z.string()) });
      const { voided } = await session.client.post(`${session.base}/paper/void`, answer, body);
      print(session.globals, { voided }, () => `已作废 ${voided.join('、')}`);
    });
}

async function formOf(file: string): Promise<FormData> {
  const form = new FormData();
  form.append('file', new Blob([await readLocal(file)]), path.basename(file));
  return form;
}

const refusedRows = z.object({
  rows: z.array(z.object({ row: z.number(), field: z.string(), value: z.string(), zh: z.string() })),
});

/** Every wrong row on a line of its own. */
async function rowsNamed<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    const rows = error instanceof UserError ? refusedRows.safeParse(error.details) : null;
    if (!(error instanceof UserError) || !rows?.success) throw error;
    const lines = rows.data.rows.map(
      ({ row, field, value, zh }) => `第 ${row} 行 ${field}「${value}」：${zh}`,
    );
    throw new UserError(
      error.code,
      ['文件整份未收，请改正后重传：', ...lines].join('\n'),
      error.en,
      error.status,
      error.details,
    );
  }
}
