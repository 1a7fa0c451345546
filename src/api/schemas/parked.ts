import { z } from 'zod';
import { paymentRowSchema } from '../payment-row';
import { accountBriefSchema } from './account';

const clueSchema = z.object({
  code: z.string(),
  zh: z.string().describe('附言写有 12-1-404；与付款人同名…'),
});

export const proposalSchema = z
  .object({
    id: z.string(),
    zh: z.string().describe('12-1-404 ¥300.00 + 车位 B3-002 ¥60.00'),
    shares: z
      .array(
        z.object({
          accountId: z.uuid(),
          label: z.string(),
          amountFen: z.number().int(),
          chargeIds: z.array(z.uuid()).describe('正好等于这些账单；空为按规则冲抵'),
        }),
      )
      .describe('可原样交给 assign'),
    degree: z.number().int().describe('匹配度 0–100'),
    certain: z.boolean().describe('唯一确定：可批量认领'),
    noteZh: z.string().nullable().describe('多出部分如何处理'),
  })
  .meta({ id: 'PaymentProposal' });

export const suggestionsSchema = z
  .object({
    paymentId: z.uuid(),
    parkedFen: z.number().int(),
    parkedDays: z.number().int().describe('挂账天数'),
    candidates: z.array(
      z.object({
        account: accountBriefSchema,
        degree: z.number().int(),
        reasons: z.array(clueSchema),
      }),
    ),
    proposals: z.array(proposalSchema),
  })
  .meta({ id: 'PaymentSuggestions' });

export const parkedRowSchema = z
  .object({
    id: z.uuid(),
    payment: paymentRowSchema,
    parkedDays: z.number().int(),
    candidates: z.number().int(),
    best: proposalSchema.nullable(),
    reasons: z.array(clueSchema).describe('最佳方案第一户的理由'),
  })
  .meta({ id: 'ParkedPayment' });

export const acceptedCertainSchema = z
  .object({
    accepted: z.array(z.object({ paymentId: z.uuid(), zh: z.string() })),
    left: z.array(z.uuid()).describe('不再唯一确定，或已被他人认领'),
  })
  .meta({ id: 'AcceptedCertain' });
