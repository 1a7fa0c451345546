import { z } from 'zod';
import { Prisma } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDaySchema, zoneSchema } from '../domain/civil-day';
import { demonstrationClock } from '../domain/clock';
import { UserError } from '../errors';
import type { Policy } from '../policy/schema';
import { standard } from '../policy/standard';
import { activatePolicy, createPolicyVersion } from '../policy/versions';
import { proposeBuiltIn } from '../texts/propose';

export const newCommunitySchema = z.object({
  name: z.string().trim().min(1, { error: '小区名称：须填写' }).max(64),
  companyName: z.string().trim().min(1, { error: '物业公司名称：须填写' }).max(128),
  servicePhone: z.string().trim().min(3, { error: '服务电话：须填写' }).max(32),
  zone: zoneSchema.default('Asia/Shanghai'),
  /** A community of demonstration stands at 09:30 of that day until its first release, and can only use `capture`. */
  demonstration: z
    .object({ asOf: civilDaySchema, secondsPerDay: z.int().min(1).max(86_400) })
    .nullable()
    .default(null),
});
export type NewCommunity = z.input<typeof newCommunitySchema>;

/** What keeps messages instead of sending them: the provider of every channel until an administrator names another. */
const CAPTURE = { sms: 'capture', email: 'capture' };

/**
 * With a policy in force from the first moment, 「标准」 unless another is given. Its texts are proposed, and none is in force: before a
 * person has approved them nothing can be sent (law 8).
 *
 * @throws {UserError} COMMUNITY_NAME_TAKEN
 */
export async function createCommunity(
  tx: Tx,
  input: NewCommunity,
  { policy = standard, createdById = null }: { policy?: Policy; createdById?: string | null } = {},
): Promise<{ id: string; name: string }> {
  const { name, companyName, servicePhone, zone, demonstration } = newCommunitySchema.parse(input);
  const clock = demonstration
    ? demonstrationClock(demonstration.asOf, zone, demonstration.secondsPerDay)
    : { kind: 'real' as const };
  const data = { name, companyName, servicePhone, zone, clock, demonstration: demonstration !== null };
  const community = await insert(tx, { ...data, providers: CAPTURE });
  const { version } = await createPolicyVersion(tx, {
    communityId: community.id,
    document: policy,
    createdById,
  });
  await activatePolicy(tx, { communityId: community.id, version });
  await proposeBuiltIn(tx, community.id, new Date());
  return community;
}

async function insert(tx: Tx, data: Prisma.CommunityCreateInput): Promise<{ id: string; name: string }> {
  try {
    return await tx.community.create({ data, select: { id: true, name: true } });
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')) throw error;
    throw new UserError(
      'COMMUNITY_NAME_TAKEN',
      `已有名为「${data.name}」的小区`,
      `a community named ${data.name} is there already`,
      409,
    );
  }
}

export async function listCommunities(tx: Tx, { userId }: { userId?: string } = {}) {
  const memberships = userId
    ? await tx.membership.findMany({ where: { userId }, select: { communityId: true } })
    : null;
  return tx.community.findMany({
    where: memberships ? { id: { in: memberships.map(({ communityId }) => communityId) } } : {},
    orderBy: [{ name: 'asc' }],
  });
}
