import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { type Declared, type Doubt, declaredSchema, doubtsSchema } from '../../domain/take-over';
import { joinDeclared } from '../declared';
import { groupBy } from '../group-by';

/** Of a person whose accounts declare different levels, the lower holds for all of them (domain.md, decisions). */
export async function lowerLevels(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityId: string,
): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; personIndex: string; declared: unknown }[]>`
    select id, "personIndex", declared from account a
    where a."communityId" = ${communityId}::uuid and a.declared is not null and a."mergedIntoId" is null
      and not exists (select from take_over t where t."accountId" = a.id and t.verdict = 'corrected')
      and not exists (select from dunning_case c where c."accountId" = a.id)
      and "personIndex" in (
        select "personIndex" from account
        where "communityId" = ${communityId}::uuid and declared is not null and "mergedIntoId" is null
        group by "personIndex" having count(distinct coalesce(declared->>'level', '-')) > 1)`;
  for (const [, same] of groupBy(rows, ({ personIndex }) => personIndex)) {
    const declared = same.map((row) => declaredSchema.parse(row.declared));
    const level = joinDeclared(declared)?.level ?? null;
    for (const [index, { id }] of same.entries()) {
      const own = declared[index];
      if (own && own.level !== level) await lower(tx, cipher, id, { ...own, level });
    }
  }
}

/** And whoever looks at the take-over sees why. */
async function lower(
  tx: Tx,
  cipher: Context['cipher'],
  accountId: string,
  declared: Declared,
): Promise<void> {
  await tx.account.update({ where: { id: accountId }, data: { declared } });
  const row = await tx.takeOver.findUnique({ where: { accountId } });
  if (!row || row.lookedAt !== null) return;
  const doubts = doubtsSchema.parse(JSON.parse(cipher.open(row.doubtsSealed)));
  if (doubts.some(({ code }) => code === 'PERSON_DISAGREES')) return;
  const all: Doubt[] = [...doubts, { code: 'PERSON_DISAGREES', column: null, word: null }];
  await tx.takeOver.update({
    where: { accountId },
    data: { doubtsSealed: cipher.seal(JSON.stringify(all)), doubts: all.length },
  });
}
