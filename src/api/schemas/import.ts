import { z } from 'zod';
import { summarySchema, tabsSchema } from '../../ledger/imports/summary';
import { importKindSchema } from '../../ledger/mapping/fields';
import { mappingSchema } from '../../ledger/mapping/mapping';

export const importSchema = z
  .object({
    id: z.uuid(),
    kind: importKindSchema,
    fileName: z.string(),
    status: z.string().describe('reading、previewed、accepting、accepted、refused'),
    asOfOn: z.string().nullable(),
    mapping: mappingSchema,
    summary: summarySchema,
    waveId: z.uuid().nullable(),
    byId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    acceptedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });

export const tabSchema = z.enum(Object.keys(tabsSchema.shape) as [keyof typeof tabsSchema.shape]);

export const differenceSchema = z
  .object({
    id: z.string().describe('行号；台账消失为户'),
    rowNumber: z.number().int().nullable(),
    accountId: z.uuid().nullable().describe('系统里已有的户；新户为 null'),
    label: z.string(),
    left: z.boolean().describe('财务没有接受这一行'),
    lines: z.array(
      z.object({
        chargeId: z.uuid().nullable(),
        item: z.string().nullable(),
        periodFrom: z.string().nullable(),
        periodTo: z.string().nullable(),
        dueOn: z.string().nullable(),
        beforeFen: z.number().int().describe('原来未缴'),
        afterFen: z.number().int().describe('接受之后未缴'),
      }),
    ),
    beforeFen: z.number().int(),
    afterFen: z.number().int(),
    nameBefore: z.string().nullable().describe('系统里的业主（掩码）'),
    nameAfter: z.string().nullable().describe('文件里的业主（掩码）'),
    phones: z.array(z.string()).describe('文件里的号码（掩码）'),
    payment: z
      .object({
        amountFen: z.number().int(),
        receivedOn: z.string(),
        channel: z.string(),
        externalId: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'ImportDifference' });

const guessSchema = z.object({
  mapping: mappingSchema,
  sure: z.boolean(),
  missing: z.array(z.string()),
  questions: z.array(z.object({ id: z.enum(['dueRule', 'period']), zh: z.string(), en: z.string() })),
  unused: z.array(z.string()),
});

export const recognisedSchema = z
  .object({
    fileName: z.string(),
    kind: importKindSchema.nullable(),
    zh: z.string().describe('认出的是什么，或为什么读不了'),
    sure: z.boolean().describe('false：请人确认类型'),
    candidates: z.array(
      z.object({
        kind: importKindSchema,
        zh: z.string(),
        fields: z.number().int().describe('认出的列数'),
        missing: z.array(z.string()).describe('按这个类型还缺的列'),
      }),
    ),
    headings: z.array(z.string()),
    notes: z.array(z.string()),
    guess: guessSchema.nullable(),
    savedMapping: z.string().nullable().describe('存下的列对应关系里合用的一份，会自动采用'),
    asOf: z
      .object({ day: z.string(), from: z.enum(['rows', 'note', 'name']) })
      .nullable()
      .describe('数据截止日：按多数行、表头上方或文件名；null 请填写'),
    refusal: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
  })
  .meta({ id: 'RecognisedFile' });
