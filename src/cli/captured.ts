import type { Command } from 'commander';
import { pageOf } from '../api/paging';
import { capturedRowSchema } from '../api/schemas/contact';
import { channelSchema } from '../domain/channel';
import { CHANNEL_WORDS } from '../machine/words';
import { wholeNumber } from './community';
import { momentIn, print } from './output';
import { connect } from './session';

export function capturedCommand(program: Command): void {
  program
    .command('captured')
    .description('被截留（未真正发出）的消息，最新在前')
    .option('--limit <n>', '条数', '20')
    .option('--after <mark>', '上一页的 next')
    .action(async (options: { limit: string; after?: string }, command: Command) => {
      const session = await connect(command, 'wave.read');
      const page = await session.client.get(`${session.base}/captured`, pageOf(capturedRowSchema), {
        limit: wholeNumber(options.limit, '--limit'),
        after: options.after,
      });
      print(session.globals, page, () => {
        if (page.items.length === 0) return '还没有消息';
        const texts = page.items.map((row) => {
          const head = `${momentIn(session.community.zone, row.at)}　${CHANNEL_WORDS[channelSchema.parse(row.channel)]}　${row.label}　${row.toMasked}`;
          return `${head}\n${row.text.replace(/^/gm, '    ')}\n    ${row.stepKey}`;
        });
        return `${texts.join('\n\n')}${page.next === null ? '' : `\n\n还有更多：--after ${page.next}`}`;
      });
    });
}
