import type { Command } from 'commander';
import { z } from 'zod';
import { takeOverProgressSchema, takeOverSchema } from '../api/schemas/take-over';
import { DECLARED_STATES, STATE_WORDS } from '../domain/take-over';
import { UserError } from '../errors';
import { UsageError } from './exit';
import { print } from './output';
import { connect, type Session } from './session';
import { table } from './table';

type TakeOver = z.infer<typeof takeOverSchema>;

/** `cuijiao take-over`: what the first ledger declared of the work done before, looked at before anything is released. */
export function takeOverCommands(program: Command): void {
  const parent = program.command('take-over').description('存量接管：台账所载（未经证实），放行前逐户看过');

  parent
    .command('list', { isDefault: true })
    .description('接管的户：台账怎么说、据此会怎么做、有什么疑点')
    .option('--doubts', '只看有疑点的')
    .option('--open', '只看还没看过的')
    .action(async (options: { doubts?: true; open?: true }, command: Command) => {
      const session = await connect(command, 'wave.read');
      const rows = await rowsOf(session, {
        ...(options.doubts ? { doubts: 'true' } : {}),
        ...(options.open ? { looked: 'false' } : {}),
      });
      const { progress } = await session.client.get(
        `${session.base}/take-over?limit=1`,
        z.object({ progress: takeOverProgressSchema }),
      );
      print(session.globals, { progress, items: rows }, () => `${progress.zh}\n\n${rowsText(rows)}`);
    });

  parent
    .command('confirm <room>')
    .description('确认一户：按台账所载')
    .option('--reason <text>', '依据；有疑点时必填')
    .action(async (room: string, options: { reason?: string }, command: Command) => {
      const session = await connect(command, 'wave.release');
      await look(session, room, { correction: null, reason: options.reason ?? null });
    });

  parent
    .command('correct <room>')
    .description('更正一户；案件按新记录重新开始')
    .requiredOption('--reason <text>', '依据')
    .option('--state <state>', DECLARED_STATES.map((state) => `${state} ${STATE_WORDS[state]}`).join('、'))
    .option('--level <n>', '催缴级别 1–4')
    .option('--promised-on <day>', '承诺日')
    .action(async (room: string, options: CorrectOptions, command: Command) => {
      const session = await connect(command, 'wave.release');
      const { state, level, promisedOn, reason } = options;
      const correction = {
        ...(state === undefined ? {} : { state }),
        ...(level === undefined ? {} : { level: Number(level) }),
        ...(promisedOn === undefined ? {} : { promisedOn }),
      };
      if (Object.keys(correction).length === 0)
        throw new UsageError('请写明更正什么：--state、--level 或 --promised-on', 'say what is corrected');
      await look(session, room, { correction, reason });
    });
}

type CorrectOptions = { reason: string; state?: string; level?: string; promisedOn?: string };

function rowsOf({ client, base }: Session, query: Record<string, string>): Promise<TakeOver[]> {
  return client.all(`${base}/take-over`, takeOverSchema, query);
}

async function look(session: Session, room: string, body: object): Promise<void> {
  const found = (await rowsOf(session, {})).find(({ label }) => label === room);
  if (!found)
    throw new UserError('TAKE_OVER_UNKNOWN', `${room} 没有接管记录`, `nothing was declared of ${room}`, 404);
  const row = await session.client.post(`${session.base}/take-over/${found.accountId}`, takeOverSchema, body);
  print(session.globals, row, () => rowsText([row]));
}

function rowsText(rows: readonly TakeOver[]): string {
  if (rows.length === 0) return '没有要看的户';
  return table(rows, [
    { heading: '房号', of: (row) => row.label },
    { heading: '台账所载', of: (row) => row.declaredZh },
    { heading: '据此', of: (row) => row.follows.zh },
    {
      heading: '疑点',
      of: (row) => row.doubts.map(({ zh, word }) => (word ? `${zh}「${word}」` : zh)).join('；'),
    },
    {
      heading: '看过',
      of: (row) => (row.verdict === null ? '' : row.verdict === 'confirmed' ? '已确认' : '已更正'),
    },
  ]);
}
