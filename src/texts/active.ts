import type { Tx } from '../db/scope';
import { isTextCode } from '../domain/text-codes';
import { errorsOf } from '../domain/text-linter/finding';
import { lintText } from '../domain/text-linter/lint';
import { type ActiveTexts, activeTexts } from '../messaging/active-texts';
import { rulesOfPlace } from '../policy/rule-packs';

const LARGEST_CACHE = 500;

/** By community; the row's `textsVersion` says whether what is kept is still right. */
const kept = new Map<string, { version: number; texts: ActiveTexts }>();

/** The wordings in force. One query while nothing changed. */
export async function activeTextsOf(tx: Tx, communityId: string): Promise<ActiveTexts> {
  const community = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { id: true, textsVersion: true },
  });
  return activeTextsFor(tx, community);
}

/** The same for whoever has read the community's row: no query while nothing changed. */
export async function activeTextsFor(
  tx: Tx,
  { id: communityId, textsVersion: version }: { id: string; textsVersion: number },
): Promise<ActiveTexts> {
  const known = kept.get(communityId);
  if (known?.version === version) return known.texts;
  const rows = await tx.textTemplate.findMany({
    where: { communityId, status: 'active' },
    select: { code: true, version: true, subject: true, body: true },
  });
  const rules = await rulesOfPlace(tx, communityId);
  // approved under other words: what today's packs refuse is not sent any more, whoever approved it (law 8)
  const texts = activeTexts(
    rows.filter(
      (row) =>
        !isTextCode(row.code) || errorsOf(lintText({ ...row, code: row.code }, null, rules)).length === 0,
    ),
  );
  const [oldest] = kept.keys();
  if (kept.size >= LARGEST_CACHE && oldest !== undefined) kept.delete(oldest);
  kept.set(communityId, { version, texts });
  return texts;
}
