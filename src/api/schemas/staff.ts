import { z } from 'zod';
import { roleSchema } from '../../domain/roles';

export const userSchema = z
  .object({
    id: z.uuid(),
    login: z.string(),
    name: z.string(),
    staffNumber: z.string().nullable(),
    disabledAt: z.iso.datetime().nullable(),
    roles: z.array(roleSchema),
  })
  .meta({ id: 'User' });
