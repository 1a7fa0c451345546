import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { approvedSchema, judgementSchema, textDetailSchema, textSummarySchema } from '../api/schemas/text';
import { wholeNumber } from './community';
import { UsageError } from './exit';
import { momentIn, print } from './output';
import { connect, type Session } from './session';
import { table } from './table';

type Judgement = z.infer<typeof judgementSchema>;
type Detail = z.infer<typeof textDetailSchema>;

const summariesSchema = z.object({ items: z.array(textSummarySchema) });

export function textCommands(program: Command): void {
  const texts = program.command('texts').description('文本：短信、邮件、话术、通知书的用语与版本');

  texts
    .command('list')
    .description('全部文本：在用第几版，哪些在等批准')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'policy.read');
      const { items } = await session.client.get(`${session.base}/texts`, summariesSchema);
      print(session.globals, items, () =>
        table(items, [
          { heading: '编号', of: (row) => row.code },
          { heading: '文本', of: (row) => row.zh },
          { heading: '形式', of: (row) => row.formZh },
          {
            heading: '在用',
            of: (row) => (row.activeVersion === null ? '无' : `第 ${row.activeVersion} 版`),
          },
          { heading: '待批准', of: (row) => versionsOf(row.versions, 'proposed') },
          { heading: '草稿', of: (row) => versionsOf(row.versions, 'draft') },
        ]),
      );
    });

  texts
    .command('show <code> [version]')
    .description('一版的原文、检查结果与按最长变量的样子；不写版本为最新一版')
    .action(async (code: string, version: string | undefined, _options, command: Command) => {
      const session = await connect(command, 'policy.read');
      const detail = await session.client.get(await pathOf(session, code, version), textDetailSchema);
      print(session.globals, detail, () => detailText(detail, session));
    });

  texts
    .command('lint <code> <file>')
    .description('只检查文件里的用语，不保存')
    .option('--subject <text>', '邮件主题')
    .action(async (code: string, file: string, options: { subject?: string }, command: Command) => {
      const session = await connect(command, 'policy.read');
      const body = draftOf(code, file, options.subject);
      const judged = await session.client.post(`${session.base}/texts/lint`, judgementSchema, body);
      print(session.globals, judged, () => judgementText(judged));
      if (!judged.accepted) process.exitCode = 3;
    });

  texts
    .command('propose <code> <file>')
    .description('把文件里的用语存为下一版并提交批准')
    .option('--subject <text>', '邮件主题')
    .action(async (code: string, file: string, options: { subject?: string }, command: Command) => {
      const session = await connect(command, 'text.change');
      const body = draftOf(code, file, options.subject);
      const { version } = await session.client.post(`${session.base}/texts`, textDetailSchema, body);
      const proposed = await session.client.post(
        `${session.base}/texts/${code}/versions/${version}/propose`,
        textDetailSchema,
      );
      print(session.globals, proposed, () => `已提交 ${proposed.templateId}，待另一人批准`);
    });

  texts
    .command('approve [code] [version]')
    .description('批准一版（立即启用），或 --built-in 批准全部首日文本')
    .option('--built-in', '全部待批的首日文本')
    .action(
      async (
        code: string | undefined,
        version: string | undefined,
        options: { builtIn?: true },
        command: Command,
      ) => {
        if ((code === undefined) === (options.builtIn === undefined)) {
          throw new UsageError(
            '请给文本编号与版本，或用 --built-in',
            'give a text and its version, or --built-in',
          );
        }
        const session = await connect(command, 'text.approve');
        if (code === undefined) return approveBuiltIn(session);
        const path = `${await pathOf(session, code, version)}/approve`;
        const approved = await session.client.post(path, textDetailSchema);
        print(session.globals, approved, () => `已启用 ${approved.templateId}`);
      },
    );

  texts
    .command('refuse <code> <version>')
    .description('不批准，写明理由')
    .requiredOption('--reason <text>', '理由')
    .action(async (code: string, version: string, options: { reason: string }, command: Command) => {
      const session = await connect(command, 'text.approve');
      const path = `${await pathOf(session, code, version)}/refuse`;
      const refused = await session.client.post(path, textDetailSchema, { reason: options.reason });
      print(session.globals, refused, () => `未批准 ${refused.templateId}`);
    });

  texts
    .command('retire <code> <version>')
    .description('停用在用的一版：此文本随即不再发出')
    .action(async (code: string, version: string, _options, command: Command) => {
      const session = await connect(command, 'text.change', 'text.approve');
      const retired = await session.client.post(
        `${await pathOf(session, code, version)}/retire`,
        textDetailSchema,
      );
      print(session.globals, retired, () => `已停用 ${retired.templateId}`);
    });
}

async function approveBuiltIn(session: Session): Promise<void> {
  const answer = await session.client.post(`${session.base}/texts/approve-built-in`, approvedSchema);
  print(session.globals, answer, () =>
    [
      `已启用 ${answer.approved.length} 份首日文本`,
      ...answer.left.map(({ code, zh }) => `留下 ${code}：${zh}`),
    ].join('\n'),
  );
}

function draftOf(code: string, file: string, subject: string | undefined) {
  return { code, subject: subject ?? null, body: readFileSync(file, 'utf8').trim() };
}

async function pathOf({ client, base }: Session, code: string, version: string | undefined): Promise<string> {
  if (version !== undefined) return `${base}/texts/${code}/versions/${wholeNumber(version, 'version')}`;
  const { items } = await client.get(`${base}/texts`, summariesSchema);
  const latest = items.find((item) => item.code === code)?.versions[0]?.version;
  return `${base}/texts/${code}/versions/${latest ?? 1}`;
}

function versionsOf(versions: readonly { version: number; status: string }[], status: string): string {
  return versions
    .filter((one) => one.status === status)
    .map(({ version }) => `第 ${version} 版`)
    .join('、');
}

function detailText(detail: Detail, { community: { zone } }: Session): string {
  const by = (name: string | null) => name ?? '产品自带';
  return [
    `${detail.templateId} ${detail.zh}（${detail.formZh}）　${detail.statusZh}`,
    ...(detail.proposedAt ? [`提交 ${by(detail.proposedByName)} ${momentIn(zone, detail.proposedAt)}`] : []),
    ...(detail.approvedAt
      ? [`批准 ${detail.approvedByName ?? ''} ${momentIn(zone, detail.approvedAt)}`]
      : []),
    ...(detail.refusedReason ? [`未批准：${detail.refusedReason}`] : []),
    ...(detail.subject ? [`主题：${detail.subject}`] : []),
    '',
    detail.body,
    '',
    judgementText(detail.judgement),
  ].join('\n');
}

export function judgementText({ accepted, findings, preview }: Judgement): string {
  const { segments, characters, provider } = preview;
  return [
    accepted ? '检查通过' : '检查不通过',
    ...findings.map(({ severity, rule, zh }) => `${severity === 'error' ? '✗' : '!'} ${zh}（${rule}）`),
    ...(segments === null ? [] : [`按最长变量 ${characters} 字，计费 ${segments} 条`]),
    ...(provider ? [`报审模板：${provider.body}　变量：${provider.variables.join('、')}`] : []),
  ].join('\n');
}
