import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { pageOf } from '../api/paging';
import { departedSchema, paperBatchCardSchema, paperBatchSchema } from '../api/schemas/paper';
import { BATCH_KINDS } from '../paper/candidates';
import { caseIdOf } from './case-id';
import { wholeNumber } from './community';
import { print, typed, yuan } from './output';
import { paperDoorCommands } from './paper-door';
import { paperLetterCommands } from './paper-letters';
import { withProgress } from './progress';
import { connect, type Session } from './session';
import { facts, table } from './table';

type Card = z.infer<typeof paperBatchCardSchema>;

export function paperCommands(program: Command): void {
  const paper = program.command('paper').description('纸质通知书：印制、用印、张贴、交寄、运单号、退件');

  paper
    .command('print <kind>')
    .description('把待张贴（posting）或待邮寄（mailing）的任务按走楼次序印成一批，PDF 存到 --out')
    .option('--building <building>', '只印这一栋')
    .option('--case <case...>', '只印这些案件（id 或房号）')
    .option('--on <day>', '哪一天送出；默认今天')
    .option('--last-day <day>', '最迟送出日，所印期限从这天起算；默认三天后')
    .option('--rooms-on-slips', '告知条上印房号（默认不印）')
    .option('--most <n>', '最多多少份')
    .option('--out <folder>', 'PDF 存到哪个文件夹', '.')
    .option('--id <uuid>', '中断后用同一个 id 接着印')
    .action(async (kind: string, options: PrintOptions, command: Command) => {
      const session = await connect(command, 'notice.draft');
      const caseIds = options.case && (await Promise.all(options.case.map((one) => caseIdOf(session, one))));
      const body = {
        kind,
        commandId: options.id ?? randomUUID(),
        ...{ building: options.building, caseIds, onDay: options.on, lastDayOn: options.lastDay },
        ...(options.roomsOnSlips ? { roomOnSlips: true } : {}),
        ...(options.most ? { most: wholeNumber(options.most, '--most') } : {}),
      };
      const card = await printed(session, '/paper/batches', body);
      const files = await save(session, card, options.out);
      print(
        session.globals,
        { ...card, files },
        () => `${cardText(card)}\n${files.join('\n')}${nextText(card)}`,
      );
    });

  paper
    .command('reprint <number...>')
    .description('重印：旧编号作废，按现在的金额另印一批')
    .requiredOption('--reason <text>', '原因')
    .option('--out <folder>', 'PDF 存到哪个文件夹', '.')
    .action(async (numbers: string[], options: { reason: string; out: string }, command: Command) => {
      const session = await connect(command, 'notice.draft');
      const body = { numbers, reason: options.reason, commandId: randomUUID() };
      const card = await printed(session, '/paper/reprint', body);
      const files = await save(session, card, options.out);
      print(
        session.globals,
        { ...card, files },
        () => `${cardText(card)}\n${files.join('\n')}${nextText(card)}`,
      );
    });

  paper
    .command('list')
    .description('用印批次，最新在前')
    .addOption(new Option('--kind <kind>', '种类').choices([...BATCH_KINDS]))
    .option('--limit <n>', '行数', '20')
    .option('--after <mark>', '上一页的 next')
    .action(async (options: { kind?: string; limit: string; after?: string }, command: Command) => {
      const session = await connect(command, 'notice.draft', 'notice.approve');
      const page = await session.client.get(`${session.base}/paper/batches`, pageOf(paperBatchSchema), {
        kind: options.kind,
        limit: wholeNumber(options.limit, '--limit'),
        after: options.after,
      });
      print(session.globals, page, () =>
        page.items.length === 0
          ? '还没有批次'
          : table(page.items, [
              { heading: '日期', of: (row) => row.onDay },
              { heading: '种类', of: (row) => row.kindZh },
              { heading: '状态', of: (row) => row.stateZh },
              { heading: '份数', of: (row) => row.counts.all - row.counts.void, right: true },
              { heading: '已送出', of: (row) => row.counts.out, right: true },
              { heading: '待送出', of: (row) => row.counts.printed + row.counts.started, right: true },
              { heading: '最迟', of: (row) => row.lastDayOn },
              { heading: '费用', of: (row) => (row.costFen === null ? '' : yuan(row.costFen)), right: true },
              { heading: 'id', of: (row) => row.id },
            ]),
      );
    });

  paper
    .command('show <batch>')
    .description('一批：每份在哪里、哪些要收回、哪些没印')
    .option('--out <folder>', '同时把 PDF 存到这个文件夹')
    .action(async (id: string, options: { out?: string }, command: Command) => {
      const session = await connect(command, 'notice.draft', 'notice.approve');
      const card = await session.client.get(`${session.base}/paper/batches/${id}`, paperBatchCardSchema);
      const files = options.out === undefined ? [] : await save(session, card, options.out);
      print(session.globals, card, () => [cardText(card), ...files].join('\n'));
    });

  paper
    .command('approve <batch>')
    .description('批准用印：负责人，且不是印制的人')
    .action(async (id: string, _options, command: Command) => {
      const session = await connect(command, 'notice.approve');
      const batch = await session.client.post(
        `${session.base}/paper/batches/${id}/approve`,
        paperBatchSchema,
      );
      print(session.globals, batch, () => '已批准用印');
    });

  paper
    .command('seal <batch>')
    .description('用印登记：章由人盖，这里记份数与日期')
    .requiredOption('--copies <n>', '盖章份数')
    .option('--on <day>', '盖章日期；默认今天')
    .action(async (id: string, options: { copies: string; on?: string }, command: Command) => {
      const session = await connect(command, 'notice.draft');
      const body = { copies: wholeNumber(options.copies, '--copies'), on: options.on };
      const batch = await session.client.post(
        `${session.base}/paper/batches/${id}/seal`,
        paperBatchSchema,
        body,
      );
      print(session.globals, batch, () => `已登记用印 ${batch.copies} 份（${batch.sealedOn}）`);
    });

  paper
    .command('depart <batch>')
    .description('送出前最后一关：列出要抽出的；邮寄的在此逐份开始')
    .option('--carrier <name>', '承运人')
    .action(async (id: string, options: { carrier?: string }, command: Command) => {
      const session = await connect(command, 'contact.act');
      const departed = await withProgress('过闸', !session.globals.json, () =>
        session.client.post(`${session.base}/paper/batches/${id}/depart`, departedSchema, options),
      );
      const { goes, staysBehind } = departed;
      print(session.globals, departed, () =>
        [`可以送出 ${goes.length} 份`, ...staysBehind.map(({ number, zh }) => `抽出 ${number}：${zh}`)].join(
          '\n',
        ),
      );
    });

  paper
    .command('cost <batch> <yuan>')
    .description('登记本批费用（邮资），元')
    .option('--carrier <name>', '承运人')
    .action(async (id: string, amount: string, options: { carrier?: string }, command: Command) => {
      const session = await connect(command, 'notice.draft');
      const body = { ...options, costFen: Math.round(Number(amount) * 100) };
      const batch = await session.client.post(
        `${session.base}/paper/batches/${id}/note`,
        paperBatchSchema,
        body,
      );
      print(session.globals, batch, () => `已登记：${yuan(batch.costFen ?? 0)}`);
    });

  paperDoorCommands(paper);
  paperLetterCommands(paper);
}

