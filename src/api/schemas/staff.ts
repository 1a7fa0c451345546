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

export const stewardSchema = z
  .object({
    id: z.string(),
    building: z.string(),
    stewardId: z.uuid(),
    standInId: z.uuid().nullable(),
    awayUntilOn: z.string().nullable().describe('管家今天请假：到哪天'),
    actingId: z.uuid().nullable().describe('今天谁在办'),
  })
  .meta({ id: 'Stewardship' });

export const absenceRowSchema = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    name: z.string(),
    fromOn: z.string(),
    untilOn: z.string().describe('最后一天'),
    standInId: z.uuid().nullable(),
    standInName: z.string().nullable(),
    state: z.enum(['coming', 'away']),
  })
  .meta({ id: 'Absence' });

export const movedTasksSchema = z.object({
  handedOver: z.number().int().describe('转给代班人的任务'),
  givenBack: z.number().int().describe('还给本人的任务'),
  taken: z.number().int().describe('从已离岗的人名下转出的任务'),
});
