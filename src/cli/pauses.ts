import path from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { communityCardSchema } from '../api/schemas/community';
import { pauseRow } from '../api/schemas/pause';
import { PARTY_KINDS } from '../domain/party';
import { UserError } from '../errors';
import { readLocal } from './evidence';
import { UsageError } from './exit';
import { print } from './output';
import { connect, type Session } from './session';
import { table } from './table';

type Pause = z.infer<typeof pauseRow>;

const listed = z.object({ ids: z.array(z.string()), accounts: z.int() });

/** `cuijiao pauses`: nothing is sent to whom, why, and until when. */
export function pauseCommands(program: Command): void {
  const parent = program
    .command('pauses')
    .description('暂停联系（剔除）：小区、楼栋、户、开发商等，须有原因与结束日');

  parent
    .command('list', { isDefault: true })
    .description('现在与将来的暂停')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'log.own');
      const rows = await session.client.all(`${session.base}/pauses`, pauseRow);
      print(session.globals, rows, () => rowsText(rows));
    });

  parent
    .command('set [rooms...]')
    .description('暂停这些房号；或 --file 名单、--building 楼栋、--party-kind 责任主体类型')
    .requiredOption('--reason <text>', '原因')
    .requiredOption('--until <day>', '最后一天')
    .option('--from <day>', '从哪天起，默认今天')
    .option('--file <path>', 'CSV 或 XLSX，一列房号；整份采用或整份退回')
    .option('--building <building>', '整栋')
    .addOption(new Option('--party-kind <kind>', '全部这类责任主体').choices([...PARTY_KINDS]))
    .action(async (rooms: string[], options: SetOptions, command: Command) => {
      const session = await connect(command, 'hold.set', 'pause.building');
      const made = await set(session, rooms, options);
      print(session.globals, made, () => `已暂停 ${made.accounts} 项，至 ${options.until}`);
    });

  parent
    .command('lift <id>')
    .description('提前解除')
    .action(async (id: string, _options, command: Command) => {
      const session = await connect(command, 'hold.set', 'pause.building', 'pause.community');
      const done = await session.client.post(
        `${session.base}/pauses/${id}/lift`,
        z.object({ done: z.literal(true) }),
      );
      print(session.globals, done, () => '已解除');
    });
}

type SetOptions = {
  reason: string;
  until: string;
  from?: string;
  file?: string;
  building?: string;
  partyKind?: string;
};

async function set(
  { client, base }: Session,
  rooms: string[],
  { reason, until, from, file, building, partyKind }: SetOptions,
): Promise<z.infer<typeof listed>> {
  const given = [rooms.length > 0, file, building, partyKind].filter(
    (one) => one !== undefined && one !== false,
  );
  if (given.length !== 1)
    throw new UsageError(
      '请给房号、--file、--building 或 --party-kind 之一',
      'give rooms, --file, --building or --party-kind',
    );
  const fromOn = from ?? (await client.get(base, communityCardSchema)).today;
  const span = { fromOn, toOn: until, reason };
  if (file !== undefined) {
    const form = new FormData();
    for (const [name, value] of Object.entries(span)) form.append(name, value);
    form.append('file', new Blob([await readLocal(file)]), path.basename(file));
    return explained(() => client.post(`${base}/pauses/file`, listed, form));
  }
  if (rooms.length > 0)
    return explained(() => client.post(`${base}/pauses/list`, listed, { rooms, ...span }));
  const of = building === undefined ? { kind: 'party_kind', partyKind } : { kind: 'building', building };
  const { id } = await client.post(`${base}/pauses`, z.object({ id: z.string() }), { of, ...span });
  return { ids: [id], accounts: 1 };
}

const refusedRows = z.object({ rows: z.array(z.object({ row: z.int(), room: z.string(), zh: z.string() })) });

/** Each wrong row of a list, not the first one alone. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const found = error instanceof UserError ? refusedRows.safeParse(error.details) : null;
    if (!(error instanceof UserError) || !found?.success) throw error;
    const rows = found.data.rows.map(({ row, room, zh }) => `  第 ${row} 行 ${room}：${zh}`);
    throw new UserError(error.code, `${error.zh}\n${rows.join('\n')}`, error.en, error.status, error.details);
  }
}

function rowsText(rows: readonly Pause[]): string {
  if (rows.length === 0) return '没有暂停';
  return table(rows, [
    { heading: '暂停', of: (row) => row.ofZh },
    { heading: '从', of: (row) => row.fromOn },
    { heading: '至', of: (row) => row.toOn },
    { heading: '原因', of: (row) => row.reason },
    { heading: '谁', of: (row) => row.setByName },
    { heading: 'id', of: (row) => row.id },
  ]);
}
