import type { Channel } from '../domain/channel';
import { fen } from '../domain/money';
import { textsFor } from '../domain/text-codes';
import type { Level } from '../domain/vocabulary';
import { writeLines } from './active-texts';
import { chooseSms, type TextSet } from './templates';
import type { TextFacts } from './text-facts';

/** A text ready to go out, or to be put into a person's hand. */
export type RenderedText = { templateId: string; subject: string | null; text: string; params: string[] };

/**
 * The text of a step for a channel, out of what a second person approved.
 * @param code what the plan or the service notice asks for: T1, T2, T3, T5, T6, N1, N2; null: the channel's own
 * @returns null when no approved text can say it through this channel
 */
export function renderText(
  channel: Channel,
  code: string | null,
  facts: TextFacts,
  set: TextSet,
): RenderedText | null {
  if (channel === 'sms') {
    const chosen = chooseSms(code, facts, set);
    return (
      chosen && { templateId: chosen.templateId, subject: null, text: chosen.text, params: chosen.params }
    );
  }
  for (const one of textsFor(channel, code)) {
    const text = set.active.get(one);
    if (!text || set.closed.has(text.id)) continue;
    const body = writeLines(text.body, text.form, facts);
    const subject = text.subject && writeLines(text.subject, text.form, facts);
    if (!body || (text.subject && !subject)) continue;
    return { templateId: text.id, subject: subject?.join('') ?? null, text: body.join('\n'), params: [] };
  }
  return null;
}

/** Whether a text for it is in force at all, whatever the facts: else a person has to approve one. */
export function hasText(channel: Channel, code: string | null, { active }: Pick<TextSet, 'active'>): boolean {
  return textsFor(channel, code).some((one) => active.has(one));
}

/** The amount that a level asks for: none of a late fee in a friendly reminder. */
export function amountAsked(
  level: Level,
  lines: readonly { claimableFen: number; lateFeeLeftFen: number }[],
) {
  if (level > 1) return fen(lines.reduce((sum, line) => sum + line.claimableFen, 0));
  return fen(lines.reduce((sum, line) => sum + Math.max(0, line.claimableFen - line.lateFeeLeftFen), 0));
}
