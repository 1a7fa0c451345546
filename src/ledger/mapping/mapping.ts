import { z } from 'zod';
import type { Tx } from '../../db/scope';
import { civilDaySchema } from '../../domain/civil-day';
import { UserError } from '../../errors';
import { lateFeeBasisSchema } from '../charge-facts';
import { fieldsOf, type ImportKind } from './fields';

/** Where a file states no due date: so many days after the end of the period. */
export const dueRuleSchema = z.strictObject({
  graceDays: z.int({ error: '宽限天数须为整数' }).min(0).max(366),
});
export type DueRule = z.infer<typeof dueRuleSchema>;

export const mappingSchema = z.strictObject({
  /** field → heading */
  fields: z.record(z.string(), z.string()).default({}),
  /** One row a household: heading → fee item */
  items: z.record(z.string(), z.string()).default({}),
  settings: z
    .strictObject({
      dueRule: dueRuleSchema.optional(),
      period: z.strictObject({ from: civilDaySchema, to: civilDaySchema }).optional(),
      /** 违约金: only where the contract has a clause */
      lateFee: lateFeeBasisSchema.optional(),
    })
    .default({}),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** @throws {UserError} MAPPING_INVALID naming the heading that the file does not have or the field that does not exist */
export function checkMapping(kind: ImportKind, headings: readonly string[], mapping: Mapping): Mapping {
  const known: Record<string, unknown> = fieldsOf[kind];
  const wrongField = Object.keys(mapping.fields).find((field) => known[field] === undefined);
  const wrongHeading = [...Object.values(mapping.fields), ...Object.keys(mapping.items)].find(
    (heading) => !headings.includes(heading),
  );
  const wrong = wrongField ?? wrongHeading;
  if (wrong === undefined) return mapping;
  throw new UserError(
    'MAPPING_INVALID',
    wrongField === undefined ? `文件里没有这一列：${wrong}` : `没有这个字段：${wrong}`,
    wrongField === undefined ? `the file has no column ${wrong}` : `there is no field ${wrong}`,
  );
}

export async function saveMapping(
  tx: Tx,
  {
    communityId,
    kind,
    name,
    mapping,
  }: { communityId: string; kind: ImportKind; name: string; mapping: Mapping },
): Promise<void> {
  await tx.importMapping.upsert({
    where: { communityId_kind_name: { communityId, kind, name } },
    create: { communityId, kind, name, mapping },
    update: { mapping },
  });
}

export async function savedMappings(
  tx: Tx,
  communityId: string,
  kind: ImportKind,
): Promise<{ name: string; mapping: Mapping }[]> {
  const rows = await tx.importMapping.findMany({
    where: { communityId, kind },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ name, mapping }) => ({ name, mapping: mappingSchema.parse(mapping) }));
}
