import type { Command } from 'commander';
import { EXIT } from './exit';
import { print } from './output';
import { globalsOf, signInAs } from './session';
import { table } from './table';

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('演示：新建一个演示小区，两分钟内看完四个级别和各种结局（需 npm start 正在运行）')
    .action(async (_options, command: Command) => {
      const globals = globalsOf(command);
      const { client } = signInAs(globals, ['accounts.manage']);
      const [{ runDemo }, { loadConfig }, { createDatabase }] = await Promise.all([
        import('../dev/demo'),
        import('../config'),
        import('../db/client'),
      ]);
      const db = createDatabase(loadConfig().databaseUrl);
      try {
        const summary = await runDemo({
          admin: client,
          context: { db },
          print: (line) => {
            if (!globals.json) process.stdout.write(`${line}\n`);
          },
        });
        print(globals, summary, () => textOf(summary));
        if (!summary.ok) process.exitCode = EXIT.bug;
      } finally {
        await db.$disconnect();
      }
    });
}

type Summary = Awaited<ReturnType<typeof import('../dev/demo')['runDemo']>>;

function textOf(summary: Summary): string {
  const { evidence, breaches, problems } = summary;
  const accounts = table(summary.accounts, [
    { heading: '户', of: (row) => row.room },
    { heading: '级别', of: (row) => row.cases.map(({ path }) => path.join('→')).join('；') },
    { heading: '结局', of: (row) => row.cases.map(({ ending }) => ending ?? '未结').join('；') },
    { heading: '消息', of: (row) => row.contacts.messages, right: true },
    { heading: '面谈', of: (row) => row.contacts.spoken, right: true },
    { heading: '书面', of: (row) => row.contacts.papers, right: true },
    { heading: '未接', of: (row) => row.contacts.attempts, right: true },
    { heading: '', of: (row) => (row.asExpected ? '✓' : '✗') },
    { heading: '演示了什么', of: (row) => row.zh },
  ]);
  return [
    '',
    accounts,
    '',
    `${summary.community}：${summary.days} 天，用时 ${summary.seconds} 秒；级别 ${summary.levelsSeen.join('、')}；结局 ${summary.endingsSeen.join('、')}`,
    `证据校验：${evidence.whole ? '完好' : '有缺陷'}（${evidence.entries} 条，${evidence.files} 份文件，发现 ${evidence.found} 处问题）`,
    `不该联系而联系的：${breaches.length} 次${breaches.map(({ law, room, at, what }) => `\n  ✗ ${law}：${room} ${at} ${what}`).join('')}`,
    ...problems.map((problem) => `✗ ${problem}`),
    summary.ok ? '✓ 每个级别、每种结局都看到了' : '✗ 演示没有走完',
  ].join('\n');
}
