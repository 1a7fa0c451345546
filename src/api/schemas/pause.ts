import { z } from 'zod';

/** A pause under which an account is, as its card shows it. */
export const pauseOnCardSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['community', 'building', 'account', 'object', 'party_kind']),
  zh: z.string().describe('本户、楼栋、小区…暂停联系至哪天'),
  reason: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  byName: z.string().nullable(),
});