type PrintOptions = {
  building?: string;
  case?: string[];
  on?: string;
  lastDay?: string;
  roomsOnSlips?: true;
  most?: string;
  out: string;
  id?: string;
};

const PHASES: Readonly<Record<string, string>> = { drawing_up: '核对', rendering: '印制', joining: '合并' };

function printed(session: Session, to: string, body: object): Promise<Card> {
  return withProgress('印制', !session.globals.json, (progress) =>
    session.client.progress(`${session.base}${to}`, paperBatchCardSchema, body, (told) => {
      const { phase = '', done = 0, of = 0 } = told as { phase?: string; done?: number; of?: number };
      progress.say(`${PHASES[phase] ?? phase} ${done} / ${of}`);
    }),
  );
}

/** Both files of a batch, beside each other. */
async function save({ client, base }: Session, card: Card, folder: string): Promise<string[]> {
  if (card.noticesSha256 === null) return [];
  await mkdir(folder, { recursive: true });
  const saved: string[] = [];
  for (const name of ['notices.pdf', 'slips.pdf']) {
    const target = path.resolve(folder, `${card.onDay}-${card.id.slice(0, 8)}-${name}`);
    await writeFile(target, await client.bytes(`${base}/paper/batches/${card.id}/${name}`), { mode: 0o600 });
    saved.push(target);
  }
  return saved;
}

function cardText(card: Card): string {
  const { counts } = card;
  const head = facts([
    ['批次', card.id],
    ['种类', card.kindZh],
    ['状态', card.stateZh],
    ['送出', `${card.onDay}，最迟 ${card.lastDayOn}`],
    ['份数', `${counts.all - counts.void}（已送出 ${counts.out}，未能送出 ${counts.not_possible}）`],
  ]);
  const rows = table(card.items, [
    { heading: '序', of: (row) => row.position, right: true },
    { heading: '编号', of: (row) => row.number },
    { heading: '房号', of: (row) => row.label },
    { heading: '称呼', of: (row) => row.nameMasked },
    { heading: '金额', of: (row) => yuan(row.amountFen), right: true },
    { heading: '期限', of: (row) => row.deadlineOn },
    { heading: '状态', of: (row) => row.courierStateZh ?? row.stateZh },
    { heading: '运单号', of: (row) => row.trackingNumber },
    { heading: '注意', of: (row) => row.outdated?.zh },
  ]);
  const left = card.leftOut.map(({ label, zh }) => `没有印 ${label}：${zh}`);
  return [head, rows, ...left].join('\n');
}

function nextText({ id, state, counts }: Card): string {
  if (state !== 'printed') return '';
  const copies = counts.all - counts.void;
  return `\n批准  ${typed()} paper approve ${id}\n盖章  ${typed()} paper seal ${id} --copies ${copies}`;
}
