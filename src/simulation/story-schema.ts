import { z } from 'zod';
import { quietSpanSchema } from '../domain/calendar';
import { channelSchema } from '../domain/channel';
import { civilDaySchema, zoneSchema } from '../domain/civil-day';
import { causeSchema, levelSchema } from '../domain/vocabulary';
import { policySchema } from '../policy/schema';
import { ADDRESS_KINDS } from './contact-data';
import { chargeSchema, storyEventSchema } from './story-event-schema';
import { idSchema, partFenSchema } from './story-fields';

/** A file that a person writes, not a dump: 10 years of one account. */
const MOST_CHARGES = 200;
const MOST_EVENTS = 1_000;

/**
 * One story: an account, its policy, what it owes and what happens, in any order. The whole format is `docs/simulation-stories.md`; amounts
 * are whole fen, days are the community's.
 */
export const storySchema = z.strictObject({
  story: z.string({ error: '故事：须有名称' }).min(1, { error: '故事：须有名称' }).max(200),
  note: z.string().max(2_000).optional(),
  /** A ready-made policy by its name, or a whole document */
  policy: z.union([z.string(), policySchema]).default('标准'),
  /** The first day, and the last one that is answered for */
  from: civilDaySchema,
  to: civilDaySchema,
  zone: zoneSchema.default('Asia/Shanghai'),
  building: z.string().min(1).max(20).optional(),
  /** Quiet days beside the public ones */
  quietDays: z.array(quietSpanSchema).max(50).default([]),
  /** Charges that the system knows from the first day on */
  charges: z
    .array(chargeSchema)
    .max(MOST_CHARGES, { error: `应收：最多 ${MOST_CHARGES} 笔` })
    .default([]),
  prepaidFen: partFenSchema.optional(),
  contacts: z
    .array(z.strictObject({ id: idSchema, kind: z.enum(ADDRESS_KINDS, { error: '联系方式：没有这一种' }) }))
    .max(20)
    .default([{ id: 'phone-1', kind: 'phone' }]),
  /** Whether there is a room to go to and to post at */
  room: z.boolean().default(true),
  careMark: z.string().min(1).max(40).optional(),
  /** False: nothing leaves before a `wave_released` */
  released: z.boolean().default(true),
  /** 存量接管: where a case stood when the system took it over. Declared, unproven */
  takenOver: z
    .strictObject({
      level: levelSchema,
      cause: causeSchema.default('unknown'),
      withCounsel: z.boolean().default(false),
    })
    .optional(),
  staff: z
    .strictObject({
      /** Each evening what is open is done; false: only what the story says */
      works: z.boolean().default(true),
      /** What their contacts come to by channel, where the story says nothing else; none: they reach nobody */
      outcomes: z.partialRecord(channelSchema, z.string().min(1).max(40)).default({}),
    })
    .prefault({}),
  events: z
    .array(storyEventSchema)
    .max(MOST_EVENTS, { error: `事件：最多 ${MOST_EVENTS} 个` })
    .default([]),
});
export type Story = z.infer<typeof storySchema>;
export type StoryInput = z.input<typeof storySchema>;

/** JSON Schema (2020-12) of a story as it is written. */
export function storyJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(storySchema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
}
