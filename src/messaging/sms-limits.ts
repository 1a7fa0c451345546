import { messagingOf } from './settings';
import { type SmsLimits, VARIABLE_CHARACTERS } from './templates';

/** What the provider approved for each of our templates, out of the community's settings; what it does not name has six characters. */
export function smsLimitsOf(messaging: unknown): SmsLimits {
  const limits = new Map<string, readonly number[]>();
  for (const [templateId, { variables }] of Object.entries(messagingOf(messaging).sms?.templates ?? {})) {
    const most: number[] = [];
    for (const { ours, characters } of variables)
      most[ours - 1] = Math.min(most[ours - 1] ?? Number.POSITIVE_INFINITY, characters);
    limits.set(
      templateId,
      Array.from(most, (one) => one ?? VARIABLE_CHARACTERS),
    );
  }
  return limits;
}
