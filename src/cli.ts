#!/usr/bin/env -S node --import tsx
import { Command } from 'commander';
import { version } from '../package.json';
import { accountCommands } from './cli/accounts';
import { arrangementCommands } from './cli/arrangements';
import { bounceCommands } from './cli/bounces';
import { capturedCommand } from './cli/captured';
import { caseCommands } from './cli/case';
import { casesCommand } from './cli/cases';
import { communityCommands } from './cli/community';
import { demoCommand } from './cli/demo';
import { doctorCommand } from './cli/doctor';
import { evidenceCommands } from './cli/evidence';
import { exitCodeOf, explain } from './cli/exit';
import { importCommands } from './cli/imports';
import { limitationCommands } from './cli/limitation';
import { paperCommands } from './cli/paper';
import { pauseCommands } from './cli/pauses';
import { referralCommands } from './cli/referral';
import { releaseCommands } from './cli/release';
import { ruleCommands } from './cli/rules';
import { simulateCommand } from './cli/simulate';
import { takeOverCommands } from './cli/take-over';
import { taskCommands } from './cli/tasks';
import { textCommands } from './cli/texts';
import { userCommands } from './cli/users';

const program = new Command('cuijiao')
  .description('催缴：把欠费台账交给它，按物业公司写好的办法逐级催缴')
  .version(version)
  .option('--json', '给程序读：只输出 JSON')
  .option('--community <name>', '小区名称或 id；只有一个时可省略')
  .option('--as <login>', '以示例小区的某人（用户名、姓名或岗位）的身份')
  .exitOverride()
  .showHelpAfterError('（--help 看用法）');

const COMMANDS = [
  communityCommands,
  textCommands,
  ruleCommands,
  importCommands,
  takeOverCommands,
  releaseCommands,
  referralCommands,
  limitationCommands,
  pauseCommands,
  casesCommand,
  caseCommands,
  accountCommands,
  taskCommands,
  arrangementCommands,
  paperCommands,
  capturedCommand,
  bounceCommands,
  evidenceCommands,
  userCommands,
  simulateCommand,
  demoCommand,
  doctorCommand,
];
for (const register of COMMANDS) register(program);

program.parseAsync().catch((error: unknown) => {
  const text = explain(error, process.argv.includes('--json'));
  if (text !== '') process.stderr.write(`${text}\n`);
  process.exitCode = exitCodeOf(error);
});
