import type { Command } from 'commander';
import { loadConfig } from '../config';
import { createContext } from '../context';
import { UserError } from '../errors';
import { checkConfigured, checkMachine, type Finding } from './checks';
import { EXIT } from './exit';
import { print } from './output';
import { withProgress } from './progress';
import { globalsOf, homeFolder } from './session';
import { displayWidth } from './table';

const SIGNS = { fine: '✓', warn: '!', wrong: '✗' } as const;

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('看哪里不对、怎么修：直接看这台机器、数据库、Temporal、worker')
    .action(async (_options, command: Command) => {
      const globals = globalsOf(command);
      const findings = await withProgress('检查', !globals.json, examine);
      print(globals, findings, () => findingsText(findings));
      if (findings.some(({ state }) => state === 'wrong')) process.exitCode = EXIT.unavailable;
    });
}

async function examine(): Promise<Finding[]> {
  const machine = await checkMachine(homeFolder());
  let config: ReturnType<typeof loadConfig>;
  try {
    config = loadConfig();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const mend = '执行 npm start 启动本机环境；或设置 DATABASE_URL、TEMPORAL_ADDRESS 与三把密钥';
    return [...machine, { name: '配置', state: 'wrong', found: error.zh, mend }];
  }
  const context = createContext({ ...config, logLevel: 'silent' });
  try {
    return [
      ...machine,
      { name: '配置', state: 'fine', found: '齐全', mend: null },
      ...(await checkConfigured(context)),
    ];
  } finally {
    await context.destroy();
  }
}

function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => displayWidth(name)));
  const lines = findings.map(({ name, state, found, mend }) => {
    const space = ' '.repeat(width - displayWidth(name));
    return `${SIGNS[state]} ${name}${space}  ${found}${mend === null ? '' : `\n  ${' '.repeat(width)}  → ${mend}`}`;
  });
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  return `${lines.join('\n')}\n\n${wrong === 0 ? '没有发现问题' : `${wrong} 处不对，按 → 处理后再看一次`}`;
}
