import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseYuan } from '../domain/money';
import type { Client } from './client';
import { readLocal } from './evidence';
import { UsageError } from './exit';

/** What may be said with the outcome of a task; which of it is wanted, the table of outcomes says. */
export type OutcomeOptions = {
  note?: string;
  amount?: string;
  on?: string;
  disputeKind?: string;
  matter?: string;
  second?: string;
  signature?: string;
  witness?: string;
  tracking?: string;
  from?: string;
  to?: string;
  optOut?: string;
  reached?: true;
  asked?: true;
  file: string[];
};

export function outcomeOptions(command: Command): Command {
  return command
    .option('--note <text>', '情况')
    .option('--amount <yuan>', '承诺金额（元）')
    .option('--on <day>', '承诺日')
    .option('--dispute-kind <kind>', '异议：service、amount', 'service')
    .option('--matter <matter>', '异议事项')
    .option('--from <HH:MM>', '业主约定的时间，起')
    .option('--to <HH:MM>', '业主约定的时间，止')
    .option('--opt-out <channels>', '业主不要再用的渠道')
    .option('--second <name>', '上门的另一人')
    .option('--signature <how>', 'signed、refused')
    .option('--witness <name>', '见证人')
    .option('--tracking <number>', '运单号')
    .option('--reached', '其他：接触到了人')
    .option('--asked', '其他：提出了缴费')
    .option(
      '--file <path:shows>',
      '照片等，可重复：door.jpg:door',
      (value: string, before: string[]) => [...before, value],
      [],
    );
}

/** What was said, as the API takes it; files are kept first. */
export async function saidOf(
  base: string,
  client: Client,
  { caseId, id }: { caseId: string | null; id: string },
  options: OutcomeOptions,
) {
  const {
    note,
    amount,
    on,
    matter,
    disputeKind,
    from,
    to,
    optOut,
    second,
    signature,
    witness,
    tracking,
    reached,
    asked,
    file,
  } = options;
  const fileIds: string[] = [];
  for (const one of file) fileIds.push(await uploadFile(client, base, caseId, id, one));
  return {
    ...(note ? { note } : {}),
    ...(on ? { promise: { on, amountFen: fenOf(amount) } } : {}),
    ...(matter ? { dispute: { kind: disputeKind, matter } } : {}),
    ...(from && to ? { statedTime: { from, to } } : {}),
    ...(optOut ? { optOut: optOut.split(',') } : {}),
    ...(second ? { second: { name: second } } : {}),
    ...(signature ? { signature } : {}),
    ...(witness ? { witness } : {}),
    ...(tracking ? { trackingNumber: tracking } : {}),
    ...(reached ? { reached } : {}),
    ...(asked ? { asked } : {}),
    ...(fileIds.length > 0 ? { fileIds } : {}),
  };
}

async function uploadFile(
  client: Client,
  base: string,
  caseId: string | null,
  taskId: string,
  given: string,
): Promise<string> {
  const at = given.lastIndexOf(':');
  if (at < 1 || caseId === null)
    throw new UsageError('--file 须为 路径:内容，如 door.jpg:door', '--file takes path:shows');
  const file = given.slice(0, at);
  const form = new FormData();
  form.append('shows', given.slice(at + 1));
  form.append('taskId', taskId);
  form.append('file', new Blob([await readLocal(file)]), path.basename(file));
  return (await client.post(`${base}/cases/${caseId}/files`, z.object({ id: z.uuid() }), form)).id;
}

function fenOf(text: string | undefined): number {
  const read = parseYuan(text ?? '');
  if (read.ok) return read.fen;
  throw new UsageError('请用 --amount 写承诺金额（元）', '--amount takes the amount promised, in yuan');
}
