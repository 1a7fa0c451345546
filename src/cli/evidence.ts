import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { verifyReportSchema } from '../api/schemas/evidence';
import { UserError } from '../errors';
import { EXIT } from './exit';
import { print } from './output';
import { withProgress } from './progress';
import { connect } from './session';

export function evidenceCommands(program: Command): void {
  program
    .command('evidence')
    .description('证据')
    .command('verify')
    .description('逐条重算；被改一个字节也找得出，并说明是哪一条')
    .option('--heads <file>', '对照一份存在别处的链头文件')
    .option('--case <id>', '只校验此户')
    .action(async (options: { heads?: string; case?: string }, command: Command) => {
      const session = await connect(command, 'evidence.verify');
      const report = await withProgress('校验', !session.globals.json, async () => {
        if (options.heads === undefined) {
          return session.client.post(`${session.base}/evidence/verify`, verifyReportSchema, {
            caseId: options.case,
          });
        }
        const form = new FormData();
        form.append('file', new Blob([await readLocal(options.heads)]), path.basename(options.heads));
        return session.client.post(`${session.base}/evidence/verify-against`, verifyReportSchema, form);
      });
      print(session.globals, report, () => reportText(report));
      if (!report.whole) process.exitCode = EXIT.refused;
    });
}

function reportText(report: z.infer<typeof verifyReportSchema>): string {
  const { accounts, entries, files, erased, published } = report;
  const read = `校验了 ${accounts} 户、${entries} 条、${files} 份文件${erased > 0 ? `（依法删除内容的 ${erased} 条）` : ''}`;
  const heads = published
    ? `；对照 ${published.file}（${published.heads} 条链头）`
    : '；还没有公布过链头，链尾被截看不出来';
  if (report.whole) return `${read}${heads}\n完整`;
  const lines = report.findings.map(({ zh }) => `  ✗ ${zh}`);
  const more = report.found > lines.length ? [`  …… 共 ${report.found} 处`] : [];
  return [`${read}${heads}`, `不完整，${report.found} 处：`, ...lines, ...more].join('\n');
}

/** npm runs a script in the project's folder; a path is meant from where it was typed. */
export function localPath(file: string): string {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
}

/** @throws UserError FILE_UNREADABLE */
export async function readLocal(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(localPath(file)));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UserError(
      'FILE_UNREADABLE',
      `读不到文件 ${file}（${code}）`,
      `cannot read ${file} (${code})`,
      code === 'ENOENT' ? 404 : 422,
    );
  }
}
