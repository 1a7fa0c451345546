import type { z } from 'zod';
import type { WaveLine } from '../cases/wave-lines';
import type { WavePreview } from '../cases/wave-preview';
import type { Released } from '../cases/waves';
import { fen, formatYuan } from '../domain/money';
import { ATTENTION_WORDS, LEFT_OUT_WORDS } from '../domain/wave';
import { CHANNEL_WORDS } from '../machine/words';
import type { releasedSchema, waveLineSchema, wavePreviewSchema } from './schemas/wave';

/** A preview in the words of those who release. */
export function previewInWords(preview: WavePreview): z.infer<typeof wavePreviewSchema> {
  const { byChannel, leftOut, attention, capacity, takeOver, release } = preview;
  const out = leftOut.reduce((total, { accounts }) => total + accounts, 0);
  const channels = byChannel.map(({ channel, accounts }) => `${CHANNEL_WORDS[channel]} ${accounts}`);
  const through = channels.length > 0 ? `（${channels.join('、')}）` : '';
  const sum = `¥${formatYuan(fen(preview.amountFen))}`;
  return {
    ...preview,
    zh: `将触达 ${preview.accounts} 户，${sum}${through}；自动剔除 ${out} 户`,
    byChannel: byChannel.map((row) => ({ ...row, zh: CHANNEL_WORDS[row.channel] })),
    leftOut: leftOut.map((row) => ({ ...row, zh: LEFT_OUT_WORDS[row.reason] })),
    attention: attention.map((row) => ({ ...row, zh: ATTENTION_WORDS[row.flag] })),
    capacity: capacity.map((row) => ({ ...row, zh: CHANNEL_WORDS[row.channel] })),
    takeOver: { ...takeOver, warningZh: takeOverWarning(takeOver) },
    release: { ...release, whyNotZh: whyNot(release) },
  };
}

function takeOverWarning({ of, looked, openDoubts, grave }: WavePreview['takeOver']): string | null {
  if (openDoubts === 0) return null;
  const kept = grave > 0 ? `，其中 ${grave} 户可能已起诉或已委托律师，看过之前不会放行` : '';
  return `存量接管：已看 ${looked} / ${of} 户，还有 ${openDoubts} 户的记录有疑点没看过${kept}`;
}

function whyNot({ may, firstImport }: WavePreview['release']): string | null {
  if (may) return null;
  return firstImport ? '首批须由管理处负责人放行' : '您的岗位不能放行';
}

export function lineInWords(line: WaveLine): z.infer<typeof waveLineSchema> {
  const { caseId, walkingOrder: _, pause, ...rest } = line;
  return {
    id: caseId,
    ...rest,
    channelZh: line.channel && CHANNEL_WORDS[line.channel],
    leftOutZh: line.leftOut && LEFT_OUT_WORDS[line.leftOut],
    pausedUntilOn: pause?.toOn ?? null,
    pauseReason: pause?.reason ?? null,
    attentionZh: line.attention.map((flag) => ATTENTION_WORDS[flag]),
  };
}

export function releasedInWords(released: Released): z.infer<typeof releasedSchema> {
  const { days, left, dueOn } = released;
  const total = days.reduce((sum, { accounts }) => sum + accounts, 0);
  const [first] = days;
  const last = days.at(-1);
  const when =
    first === undefined
      ? '此前已放行'
      : first.on === last?.on
        ? `已放行 ${total} 户，${first.on} 起联系`
        : `已放行 ${total} 户，${first.on} 至 ${last?.on} 分 ${days.length} 天联系`;
  return { ...released, zh: left === 0 ? when : `${when}；留下 ${left} 户，${dueOn} 前再办` };
}
