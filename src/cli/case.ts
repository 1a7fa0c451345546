import type { Command } from 'commander';
import type { z } from 'zod';
import { caseCardSchema, timelineItemSchema } from '../api/schemas/case';
import { caseActCommands } from './case-act';
import { caseIdOf } from './case-id';
import { cardText } from './cases';
import { momentIn, print } from './output';
import { connect } from './session';

type Item = z.infer<typeof timelineItemSchema>;

export function caseCommands(program: Command): void {
  const one = program.command('case').description('一个案件：查看、办理');
  caseActCommands(one);

  one
    .command('show <case>')
    .description('户卡与时间线（id，或房号）')
    .option('--whole', '此户的全部案件')
    .option('--hashes', '每条附证据哈希')
    .action(async (which: string, options: { whole?: true; hashes?: true }, command: Command) => {
      const session = await connect(command, 'wave.read', 'case.read');
      const id = await caseIdOf(session, which);
      const card = await session.client.get(`${session.base}/cases/${id}`, caseCardSchema);
      const items = await session.client.all(`${session.base}/cases/${id}/timeline`, timelineItemSchema, {
        whole: options.whole ? 'yes' : 'no',
      });
      const { zone } = session.community;
      print(session.globals, { ...card, timeline: items }, () =>
        [cardText(card), '', '时间线', timelineText(items, zone, options.hashes ?? false)].join('\n'),
      );
    });
}

/** Read aloud it is the plan as it was carried out: when, what, by whom, why; the text that was sent under it. */
export function timelineText(items: readonly Item[], zone: string, hashes: boolean): string {
  let day = '';
  const lines: string[] = [];
  for (const item of items) {
    const moment = momentIn(zone, item.at);
    const today = moment.slice(0, 10);
    if (today !== day) lines.push(`${lines.length === 0 ? '' : '\n'}${today}`);
    day = today;
    const by = item.by.id === 'system' ? '' : `　${item.by.name}`;
    const why = item.why === null ? '' : `　理由：${item.why}`;
    lines.push(`  ${moment.slice(11)}  ${item.zh}${by}${why}`);
    if (item.text !== null) lines.push(item.text.replace(/^/gm, '         │ '));
    if (hashes) lines.push(`         ${item.seq}  ${item.hash}`);
  }
  return lines.join('\n');
}
