import { channelSchema } from '../domain/channel';
import { fen, formatYuan } from '../domain/money';
import { holdKindSchema, levelSchema } from '../domain/vocabulary';
import { CHANNEL_WORDS, HOLD_WORDS, LEVEL_WORDS } from '../machine/words';
import type { StoryAnswer, StoryDay } from '../simulation/story-answer';

/** For people: what each day brought, what is owed after it, and what comes next. */
export function storyText({ story, policy, from, to, days, refused }: StoryAnswer): string {
  return [
    `${story}（${policy}，${from} 至 ${to}）`,
    ...refused.map(({ at, what, zh }) => `！${at} ${what} 未被接受：${zh}`),
    ...days.map(dayText),
  ].join('\n\n');
}

function dayText(day: StoryDay): string {
  const level = levelSchema.safeParse(day.level);
  const holds = day.holds.map(
    ({ kind, endsAt }) => `${HOLD_WORDS[holdKindSchema.parse(kind)]}至 ${clock(endsAt)}`,
  );
  const where = [level.success ? LEVEL_WORDS[level.data] : '无案件', ...holds].join('，');
  return [
    `${day.on}　${where}　可主张 ${formatYuan(fen(day.claimable.claimableFen))} 元`,
    ...day.acts.map((act) => {
      const channel = channelSchema.safeParse(act.channel);
      const why = [act.reason, act.until && `至 ${clock(act.until)}`].filter(Boolean).join(' ');
      return `    ${clock(act.at).slice(-5)} ${act.step} ${channel.success ? CHANNEL_WORDS[channel.data] : ''} ${act.outcome} ${why}`.trimEnd();
    }),
    ...day.happened.map((what) => `    · ${what}`),
    ...(day.next ? [`    下一步 ${clock(day.next.at)} ${day.next.what}（${day.next.reason}）`] : []),
  ].join('\n');
}

function clock(at: string): string {
  return at.replace('T', ' ').slice(0, 16);
}
