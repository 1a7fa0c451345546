import { z } from 'zod';

const strengthening = z.enum([
  'CONFIRM_PART_PAYMENT',
  'CONFIRM_RECORD',
  'PROVE_ARRIVAL',
  'DEMAND_BY_EMS',
  'SIGNED_ACKNOWLEDGEMENT',
  'SAFEGUARD',
]);

const interruption = z.object({
  onDay: z.string(),
  kind: z.string(),
  kindZh: z.string(),
  grade: z.string(),
  gradeZh: z.string(),
  confirmed: z.boolean().describe('未确认的不计入'),
  source: z.string(),
  evidenceKey: z.string().describe('所依据的证据条目'),
  recordId: z.string().nullable().describe('人工登记的，可作废或确认'),
});

export const accountLimitationSchema = z
  .object({
    accountId: z.string(),
    onDay: z.string(),
    pastFen: z.number().int().describe('已过时效、单列的本金'),
    deceasedOn: z.string().nullable().describe('业主身故日：可能中止，须法务确认；预警仍按未中止的日期'),
    possibleSuspensions: z.array(
      z.object({ recordId: z.string(), onDay: z.string(), confirmedByCounsel: z.boolean() }),
    ),
    charges: z.array(
      z.object({
        chargeId: z.string(),
        item: z.string(),
        periodFrom: z.string(),
        periodTo: z.string(),
        dueOn: z.string(),
        principalLeftFen: z.number().int(),
        actBefore: z.string().describe('较早的算法，预警以此为准'),
        lastInstalmentReadingOn: z.string().describe('从最后一期起算（民法典189，有争议）'),
        ifConfirmedOn: z.string().describe('待确认的都确认后'),
        daysLeft: z.number().int(),
        past: z.boolean(),
        interruptions: z.array(interruption),
        wouldHelp: z.array(z.object({ code: strengthening, zh: z.string(), en: z.string() })),
      }),
    ),
    requests: z.array(
      z.object({
        requestId: z.string(),
        kind: z.string(),
        means: z.string().nullable(),
        status: z.string(),
        chargeIds: z.array(z.string()),
        requestedById: z.string(),
        requestedAt: z.iso.datetime(),
        stepKey: z.string().nullable(),
        answers: z.array(
          z.object({ office: z.string(), byId: z.string(), approved: z.boolean(), at: z.iso.datetime() }),
        ),
      }),
    ),
  })
  .meta({ id: 'AccountLimitation' });

export const limitationQuery = {
  withinDays: z.coerce.number().int().min(0).max(3650).optional().describe('剩余天数不超过；不给则全部'),
  past: z.enum(['only', 'without']).optional().describe('只看已过时效的，或不看'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(1000).optional(),
};

export const limitationPageSchema = z.object({
  items: z.array(
    z.object({
      chargeId: z.string(),
      accountId: z.string(),
      label: z.string(),
      item: z.string(),
      periodFrom: z.string(),
      periodTo: z.string(),
      dueOn: z.string(),
      principalLeftFen: z.number().int(),
      actBefore: z.string(),
      ifConfirmedOn: z.string(),
      daysLeft: z.number().int(),
    }),
  ),
  next: z.string().nullable(),
  totals: z.object({
    charges: z.number().int(),
    accounts: z.number().int(),
    principalFen: z.number().int(),
    pastCharges: z.number().int(),
    pastFen: z.number().int(),
  }),
});
