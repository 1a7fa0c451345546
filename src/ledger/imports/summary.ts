import { z } from 'zod';
import { civilDaySchema } from '../../domain/civil-day';

const tab = z.object({ rows: z.int(), accounts: z.int(), fen: z.int() });
const emptyTab = { rows: 0, accounts: 0, fen: 0 };

/** 新增账单 金额变更 台账消失 业主变更 电话变更 预存变更; of a statement: booked, parked, reversed, known already */
export const tabsSchema = z.object({
  added: tab.default(emptyTab),
  changed: tab.default(emptyTab),
  gone: tab.default(emptyTab),
  owners: tab.default(emptyTab),
  phones: tab.default(emptyTab),
  prepaid: tab.default(emptyTab),
  payments: tab.default(emptyTab),
  parked: tab.default(emptyTab),
  reversals: tab.default(emptyTab),
  known: tab.default(emptyTab),
});
export type Tabs = z.infer<typeof tabsSchema>;

/** What a preview found, and how far an acceptance has come. */
export const summarySchema = z.object({
  rows: z.int().default(0),
  good: z.int().default(0),
  /** as the ledger has it already */
  same: z.int().default(0),
  repeated: z.int().default(0),
  bad: z.int().default(0),
  /** good rows that finance left out */
  left: z.int().default(0),
  /** rows that were taken and have something to look at */
  warnings: z.int().default(0),
  headings: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
  asOf: z
    .object({
      day: civilDaySchema,
      /** asked; fits most rows; named above the headings; nothing said, so today */
      from: z.enum(['asked', 'rows', 'note', 'today']),
      fits: z.int(),
      of: z.int(),
    })
    .nullable()
    .default(null),
  /** What the file speaks of: only there can a charge be gone */
  scope: z
    .object({ buildings: z.array(z.string()), items: z.array(z.string()), isPart: z.boolean() })
    .default({ buildings: [], items: [], isPart: false }),
  /** Latest receipt in a statement: offered as the day up to which receipts are complete */
  latestReceiptOn: civilDaySchema.nullable().default(null),
  differences: tabsSchema.default(tabsSchema.parse({})),
  stewards: z
    .object({ byBuilding: z.record(z.string(), z.string()), unknown: z.array(z.string()) })
    .default({ byBuilding: {}, unknown: [] }),
  /** An accepted file of the same bytes */
  sameFileAs: z.string().nullable().default(null),
  decisions: z
    .object({
      nameChangeAs: z.enum(['correction', 'transfer', 'keep']).nullable(),
      /** by label, where it is not as for the others */
      names: z.record(z.string(), z.enum(['correction', 'transfer', 'keep'])).default({}),
      goneAs: z.enum(['paid', 'waived', 'cancelled', 'doubt']),
      /** by account, where it is not as for the others; keep: it stands */
      gone: z.record(z.string(), z.enum(['paid', 'waived', 'cancelled', 'doubt', 'keep'])).default({}),
      bookedThrough: civilDaySchema.nullable(),
    })
    .nullable()
    .default(null),
  progress: z
    .object({ phase: z.enum(['rows', 'gone', 'finish']), after: z.string() })
    .default({ phase: 'rows', after: '' }),
});
export type Summary = z.infer<typeof summarySchema>;
