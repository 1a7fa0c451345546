import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { print, yuan } from './output';
import { connect } from './session';
import { table } from './table';

const batchesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      onDay: z.string(),
      accounts: z.number(),
      totalFen: z.number(),
      cases: z.array(
        z.object({
          caseId: z.string(),
          label: z.string(),
          statusZh: z.string(),
          amountFen: z.number(),
          reason: z.string().nullable(),
        }),
      ),
    }),
  ),
});
const resultsSchema = z.object({
  items: z.array(
    z.object({ caseId: z.string(), accepted: z.boolean(), refusal: z.object({ zh: z.string() }).nullable() }),
  ),
});
type Results = z.infer<typeof resultsSchema>;

/** 移交批次: what is proposed each quarter, asked for and answered in one act. */
export function referralCommands(program: Command): void {
  const referral = program.command('referral').description('法律移交：成批提请与批准');

  referral
    .command('batches', { isDefault: true })
    .description('最近的移交批次与每户状态')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'referral.request', 'referral.approve', 'referral.review');
      const found = await session.client.get(`${session.base}/referral-batches`, batchesSchema);
      print(session.globals, found, () =>
        found.items.length === 0
          ? '还没有移交批次'
          : found.items
              .map(({ id, onDay, accounts, totalFen, cases }) =>
                [
                  `${onDay}　${accounts} 户　${yuan(totalFen)}　（${id}）`,
                  table(cases, [
                    { heading: '户', of: ({ label }) => label },
                    { heading: '状态', of: ({ statusZh }) => statusZh },
                    { heading: '现应付', of: ({ amountFen }) => yuan(amountFen) },
                    { heading: '上次结果', of: ({ reason }) => reason ?? '' },
                  ]),
                ].join('\n'),
              )
              .join('\n\n'),
      );
    });

  referral
    .command('request <batchId>')
    .description('提请一批；--case 只提选中的（案件 id）')
    .requiredOption('--reason <text>', '理由')
    .option('--case <ids...>', '案件 id')
    .action(async (batchId: string, options: { reason: string; case?: string[] }, command: Command) => {
      const session = await connect(command, 'referral.request');
      const body = { commandId: randomUUID(), text: options.reason, caseIds: options.case ?? null };
      const path = `${session.base}/referral-batches/${batchId}/request`;
      const done = await session.client.post(path, resultsSchema, body);
      print(session.globals, done, () => inWords(done));
    });

  referral
    .command('answer <batchId>')
    .description('批准一批；--decline 退回，须写理由')
    .option('--decline', '退回', false)
    .option('--reason <text>', '理由')
    .option('--case <ids...>', '案件 id')
    .action(async (batchId: string, options: AnswerOptions, command: Command) => {
      const session = await connect(command, 'referral.approve');
      const body = {
        commandId: randomUUID(),
        text: options.reason ?? null,
        caseIds: options.case ?? null,
        approved: !options.decline,
      };
      const path = `${session.base}/referral-batches/${batchId}/answer`;
      const done = await session.client.post(path, resultsSchema, body);
      print(session.globals, done, () => inWords(done));
    });
}

type AnswerOptions = { decline: boolean; reason?: string; case?: string[] };

function inWords({ items }: Results): string {
  const refused = items.filter(({ accepted }) => !accepted);
  return [
    `办成 ${items.length - refused.length} 户，未办成 ${refused.length} 户`,
    ...refused.map(({ caseId, refusal }) => `${caseId}：${refusal?.zh ?? ''}`),
  ].join('\n');
}
