import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { pageOf } from '../api/paging';
import { releasedSchema, waveLineSchema, wavePreviewSchema, waveRowSchema } from '../api/schemas/wave';
import { wholeNumber } from './community';
import { UsageError } from './exit';
import { print, yuan } from './output';
import { withProgress } from './progress';
import { connect, type Session } from './session';
import { table } from './table';

type Preview = z.infer<typeof wavePreviewSchema> & { lines: z.infer<typeof waveLineSchema>[] };
type Released = z.infer<typeof releasedSchema>;

export function releaseCommands(program: Command): void {
  program
    .command('waves')
    .description('放行单')
    .option('--all', '已放行的也列出')
    .action(async (options: { all?: true }, command: Command) => {
      const session = await connect(command, 'wave.read');
      const waves = await wavesOf(session, options.all ? undefined : 'open');
      print(session.globals, waves, () =>
        waves.length === 0
          ? '没有待放行的单'
          : table(waves, [
              { heading: '日期', of: (row) => row.onDay },
              { heading: '来自', of: (row) => (row.origin === 'import' ? '台账导入' : '每日巡检') },
              { heading: '待放行', of: (row) => `${row.waiting} 户`, right: true },
              { heading: '金额', of: (row) => yuan(row.waitingFen), right: true },
              { heading: '截止', of: (row) => row.dueOn },
              { heading: '状态', of: (row) => (row.status === 'open' ? '待放行' : '已放行') },
              { heading: 'id', of: (row) => row.id },
            ]),
      );
    });

  program
    .command('release [wave]')
    .description('放行一张（id）或 --all 全部；--preview 只看不放')
    .option('--all', '全部待放行的单')
    .option('--preview', '只看：多少户、多少钱、哪个渠道，剔除了谁、为什么')
    .option('--only <cases>', '只放行这些案件（id，逗号隔开）')
    .option('--exclude <cases>', '剔除这些案件（id，逗号隔开），留在单上')
    .option('--reason <text>', '剔除的原因；与 --until 一起：到期前不联系')
    .option('--until <day>', '剔除到哪天')
    .option('--from <day>', '改日：从哪天起联系')
    .option('--per-day <n>', '每日户数，不超过政策上限')
    .action(async (wave: string | undefined, options: ReleaseOptions, command: Command) => {
      if ((wave === undefined) === (options.all === undefined)) {
        throw new UsageError('请给一张放行单的 id，或用 --all', 'give the id of a wave, or --all');
      }
      const session = await connect(command, 'wave.release_first', 'wave.release', 'wave.read');
      const ids = wave === undefined ? (await wavesOf(session, 'open')).map(({ id }) => id) : [wave];
      if (options.preview) return showPreviews(session, ids);
      const body = bodyOf(options, wave === undefined);
      const released = await withProgress('放行', !session.globals.json, async () =>
        wave === undefined
          ? (
              await session.client.post(
                `${session.base}/waves/release`,
                z.object({ items: z.array(releasedSchema) }),
                body,
              )
            ).items
          : [await session.client.post(`${session.base}/waves/${wave}/release`, releasedSchema, body)],
      );
      print(session.globals, released, () => releasedText(released));
    });

  program
    .command('scan')
    .description('立即巡检：为新到期的户立案、核对每个案件')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'wave.release', 'import.run');
      const counts = await withProgress('巡检', !session.globals.json, () =>
        session.client.post(`${session.base}/scan`, z.record(z.string(), z.number())),
      );
      print(session.globals, counts, () => scanText(counts));
    });
}

type ReleaseOptions = {
  all?: true;
  preview?: true;
  only?: string;
  exclude?: string;
  reason?: string;
  until?: string;
  from?: string;
  perDay?: string;
};

