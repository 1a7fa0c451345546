import { z } from 'zod';

const fen = z.int();

const stepSchema = z.object({
  kind: z.string(),
  fen: fen.describe('带符号；一笔账单各行之和等于该笔可主张额'),
  sentenceZh: z.string(),
  sentenceEn: z.string(),
});
const sums = {
  allocatedFen: fen,
  waivedFen: fen,
  proposedFen: fen.describe('其中待减免'),
  lateFeeFen: fen,
  disputedFen: fen,
  prepaidFen: fen,
  freshFen: fen,
  claimableFen: fen,
};
/** GET …/accounts/:id/amounts: why an account owes what it owes. */
export const amountsSchema = z.object({
  on: z.string(),
  ledgerVersion: z.int(),
  creditFen: fen.describe('预存余额'),
  chargesFen: fen,
  ...sums,
  principalOutstandingFen: fen,
  lateFeeOutstandingFen: fen,
  lines: z.array(
    z.object({
      ...{
        chargeId: z.uuid(),
        object: z.string(),
        item: z.string(),
        periodFrom: z.string(),
        periodTo: z.string(),
      },
      ...{ dueOn: z.string(), chargedFen: fen, ...sums, principalLeftFen: fen, lateFeeLeftFen: fen },
      steps: z.array(stepSchema),
      warnings: z
        .array(z.object({ code: z.string(), zh: z.string(), en: z.string() }))
        .describe('违约金约定须法务看'),
    }),
  ),
  notDue: z.array(z.object({ chargeId: z.uuid(), dueOn: z.string(), chargedFen: fen })),
});
