import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { checkPack } from '../domain/rule-packs/check';
import { packKey } from '../domain/rule-packs/schema';
import { UserError } from '../errors';
import { print } from './output';
import { connect, globalsOf } from './session';
import { table } from './table';

const listSchema = z.object({
  packs: z.array(z.string()),
  known: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      place: z.string().nullable(),
      shipped: z.boolean(),
      inUse: z.boolean(),
    }),
  ),
  refusedTexts: z.array(z.object({ templateId: z.string() })),
});
const chosenSchema = z.object({
  packs: z.array(z.string()),
  refused: z.array(z.object({ templateId: z.string() })),
});

/** 规则包: what a place's law asks, as data that counsel writes. */
export function ruleCommands(program: Command): void {
  const rules = program.command('rules').description('规则包：各地规则，附出处与标记');

  rules
    .command('list', { isDefault: true })
    .description('在用的与可选的规则包；被现行规则拒绝的文本')
    .action(async (_options, command: Command) => {
      const session = await connect(command, 'policy.read');
      const found = await session.client.get(`${session.base}/rule-packs`, listSchema);
      print(session.globals, found, () =>
        [
          table(found.known, [
            { heading: '规则包', of: ({ key }) => key },
            { heading: '名称', of: ({ name }) => name },
            { heading: '地方', of: ({ place }) => place ?? '全国' },
            { heading: '来源', of: ({ shipped }) => (shipped ? '自带' : '法务') },
            { heading: '在用', of: ({ inUse }) => (inUse ? '是' : '') },
          ]),
          ...found.refusedTexts.map(({ templateId }) => `文本 ${templateId} 被现行规则拒绝，不再发送`),
        ].join('\n'),
      );
    });

  rules
    .command('check <file>')
    .description('检查一个规则包文件（JSON），不连接服务')
    .action(async (file: string, _options, command: Command) => {
      const { pack, problems } = checkPack(await documentIn(file));
      if (!pack) throw invalid(problems);
      print(
        globalsOf(command),
        { ok: true, key: packKey(pack) },
        () => `「${pack.name}」${packKey(pack)} 没有问题`,
      );
    });

  rules
    .command('add <file>')
    .description('放入法务写的规则包；选用之前不生效')
    .action(async (file: string, _options, command: Command) => {
      const session = await connect(command, 'rules.change');
      const schema = z.object({ key: z.string(), already: z.boolean() });
      const document = await documentIn(file);
      const added = await session.client.post(`${session.base}/rule-packs`, schema, { document });
      print(session.globals, added, () => `已放入 ${added.key}${added.already ? '（原已有）' : ''}`);
    });

  rules
    .command('choose [ids...]')
    .description('选用规则包（全国包始终在内）')
    .requiredOption('--reason <text>', '理由')
    .action(async (ids: string[], options: { reason: string }, command: Command) => {
      const session = await connect(command, 'rules.change');
      const body = { commandId: randomUUID(), ids, reason: options.reason };
      const chosen = await session.client.put(`${session.base}/rule-packs`, chosenSchema, body);
      print(session.globals, chosen, () =>
        [
          `在用：${chosen.packs.join('、')}`,
          ...chosen.refused.map(({ templateId }) => `文本 ${templateId} 被新规则拒绝，不再发送`),
        ].join('\n'),
      );
    });
}

async function documentIn(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError('FILE_MISSING', `读不到文件 ${file}`, `cannot read ${file}`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([{ path: '', zh: '须为 JSON' }]);
  }
}

function invalid(problems: { path: string; zh: string }[]): UserError {
  return new UserError(
    'RULE_PACK_INVALID',
    `规则包有误：${problems.map(({ path, zh }) => (path ? `${path} ${zh}` : zh)).join('；')}`,
    `the rule pack is wrong at ${problems.map(({ path }) => path || '(document)').join(', ')}`,
    422,
    { problems },
  );
}
