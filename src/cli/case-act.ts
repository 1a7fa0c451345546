import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { verdictOf } from '../api/hold-verdict';
import { acceptedSchema, actionSchema, caseCardSchema } from '../api/schemas/case';
import { permissionsFor, type StaffCommand, staffCommandSchema } from '../cases/commands';
import { parseYuan } from '../domain/money';
import type { Permission } from '../domain/permissions';
import type { HoldKind } from '../domain/vocabulary';
import { UserError } from '../errors';
import { caseIdOf } from './case-id';
import { UsageError } from './exit';
import { print } from './output';
import { connect, type Session } from './session';
import { table } from './table';

const ACTIONS = staffCommandSchema.options.map((option) => option.shape.kind.value);
const AMOUNT_DISPUTE = 'amount_dispute';

export function caseActCommands(parent: Command): void {
  parent
    .command('actions <case>')
    .description('现在可办的事；不能办的各有理由')
    .action(async (which: string, _options, command: Command) => {
      const session = await connect(command, 'level.decide', 'case.read');
      const id = await caseIdOf(session, which);
      const { items } = await session.client.get(
        `${session.base}/cases/${id}/actions`,
        z.object({ items: z.array(actionSchema.extend({ id: z.string() })) }),
      );
      print(session.globals, items, () =>
        table(items, [
          { heading: '可办', of: (row) => (row.allowed ? '✓' : '') },
          { heading: '事项', of: (row) => row.zh },
          { heading: '命令', of: (row) => row.action },
          { heading: '选择', of: (row) => row.choice },
          { heading: '不能办的理由', of: (row) => row.why?.zh },
        ]),
      );
    });

  parent
    .command('act <case> <action>')
    .description(`办理：${[...ACTIONS, AMOUNT_DISPUTE].join('、')}`)
    .option('--reason <text>', '理由，或业主原话')
    .option('--amount <yuan>', '金额（元）：promise、payment_claimed')
    .option('--on <day>', '日期：promise 的承诺日、payment_claimed 的缴费日')
    .option('--until <day>', 'pause 的最后一天')
    .option('--instalment <day:yuan>', 'instalment_plan 的一期，可重复', collect, [])
    .option(
      '--matter <matter>',
      'complaint 的事项：repairs、security、cleaning、public_income、maintenance_fund、developer、neighbour、other',
    )
    .option('--cause <cause>', 'cause 的原因')
    .option('--level <level>', 'level 的级别')
    .option('--hold <id>', 'clear_hold 的暂停；只有一个时可省略')
    .option('--verdict <verdict>', 'clear_hold 的结论：lifted、answered、confirmed、not_found、taken_back')
    .option('--milestone <milestone>', 'milestone 的进展')
    .option('--close-as <reason>', 'close 的方式：settled、written_off、transferred、enforced')
    .option('--decline', 'answer_referral：退回而不是批准')
    .option('--charge <ids>', 'amount_dispute 的账单，可多个；不写则为全部')
    .option('--command-id <uuid>', '同一个 id 两次等于一次')
    .action(async (which: string, action: string, options: ActOptions, command: Command) => {
      const kind = action.replaceAll('-', '_');
      if (kind === AMOUNT_DISPUTE) return disputeAmount(command, which, options);
      if (!ACTIONS.some((one) => one === kind)) {
        throw new UsageError(
          `没有「${action}」这件事；可办：${ACTIONS.join('、')}`,
          `${action} is none of: ${ACTIONS.join(', ')}`,
        );
      }
      const session = await connect(command, ...permissionsOf(kind, options), 'case.read');
      const id = await caseIdOf(session, which);
      const said = await commandOf(session, id, kind, options);
      const accepted = await session.client.post(`${session.base}/cases/${id}/commands`, acceptedSchema, {
        commandId: options.commandId ?? randomUUID(),
        command: said,
        text: options.reason ?? null,
      });
      print(session.globals, accepted, () => `已办理：${kind}（${accepted.commandId}）`);
    });
}

