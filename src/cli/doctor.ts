import type { Command } from 'commander';
import { EXIT } from './exit';
import type { Finding } from './finding';
import { print } from './output';
import { withProgress } from './progress';
import { globalsOf } from './session';
import { displayWidth } from './table';

const SIGNS = { fine: '✓', warn: '!', wrong: '✗' } as const;

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('看哪里不对、怎么修：直接看这台机器、数据库、Temporal、worker')
    .action(async (_options, command: Command) => {
      const globals = globalsOf(command);
      // what looks into databases is not loaded for a command that asks the server
      const { examine } = await import('./examine');
      const findings = await withProgress('检查', !globals.json, examine);
      print(globals, findings, () => findingsText(findings));
      if (findings.some(({ state }) => state === 'wrong')) process.exitCode = EXIT.unavailable;
    });
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
