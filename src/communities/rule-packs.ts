import type { Tx } from '../db/scope';
import { packKey } from '../domain/rule-packs/schema';
import { TEXT_CODES, templateIdOf, textCodeSchema } from '../domain/text-codes';
import { errorsOf, type Finding } from '../domain/text-linter/finding';
import { lintText } from '../domain/text-linter/lint';
import { UserError } from '../errors';
import { packsNamed, rulesOfPlace } from '../policy/rule-packs';

export type RefusedText = { templateId: string; findings: Finding[] };

/** Texts in force that the place's words refuse today: they are not sent, until a wording that is accepted takes their place. */
export async function refusedTexts(tx: Tx, communityId: string): Promise<RefusedText[]> {
  const rules = await rulesOfPlace(tx, communityId);
  const rows = await tx.textTemplate.findMany({
    where: { communityId, status: 'active', code: { in: TEXT_CODES } },
    select: { code: true, version: true, subject: true, body: true },
  });
  return rows.flatMap((row) => {
    const code = textCodeSchema.parse(row.code);
    const findings = errorsOf(lintText({ ...row, code }, null, rules));
    return findings.length === 0 ? [] : [{ templateId: templateIdOf(code, row.version), findings }];
  });
}

/**
 * 选用规则包. The national one binds whether it is named or not. Texts in force are judged again, and what is refused goes out no more.
 *
 * @throws {UserError} RULE_PACK_UNKNOWN, COMMAND_ID_TAKEN
 */
export async function chooseRulePacks(
  tx: Tx,
  { communityId, userId, now }: { communityId: string; userId: string; now: number },
  { commandId, ids, reason }: { commandId: string; ids: readonly string[]; reason: string },
): Promise<{ packs: string[]; refused: RefusedText[] }> {
  await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
  const chosen = await packsNamed(tx, communityId, ids);
  const packs = chosen.map(packKey);
  const known = await tx.rulePackChange.findUnique({ where: { id: commandId } });
  if (known) {
    if (known.communityId !== communityId || known.byId !== userId) {
      throw new UserError('COMMAND_ID_TAKEN', '这个编号已用于另一件事', 'this id was used elsewhere', 409);
    }
    return { packs: known.packs, refused: await refusedTexts(tx, communityId) };
  }
  await tx.community.update({
    where: { id: communityId },
    // calendars and texts kept in processes are old from here on
    data: {
      rulePacks: chosen.map(({ id }) => id),
      calendarVersion: { increment: 1 },
      textsVersion: { increment: 1 },
    },
  });
  const refused = await refusedTexts(tx, communityId);
  await tx.rulePackChange.create({
    data: {
      id: commandId,
      communityId,
      packs,
      reason,
      refusedTexts: refused.map(({ templateId }) => templateId),
      byId: userId,
      at: new Date(now),
    },
  });
  return { packs, refused };
}
