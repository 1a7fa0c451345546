import path from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { differenceSchema, recognisedSchema, tabSchema } from '../api/schemas/import';
import { readLocal } from './evidence';
import { print, yuan } from './output';
import { connect } from './session';
import { table } from './table';

/** `cuijiao import recognise` and `… differences`: what files are, and what one of them would change, row by row. */
export function importLookCommands(parent: Command): void {
  parent
    .command('recognise <files...>')
    .description('认出这些文件各是什么、数据截至哪天；什么都不留下')
    .action(async (files: string[], _options, command: Command) => {
      const session = await connect(command, 'import.run');
      const form = new FormData();
      for (const file of files) form.append('file', new Blob([await readLocal(file)]), path.basename(file));
      const answer = z.object({ items: z.array(recognisedSchema) });
      const { items } = await session.client.post(`${session.base}/imports/recognise`, answer, form);
      print(session.globals, items, () =>
        table(items, [
          { heading: '文件', of: (row) => row.fileName },
          { heading: '类型', of: (row) => row.zh },
          { heading: '把握', of: (row) => (row.sure ? '认准' : row.kind === null ? '' : '请核对') },
          { heading: '数据截至', of: (row) => row.asOf?.day ?? '' },
        ]),
      );
    });

  parent
    .command('differences <import>')
    .description('一次预览会改什么，逐行（姓名电话掩码）')
    .addOption(new Option('--tab <tab>', '哪一类').choices([...tabSchema.options]).default('changed'))
    .action(async (id: string, options: { tab: string }, command: Command) => {
      const session = await connect(command, 'import.run', 'import.read');
      const rows = await session.client.all(`${session.base}/imports/${id}/differences`, differenceSchema, {
        tab: options.tab,
      });
      print(session.globals, rows, () =>
        rows.length === 0
          ? '没有'
          : table(rows, [
              { heading: '行', of: (row) => row.rowNumber, right: true },
              { heading: '户', of: (row) => row.label },
              { heading: '原未缴', of: (row) => yuan(row.beforeFen), right: true },
              { heading: '新未缴', of: (row) => yuan(row.afterFen), right: true },
              { heading: '原业主', of: (row) => row.nameBefore },
              { heading: '文件', of: (row) => [row.nameAfter, ...row.phones].filter(Boolean).join(' ') },
            ]),
      );
    });
}
