import { z } from 'zod';
import type { Tx } from '../db/scope';
import { type Fen, fenSchema } from '../domain/money';

const settlement = z.object({
  ladder: z.object({ settlement: z.object({ toleranceFen: fenSchema }) }),
});

/** 结清容差 of the policy versions that cases are pinned to. */
export async function settlementTolerances(tx: Tx, policyVersionIds: string[]): Promise<Map<string, Fen>> {
  const versions = await tx.policyVersion.findMany({
    where: { id: { in: [...new Set(policyVersionIds)] } },
    select: { id: true, document: true },
  });
  return new Map(
    versions.map(({ id, document }) => [id, settlement.parse(document).ladder.settlement.toleranceFen]),
  );
}