type ActOptions = {
  reason?: string;
  amount?: string;
  on?: string;
  until?: string;
  instalment: string[];
  matter?: string;
  cause?: string;
  level?: string;
  hold?: string;
  verdict?: string;
  milestone?: string;
  closeAs?: string;
  decline?: true;
  charge?: string;
  commandId?: string;
};

/** Whose work it is, for choosing a sample user; what he may really do is the server's to say. */
function permissionsOf(kind: string, { closeAs, verdict }: ActOptions): Permission[] {
  if (kind === 'clear_hold') {
    const holdKind: Readonly<Record<string, HoldKind>> = {
      confirmed: 'payment_claimed',
      not_found: 'payment_claimed',
      answered: 'complaint',
    };
    const command = { kind: 'clear_hold', holdId: '', verdict: 'lifted' } as const;
    return permissionsFor(command, holdKind[verdict ?? ''] ?? null);
  }
  const command = { kind, reason: closeAs ?? 'settled' } as unknown as StaffCommand;
  return permissionsFor(command, null);
}

async function commandOf(
  session: Session,
  caseId: string,
  kind: string,
  options: ActOptions,
): Promise<StaffCommand> {
  const { amount, on, until, instalment, matter, cause, level, milestone, closeAs, decline } = options;
  const given: Record<string, unknown> = {
    promise: { amountFen: fenOf(amount), promisedOn: on },
    payment_claimed: { paidOn: on, amountFen: fenOf(amount) },
    instalment_plan: { instalments: instalment.map(instalmentOf) },
    complaint: { matter },
    pause: { untilOn: until },
    clear_hold: kind === 'clear_hold' ? await holdOf(session, caseId, options) : {},
    cause: { cause },
    level: { level: level === undefined ? undefined : Number(level) },
    answer_referral: { approved: !decline },
    milestone: { milestone },
    close: { reason: closeAs },
  };
  const read = staffCommandSchema.safeParse({ kind, ...((given[kind] as object | undefined) ?? {}) });
  if (read.success) return read.data;
  const said = read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('；');
  throw new UsageError(`${kind} 还缺或有误：${said}`, `${kind} lacks something: ${said}`);
}

async function holdOf({ client, base }: Session, caseId: string, { hold, verdict }: ActOptions) {
  const card = await client.get(`${base}/cases/${caseId}`, caseCardSchema);
  const open = card.holdRows.filter(({ endedAt }) => endedAt === null);
  const chosen =
    hold === undefined ? (open.length === 1 ? open[0] : undefined) : open.find(({ id }) => id === hold);
  if (chosen) return { holdId: chosen.id, verdict: verdict ?? verdictOf(chosen.kind) };
  const list = open.map(({ id, kindZh }) => `${kindZh} ${id}`).join('；');
  if (open.length === 0) throw new UserError('HOLD_UNKNOWN', '此户没有暂停', 'the case is not held', 404);
  throw new UsageError(`请用 --hold 指定：${list}`, `choose one by --hold: ${list}`);
}

async function disputeAmount(
  command: Command,
  which: string,
  { reason, charge, commandId }: ActOptions,
): Promise<void> {
  const session = await connect(command, 'dispute.open');
  const id = await caseIdOf(session, which);
  const opened = await session.client.post(
    `${session.base}/cases/${id}/amount-disputes`,
    z.object({ id: z.uuid(), answerDueOn: z.string() }),
    { commandId: commandId ?? randomUUID(), chargeIds: charge?.split(',') ?? [], statement: reason ?? '' },
  );
  print(session.globals, opened, () => `已登记金额异议，${opened.answerDueOn} 前答复（${opened.id}）`);
}

function fenOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = parseYuan(text);
  if (read.ok) return read.fen;
  throw new UsageError(`金额「${text}」不对，须为元，最多两位小数`, `${text} is no amount in yuan`);
}

function instalmentOf(text: string) {
  const [dueOn, amount] = text.split(':');
  return { dueOn, amountFen: fenOf(amount) };
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
