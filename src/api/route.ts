import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Tag } from './openapi';
import { refusalSchema } from './schemas/refusal';

/** What every route's schema has in common. */
export function described(tag: Tag, summary: string) {
  return { tags: [tag], summary };
}

/** Beside its own answer, every route may refuse. */
export const refusals = { '4xx': refusalSchema, 503: refusalSchema } as const;

/** A write twice under one id is one write; without one it gets its own. */
export const commandId = z
  .uuid()
  .optional()
  .describe('同一个 commandId 两次等于一次；不给则自动生成')
  .transform((id) => id ?? randomUUID());

export const doneSchema = z.object({ done: z.literal(true) });
export const DONE = { done: true } as const;

export const inCommunity = z.object({ communityId: z.uuid() });
