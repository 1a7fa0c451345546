import { z } from 'zod';

/** Who acts. 客服/管家 are one role, seen through the buildings that are theirs; `system` is the service itself. */
export const ROLES = [
  'agent',
  'supervisor',
  'finance',
  'support',
  'manager',
  'company',
  'counsel',
  'lawyer',
  'auditor',
  'admin',
  'system',
] as const;
export const roleSchema = z.enum(ROLES, { error: '没有这个岗位' });
export type Role = z.infer<typeof roleSchema>;
