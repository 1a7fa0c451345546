import { z } from 'zod';

/** What a request would waive or write off, charge by charge; the part is of the principal or of the late fee. */
export const requestLinesSchema = z.array(
  z.object({
    chargeId: z.uuid(),
    part: z.enum(['principal', 'late_fee']),
    amountFen: z.int().positive(),
  }),
);
export type RequestLine = z.infer<typeof requestLinesSchema>[number];
