import { z } from 'zod';

/** Fields of a policy whose messages name the field, so that the person who edits it knows which one is meant. */

export function wholeNumber(name: string, min: number, max: number) {
  return z
    .int({ error: `${name}：须为整数` })
    .min(min, { error: `${name}：不能小于 ${min}` })
    .max(max, { error: `${name}：不能大于 ${max}` });
}

/** whole fen, never negative */
export function amount(name: string) {
  return z
    .int({ error: `${name}：须为整数分` })
    .min(0, { error: `${name}：金额不能为负` })
    .brand<'Fen'>();
}

export function share(name: string) {
  return z
    .number({ error: `${name}：须为 0 到 1 之间的数` })
    .min(0, { error: `${name}：不能小于 0` })
    .max(1, { error: `${name}：不能大于 1` });
}
