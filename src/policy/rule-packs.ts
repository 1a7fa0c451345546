import { createHash } from 'node:crypto';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { checkPack } from '../domain/rule-packs/check';
import { mergePacks, type RulesOfPlace } from '../domain/rule-packs/merge';
import { packKey, type RulePack, rulePackSchema } from '../domain/rule-packs/schema';
import { NATIONAL, NATIONAL_ID, SHIPPED_PACKS, shippedPack } from '../domain/rule-packs/shipped';
import { UserError } from '../errors';
import { canonicalJson, type Json } from '../evidence/chain';

/** Packs never change under their id and version, so what was merged once stays right; the oldest make room. */
const merged = new Map<string, RulesOfPlace>();
const LARGEST_CACHE = 200;

/** A pack that a community may choose: shipped with the product, or written by its counsel. */
export type KnownPack = { pack: RulePack; shipped: boolean; addedById: string | null; addedAt: Date | null };

/** 本小区适用的规则: what all of its packs ask, by the strictest. One query, two where counsel wrote one. */
export async function rulesOfPlace(tx: Tx, communityId: string): Promise<RulesOfPlace> {
  const { rulePacks } = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { rulePacks: true },
  });
  return mergeKept(await packsNamed(tx, communityId, rulePacks));
}

function mergeKept(packs: readonly RulePack[]): RulesOfPlace {
  const key = packs.map((pack) => `${packKey(pack)}/${packDigest(pack)}`).join(' ');
  const known = merged.get(key);
  if (known) return known;
  const rules = mergePacks(packs);
  const [oldest] = merged.keys();
  if (merged.size >= LARGEST_CACHE && oldest !== undefined) merged.delete(oldest);
  merged.set(key, rules);
  return rules;
}

/**
 * The packs of these ids, the national one first whether it is named or not: nothing may take it away.
 *
 * @throws {UserError} RULE_PACK_UNKNOWN
 */
export async function packsNamed(tx: Tx, communityId: string, ids: readonly string[]): Promise<RulePack[]> {
  const others = [...new Set(ids)].filter((id) => id !== NATIONAL_ID);
  const own = others.some((id) => shippedPack(id) === null) ? await ownPacks(tx, communityId) : [];
  return [
    NATIONAL,
    ...others.map((id) => {
      const pack = shippedPack(id) ?? own.find((one) => one.pack.id === id)?.pack;
      if (pack) return pack;
      throw new UserError('RULE_PACK_UNKNOWN', `没有规则包「${id}」`, `there is no rule pack ${id}`, 404);
    }),
  ];
}

/** Of each pack that counsel wrote the newest version. */
async function ownPacks(tx: Tx, communityId: string): Promise<KnownPack[]> {
  const rows = await tx.rulePack.findMany({
    where: { communityId },
    orderBy: [{ packId: 'asc' }, { version: 'desc' }],
    distinct: ['packId'],
  });
  return rows.map((row) => ({
    pack: rulePackSchema.parse(row.document),
    shipped: false,
    addedById: row.addedById,
    addedAt: row.realAddedAt,
  }));
}

export async function knownPacks(tx: Tx, communityId: string): Promise<KnownPack[]> {
  const shipped = SHIPPED_PACKS.map((pack) => ({ pack, shipped: true, addedById: null, addedAt: null }));
  return [...shipped, ...(await ownPacks(tx, communityId))];
}

/** Two packs of one digest say the same. */
export function packDigest(pack: RulePack): string {
  const known = digests.get(pack);
  if (known) return known;
  const digest = createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(pack)) as Json))
    .digest('hex');
  digests.set(pack, digest);
  return digest;
}
const digests = new WeakMap<RulePack, string>();

/**
 * Keeps a pack that counsel wrote. It binds nobody before it is chosen; where an earlier version of it is chosen, it binds at once, as the
 * newest does.
 *
 * @throws {UserError} RULE_PACK_INVALID naming what is wrong, RULE_PACK_SHIPPED, RULE_PACK_STANDS
 */
export async function addPack(
  tx: Tx,
  { communityId, document, addedById }: { communityId: string; document: unknown; addedById: string },
): Promise<{ pack: RulePack; already: boolean }> {
  const pack = parsePack(document);
  if (shippedPack(pack.id)) {
    throw new UserError(
      'RULE_PACK_SHIPPED',
      `编号「${pack.id}」是自带的规则包，请另取编号`,
      `${pack.id} ships with the product: take another id`,
      409,
    );
  }
  await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
  const latest = await tx.rulePack.findFirst({
    where: { communityId, packId: pack.id },
    orderBy: { version: 'desc' },
  });
  const digest = packDigest(pack);
  if (latest?.version === pack.version && latest.digest === digest) return { pack, already: true };
  if (latest && latest.version >= pack.version) {
    throw new UserError(
      'RULE_PACK_STANDS',
      `「${pack.id}」已有第 ${latest.version} 版，改动须用更大的版本号`,
      `${pack.id} stands at version ${latest.version}: a change takes a higher one`,
      409,
    );
  }
  await tx.rulePack.create({
    data: {
      communityId,
      packId: pack.id,
      version: pack.version,
      document: pack as unknown as Prisma.InputJsonValue,
      digest,
      addedById,
    },
  });
  return { pack, already: false };
}

/** @throws {UserError} RULE_PACK_INVALID */
export function parsePack(document: unknown): RulePack {
  const { pack, problems } = checkPack(document);
  if (pack) return pack;
  throw new UserError(
    'RULE_PACK_INVALID',
    `规则包有误：${problems.map(({ path, zh }) => (path ? `${path} ${zh}` : zh)).join('；')}`,
    `the rule pack is wrong at ${problems.map(({ path }) => path || '(document)').join(', ')}`,
    422,
    { problems },
  );
}
