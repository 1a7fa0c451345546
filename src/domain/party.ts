import { z } from 'zod';

/** Who is liable: 业主, 使用人, 开发商, 单位. */
export const PARTY_KINDS = ['owner', 'occupier', 'developer', 'organisation'] as const;
export const partyKindSchema = z.enum(PARTY_KINDS, { error: '只能是业主、使用人、开发商或单位' });
export type PartyKind = z.infer<typeof partyKindSchema>;

export const PARTY_KIND_WORDS: Record<PartyKind, string> = {
  owner: '业主',
  occupier: '使用人',
  developer: '开发商',
  organisation: '单位',
};
