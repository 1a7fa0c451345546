import { lenient } from './lenient';
import { planText } from './plan-text';
import type { Policy } from './schema';
import { standard } from './standard';
import { strict } from './strict';

/** The policies that come with the product, by their key; each is also known by its Chinese name. */
export const READY_MADE_KEYS = ['standard', 'plan_text', 'strict', 'lenient'] as const;
export type ReadyMadeKey = (typeof READY_MADE_KEYS)[number];

export const readyMadePolicies: Record<ReadyMadeKey, Policy> = {
  standard,
  plan_text: planText,
  strict,
  lenient,
};

/** @param name 标准, 方案原文, 从严, 从宽, or the key; null: no such ready-made policy */
export function readyMadePolicy(name: string): Policy | null {
  const key = READY_MADE_KEYS.find((one) => one === name || readyMadePolicies[one].name === name);
  return key === undefined ? null : readyMadePolicies[key];
}
