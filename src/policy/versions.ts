import { createHash } from 'node:crypto';
import type { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { UserError } from '../errors';
import { canonicalJson, type Json } from '../evidence/chain';
import { withoutRetired } from './retired';
import { type Policy, policySchema } from './schema';

/** A version never changes; which one is in force does. A case pins the one under which it opened. */
export type StoredPolicy = { id: string; version: number; digest: string; policy: Policy };

type Row = { id: string; communityId: string; version: number; digest: string; document: Prisma.JsonValue };

/** Versions never change, so what was parsed once stays right; the oldest make room. */
const parsed = new Map<string, StoredPolicy>();
const LARGEST_CACHE = 500;

function stored(row: Row): StoredPolicy {
  const known = parsed.get(row.id);
  if (known) return known;
  const policy = policySchema.parse(withoutRetired(row.document));
  const built = { id: row.id, version: row.version, digest: row.digest, policy };
  const [oldest] = parsed.keys();
  if (parsed.size >= LARGEST_CACHE && oldest !== undefined) parsed.delete(oldest);
  parsed.set(row.id, built);
  return built;
}

export function policyDigest(policy: Policy): string {
  return createHash('sha256')
    .update(canonicalJson(policy as unknown as Json))
    .digest('hex');
}

/** @throws {UserError} POLICY_INVALID naming every field that is wrong, as the person who edits it knows it */
export function parsePolicy(document: unknown): Policy {
  const read = policySchema.safeParse(withoutRetired(document));
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new UserError(
    'POLICY_INVALID',
    `政策有误：${problems.map(({ message }) => message).join('；')}`,
    `the policy is wrong at ${problems.map(({ path }) => path || '(document)').join(', ')}`,
    422,
    { problems },
  );
}

/** Keeps a new version; it is not in force before it is activated. The same document as the latest version is that version. */
export async function createPolicyVersion(
  tx: Tx,
  {
    communityId,
    document,
    createdById,
  }: { communityId: string; document: unknown; createdById: string | null },
): Promise<StoredPolicy & { already: boolean }> {
  const policy = parsePolicy(document);
  const digest = policyDigest(policy);
  await lockCommunity(tx, communityId);
  const latest = await tx.policyVersion.findFirst({ where: { communityId }, orderBy: { version: 'desc' } });
  if (latest?.digest === digest) return { ...stored(latest), already: true };
  const row = await tx.policyVersion.create({
    data: {
      communityId,
      version: (latest?.version ?? 0) + 1,
      name: policy.name,
      document: policy as unknown as Prisma.InputJsonValue,
      digest,
      createdById,
    },
  });
  return { ...stored(row), already: false };
}

/**
 * From now on the community's: rules at once, the ladder for cases that open from here on.
 *
 * @throws {UserError} POLICY_UNKNOWN
 */
export async function activatePolicy(
  tx: Tx,
  { communityId, version }: { communityId: string; version: number },
): Promise<StoredPolicy> {
  await lockCommunity(tx, communityId);
  const row = await tx.policyVersion.findUnique({ where: { communityId_version: { communityId, version } } });
  if (!row) {
    throw new UserError(
      'POLICY_UNKNOWN',
      `没有第 ${version} 版政策`,
      `there is no policy version ${version}`,
      404,
    );
  }
  await tx.policyVersion.update({ where: { id: row.id }, data: { activatedAt: new Date() } });
  await tx.community.update({ where: { id: communityId }, data: { currentPolicyId: row.id } });
  return stored(row);
}

/** @throws {UserError} NO_POLICY while none is in force */
export async function currentPolicy(tx: Tx, communityId: string): Promise<StoredPolicy> {
  const community = await tx.community.findUniqueOrThrow({
    where: { id: communityId },
    select: { currentPolicyId: true },
  });
  if (community.currentPolicyId === null) {
    throw new UserError('NO_POLICY', '本小区尚未启用政策', 'no policy is in force in this community', 409);
  }
  return pinnedPolicy(tx, community.currentPolicyId);
}

export async function pinnedPolicy(tx: Tx, policyVersionId: string): Promise<StoredPolicy> {
  const known = parsed.get(policyVersionId);
  if (known) return known;
  return stored(await tx.policyVersion.findUniqueOrThrow({ where: { id: policyVersionId } }));
}

/** What binds a case: the ladder that it pinned, the rules of today. */
export async function policyOfCase(
  tx: Tx,
  { communityId, policyVersionId }: { communityId: string; policyVersionId: string },
): Promise<Policy> {
  const current = await currentPolicy(tx, communityId);
  return policyInForce(tx, policyVersionId, current.id);
}

/** The same for whoever has read which version is in force: no query once both are known. */
export async function policyInForce(tx: Tx, pinnedId: string, currentId: string | null): Promise<Policy> {
  const pinned = await pinnedPolicy(tx, pinnedId);
  const current = currentId === null ? pinned : await pinnedPolicy(tx, currentId);
  return { name: pinned.policy.name, ladder: pinned.policy.ladder, rules: current.policy.rules };
}

/** Versions are numbered, and put in force, one after the other. */
async function lockCommunity(tx: Tx, communityId: string): Promise<void> {
  await tx.$queryRaw`select id from community where id = ${communityId}::uuid for update`;
}
