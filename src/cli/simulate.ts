import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type CivilDay, civilDayOf, isCivilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import { readyMadePolicies, readyMadePolicy } from '../policy/ready-made';
import type { Policy } from '../policy/schema';
import { parsePolicy } from '../policy/versions';
import { type Assumptions, readAssumptions } from '../simulation/community/assumptions';
import { readLedgerHouseholds } from '../simulation/community/ledger-households';
import type { Household } from '../simulation/community/population';
import { simulateCommunity } from '../simulation/community/simulate';
import { runStory } from '../simulation/story-run';
import { storyJsonSchema } from '../simulation/story-schema';
import { wholeNumber } from './community';
import { UsageError } from './exit';
import { note, print } from './output';
import { withProgress } from './progress';
import type { Globals } from './session';
import { storyText } from './simulate-story-text';
import { reportText } from './simulate-text';

type Options = {
  policy: string;
  against?: string;
  ledger?: string;
  accounts?: string;
  days: string;
  from?: string;
  seed: string;
  assumptions?: string;
  threads?: string;
  scenario?: string;
  scenarioSchema?: true;
};

const LONGEST_DAYS = 3_660;
const MOST_ACCOUNTS = 1_000_000;

/** `cuijiao simulate`: what a policy would do, with the same machine, and nothing written anywhere. Needs neither server nor database. */
export function simulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('推演：一套政策（或两套并列）在一个小区里一年会怎样；或按文件讲一户的故事。不写任何数据')
    .option('--policy <name>', '标准、方案原文、从严、从宽，或政策文件', '标准')
    .option('--against <name>', '并列比较的另一套')
    .option('--ledger <file>', '欠费台账：从这些户开始')
    .option('--accounts <n>', '虚拟小区的户数')
    .option('--days <n>', '推演多少天', '365')
    .option('--from <day>', '自哪天起；默认今天')
    .option('--seed <n>', '随机种子：同一种子，同一结果', '1')
    .option('--assumptions <file>', '替换部分假设（业主反应、用时、单价）')
    .option('--threads <n>', '线程数，不影响结果')
    .option('--scenario <file>', '一户的故事，逐日答')
    .option('--scenario-schema', '故事文件的 JSON Schema')
    .action(async (options: Options, command: Command) => {
      const globals = command.optsWithGlobals<Globals & Options>();
      if (options.scenarioSchema) return print({ json: true }, storyJsonSchema(), () => '');
      if (options.scenario !== undefined) {
        const answer = runStory(await readJson(options.scenario));
        return print(globals, answer, () => storyText(answer));
      }
      await community(options, globals);
    });
}

async function community(options: Options, globals: Globals): Promise<void> {
  const policies = [options.policy, ...(options.against === undefined ? [] : [options.against])];
  const read = await Promise.all(policies.map(policyFrom));
  const assumed = readAssumed(options.assumptions === undefined ? {} : await readJson(options.assumptions));
  const from = dayFrom(options.from);
  const days = within(options.days, '--days', LONGEST_DAYS);
  const seed = wholeNumber(options.seed, '--seed');
  const households = await householdsFrom(options, { from, seed, assumed }, globals);
  const report = await withProgress('正在推演', !globals.json, (progress) =>
    simulateCommunity({
      ...{ policies: read, households, from, days, seed, assumed },
      ...(options.threads === undefined ? {} : { threads: within(options.threads, '--threads', 64) }),
      onProgress: (done, of) => progress.say(`正在推演 ${Math.floor((done / of) * 100)}%`),
    }),
  );
  print(globals, report, () => reportText(report));
}

async function householdsFrom(
  { ledger, accounts }: Options,
  of: { from: CivilDay; seed: number; assumed: Assumptions },
  globals: Globals,
): Promise<number | Household[]> {
  if ((ledger === undefined) === (accounts === undefined)) {
    throw new UsageError('请给出 --ledger 或 --accounts 之一', 'give either --ledger or --accounts');
  }
  if (ledger === undefined) return within(accounts ?? '', '--accounts', MOST_ACCOUNTS);
  const { households, rows, bad } = await readLedgerHouseholds(ledger, of);
  note(globals, `台账 ${rows} 行，${bad} 行有误未计；${households.length} 户有逾期欠费`);
  return households;
}

/** @throws {UserError} POLICY_UNKNOWN, POLICY_INVALID, FILE_NOT_JSON */
async function policyFrom(name: string): Promise<Policy> {
  const known = readyMadePolicy(name);
  if (known) return known;
  if (name.endsWith('.json')) return parsePolicy(await readJson(name));
  const names = Object.values(readyMadePolicies).map((policy) => policy.name);
  throw new UserError(
    'POLICY_UNKNOWN',
    `没有政策「${name}」：可用 ${names.join('、')}，或 .json 文件`,
    `no policy ${name}: one of the ready-made ones, or a .json file`,
    404,
  );
}

/** @throws {UserError} ASSUMPTIONS_INVALID naming each wrong field */
function readAssumed(given: unknown): Assumptions {
  const read = readAssumptions(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new UserError(
    'ASSUMPTIONS_INVALID',
    `假设有误：${problems.map(({ path, message }) => `${path}：${message}`).join('；')}`,
    `the assumptions are wrong at ${problems.map(({ path }) => path || '(document)').join(', ')}`,
    422,
    { problems },
  );
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError('FILE_MISSING', `读不到文件 ${file}`, `cannot read ${file}`, 404);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError('FILE_NOT_JSON', `${file} 不是 JSON`, `${file} is no JSON`, 422);
  }
}

function dayFrom(given: string | undefined): CivilDay {
  if (given === undefined) return civilDayOf(Date.now(), 'Asia/Shanghai');
  if (isCivilDay(given)) return given as CivilDay;
  throw new UsageError(`--from 须为日期，如 2026-07-01：${given}`, `--from must be a day: ${given}`);
}

function within(given: string, name: string, most: number): number {
  const number = wholeNumber(given, name);
  if (number >= 1 && number <= most) return number;
  throw new UsageError(`${name} 须在 1 到 ${most} 之间`, `${name} must be from 1 to ${most}`);
}
