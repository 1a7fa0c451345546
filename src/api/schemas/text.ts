import { z } from 'zod';
import { textCodeSchema, textFormSchema } from '../../domain/text-codes';
import { findingSchema } from '../../domain/text-linter/finding';
import { textStatusSchema } from '../../texts/rows';

const moment = z.iso.datetime().nullable();

export const textVersionSchema = z
  .object({
    version: z.number().int(),
    /** As contacts name it: T1@2 */
    templateId: z.string(),
    status: textStatusSchema,
    statusZh: z.string(),
    builtIn: z.boolean().describe('随产品提供的首日文本'),
    createdById: z.uuid().nullable(),
    createdByName: z.string().nullable(),
    createdAt: z.iso.datetime(),
    proposedById: z.uuid().nullable(),
    proposedByName: z.string().nullable(),
    proposedAt: moment,
    approvedById: z.uuid().nullable(),
    approvedByName: z.string().nullable(),
    approvedAt: moment,
    retiredAt: moment,
    refusedByName: z.string().nullable(),
    refusedAt: moment,
    refusedReason: z.string().nullable(),
  })
  .meta({ id: 'TextVersion' });

export const textSummarySchema = z
  .object({
    code: textCodeSchema,
    zh: z.string(),
    form: textFormSchema,
    formZh: z.string(),
    level: z.number().int().describe('用于第几级起'),
    activeVersion: z.number().int().nullable().describe('在用的版本；空：此文本不能发'),
    versions: z.array(textVersionSchema),
  })
  .meta({ id: 'TextSummary' });

export const textPreviewSchema = z.object({
  subject: z.string().nullable(),
  text: z.string().describe('各字段取最长、条件部分全部出现'),
  characters: z.number().int(),
  segments: z.number().int().nullable().describe('短信计费条数'),
  provider: z
    .object({ body: z.string(), variables: z.array(z.string()) })
    .nullable()
    .describe('短信：报给服务商审核的模板与各变量'),
});

export const judgementSchema = z
  .object({ accepted: z.boolean(), findings: z.array(findingSchema), preview: textPreviewSchema })
  .meta({ id: 'TextJudgement' });

export const textDetailSchema = textVersionSchema
  .extend({
    code: textCodeSchema,
    zh: z.string(),
    form: textFormSchema,
    formZh: z.string(),
    subject: z.string().nullable(),
    body: z.string(),
    judgement: judgementSchema,
    mayApprove: z.boolean(),
    why: z.string().nullable().describe('我不能批准的理由'),
  })
  .meta({ id: 'TextDetail' });

export const vocabularySchema = z
  .object({
    fields: z.array(
      z.object({
        name: z.string(),
        zh: z.string(),
        longest: z.string(),
        forms: z.array(textFormSchema),
        fixed: z.boolean(),
      }),
    ),
    conditions: z.array(z.object({ name: z.string(), zh: z.string() })),
    rules: z.array(
      z.object({ id: z.string(), severity: z.enum(['error', 'warning']), zh: z.string(), en: z.string() }),
    ),
  })
  .meta({ id: 'TextVocabulary' });

export const approvedSchema = z
  .object({
    approved: z.array(z.object({ code: textCodeSchema, version: z.number().int() })),
    left: z.array(z.object({ code: textCodeSchema, version: z.number().int(), zh: z.string() })),
  })
  .meta({ id: 'TextsApproved' });
