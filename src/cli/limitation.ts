import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { doneSchema } from '../api/route';
import { accountLimitationSchema, limitationPageSchema } from '../api/schemas/limitation';
import { fen, formatYuan } from '../domain/money';
import { print } from './output';
import { connect } from './session';
import { table } from './table';

type Table = z.infer<typeof limitationPageSchema>;
type Shown = z.infer<typeof accountLimitationSchema>;

const asked = z.object({ requestId: z.string() });
const answered = z.object({ status: z.string() });

/** `cuijiao limitation`: what lapses when, what it rests on, and the safeguard. */
export function limitationCommands(program: Command): void {
  const parent = program
    .command('limitation')
    .description('诉讼时效：时效表、一户的中断台账、登记与时效保全');

  parent
    .command('list', { isDefault: true })
    .description('时效表，先到期的在前')
    .option('--within <days>', '剩余天数不超过')
    .option('--limit <rows>', '行数', '50')
    .action(async ({ within, limit }: { within?: string; limit: string }, command: Command) => {
      const { client, base, globals } = await connect(command, 'limitation.read');
      const page = await client.get(`${base}/limitation`, limitationPageSchema, {
        withinDays: within,
        limit,
      });
      print(globals, page, () => listText(page));
    });

  parent
    .command('show <accountId>')
    .description('一户：每张账单的日期、中断台账、怎样加强')
    .action(async (accountId: string, _options, command: Command) => {
      const { client, base, globals } = await connect(command, 'limitation.read');
      const shown = await client.get(`${base}/accounts/${accountId}/limitation`, accountLimitationSchema);
      print(globals, shown, () => shownText(shown));
    });

  parent
    .command('record <accountId> <json>')
    .description('登记时效中断，JSON 见接口文档，例如 {"kind":"part_payment","paymentId":"…","reason":"…"}')
    .action(async (accountId: string, json: string, _options, command: Command) => {
      const { client, base, globals } = await connect(command, 'limitation.record');
      const body = { commandId: randomUUID(), said: z.json().parse(JSON.parse(json)) };
      const done = await client.post(
        `${base}/accounts/${accountId}/limitation/interruptions`,
        z.object({ interruptionId: z.string() }),
        body,
      );
      print(globals, done, () => `已登记 ${done.interruptionId}`);
    });

  for (const [verb, description] of [
    ['confirm', '另一人确认一条登记'],
    ['withdraw', '作废一条登记'],
  ] as const) {
    parent
      .command(`${verb} <accountId> <interruptionId>`)
      .description(description)
      .requiredOption('--reason <text>', '理由')
      .action(async (accountId: string, id: string, { reason }: { reason: string }, command: Command) => {
        const { client, base, globals } = await connect(command, 'limitation.record');
        const url = `${base}/accounts/${accountId}/limitation/interruptions/${id}/${verb}`;
        const done = await client.post(url, doneSchema, { reason });
        print(globals, done, () => '已办');
      });
  }

  parent
    .command('safeguard <accountId> <chargeIds...>')
    .description('提请时效保全')
    .addOption(new Option('--means <means>', '方式').choices(['ems', 'filing']).default('ems'))
    .requiredOption('--reason <text>', '理由')
    .action(
      async (
        accountId: string,
        chargeIds: string[],
        { means, reason }: { means: string; reason: string },
        command: Command,
      ) => {
        const { client, base, globals } = await connect(command, 'safeguard.request');
        const url = `${base}/accounts/${accountId}/limitation/requests`;
        const done = await client.post(url, asked, { kind: 'safeguard', means, chargeIds, reason });
        print(globals, done, () => `已提请 ${done.requestId}，待负责人和法务同意`);
      },
    );

  parent
    .command('answer <accountId> <requestId>')
    .description('负责人或法务答复提请')
    .addOption(new Option('--office <office>', '岗位').choices(['manager', 'counsel']).makeOptionMandatory())
    .option('--refuse', '不同意')
    .option('--reason <text>', '理由')
    .action(
      async (
        accountId: string,
        requestId: string,
        { office, refuse, reason }: { office: string; refuse?: boolean; reason?: string },
        command: Command,
      ) => {
        const { client, base, globals } = await connect(command, 'safeguard.approve');
        const url = `${base}/accounts/${accountId}/limitation/requests/${requestId}/answer`;
        const body = { office, approved: refuse !== true, reason: reason ?? null };
        const done = await client.post(url, answered, body);
        print(globals, done, () => (done.status === 'approved' ? '两人均已同意' : `状态 ${done.status}`));
      },
    );
}

function listText({ items, totals }: Table): string {
  const rows = table(items, [
    { heading: '户', of: ({ label }) => label },
    { heading: '账单', of: ({ item, periodFrom, periodTo }) => `${item} ${periodFrom}–${periodTo}` },
    { heading: '未缴', of: ({ principalLeftFen }) => formatYuan(fen(principalLeftFen)) },
    { heading: '届满', of: ({ actBefore }) => actBefore },
    { heading: '剩余', of: ({ daysLeft }) => (daysLeft < 0 ? '已过' : `${daysLeft} 天`) },
  ]);
  const sums = `共 ${totals.charges} 张、${totals.accounts} 户，¥${formatYuan(fen(totals.principalFen))}`;
  return `${rows}\n${sums}；其中已过时效 ${totals.pastCharges} 张 ¥${formatYuan(fen(totals.pastFen))}`;
}

function shownText({ charges }: Shown): string {
  return charges
    .map(({ item, periodFrom, periodTo, actBefore, ifConfirmedOn, daysLeft, interruptions, wouldHelp }) =>
      [
        `${item} ${periodFrom}–${periodTo}：${actBefore}（${daysLeft < 0 ? '已过' : `剩 ${daysLeft} 天`}），确认后 ${ifConfirmedOn}`,
        ...interruptions.map(
          (one) => `  ${one.onDay} ${one.kindZh}（${one.gradeZh}）${one.confirmed ? '' : ' 待确认'}`,
        ),
        ...wouldHelp.map(({ zh }) => `  → ${zh}`),
      ].join('\n'),
    )
    .join('\n');
}