function bodyOf({ only, exclude, reason, until, from, perDay }: ReleaseOptions, all: boolean) {
  if ((reason === undefined) !== (until === undefined))
    throw new UsageError('--reason 与 --until 须一起给', '--reason and --until go together');
  if (all && only !== undefined)
    throw new UsageError('--only 须给一张放行单的 id', '--only takes the id of a wave');
  return {
    ...(only === undefined ? {} : { caseIds: only.split(',') }),
    excludeCaseIds: exclude?.split(',') ?? [],
    exclusion: reason === undefined || until === undefined ? null : { reason, untilOn: until },
    fromOn: from ?? null,
    perDay: perDay === undefined ? null : wholeNumber(perDay, '--per-day'),
  };
}

async function wavesOf({ client, base }: Session, status: string | undefined) {
  return client.all(`${base}/waves`, pageOf(waveRowSchema).shape.items.element, { status });
}

async function showPreviews(session: Session, ids: readonly string[]): Promise<void> {
  const previews = await withProgress('预演', !session.globals.json, async (progress) => {
    await untilBegun(session, ids, (left) => progress.say(`立案中，还有 ${left} 户`));
    const shown: Preview[] = [];
    for (const id of ids) {
      const at = `${session.base}/waves/${id}`;
      const lines = await session.client.all(`${at}/lines`, waveLineSchema, { attention: 'any' });
      shown.push({ ...(await session.client.get(at, wavePreviewSchema)), lines });
    }
    return shown;
  });
  print(session.globals, previews, () =>
    previews.length === 0 ? '没有待放行的单' : previews.map(previewText).join('\n\n'),
  );
}

const PATIENCE_MS = 120_000;

/** A case that is just being opened has no plan yet; what is shown before would say too little. */
async function untilBegun(
  session: Session,
  ids: readonly string[],
  say: (left: number) => void,
): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(1_000)) {
    const waves = (await wavesOf(session, 'open')).filter(({ id }) => ids.includes(id));
    const left = waves.reduce((sum, { beginning }) => sum + beginning, 0);
    if (left === 0) return;
    say(left);
  }
}

export function previewText(preview: Preview): string {
  const { waveId, zh, byChannel, leftOut, lines, stops, takeOver, release, capacity } = preview;
  const channels = table(byChannel, [
    { heading: '渠道', of: (row) => row.zh },
    { heading: '户', of: (row) => row.accounts, right: true },
    { heading: '金额', of: (row) => yuan(row.amountFen), right: true },
  ]);
  const left = table(leftOut, [
    { heading: '自动剔除', of: (row) => row.zh },
    { heading: '户', of: (row) => row.accounts, right: true },
    { heading: '金额', of: (row) => yuan(row.amountFen), right: true },
  ]);
  const attention = table(lines, [
    { heading: '须看', of: (row) => row.label },
    { heading: '金额', of: (row) => yuan(row.claimableFen), right: true },
    { heading: '原因', of: (row) => row.attentionZh.join('、') },
    { heading: 'id', of: (row) => row.id },
  ]);
  const work = capacity.filter(({ days }) => days > 1).map((row) => `${row.zh}约 ${row.days} 天做完`);
  const notes = [
    ...stops.map((stop) => stop.zh),
    ...(takeOver.warningZh === null ? [] : [takeOver.warningZh]),
    ...(work.length > 0 ? [`按政策的工作量：${work.join('，')}`] : []),
    ...(release.perDayMost === null ? [] : [`首批每日最多 ${release.perDayMost} 户`]),
  ];
  return [
    `放行单 ${waveId}：${zh}`,
    ...notes,
    channels,
    ...(leftOut.length > 0 ? [left] : []),
    ...(lines.length > 0 ? [attention] : []),
  ].join('\n\n');
}

function releasedText(released: readonly Released[]): string {
  if (released.length === 0) return '没有待放行的单';
  return released.map(({ zh, waveId }) => `${zh}　${waveId}`).join('\n');
}

function scanText(counts: Record<string, number>): string {
  const { opened = 0, raised = 0, superseded = 0, told = 0, restarted = 0, overdue = 0 } = counts;
  return `巡检完成：立案 ${opened}，金额增加 ${raised}，接续 ${superseded}，通知案件 ${told}，恢复 ${restarted}，超时任务 ${overdue}`;
}
