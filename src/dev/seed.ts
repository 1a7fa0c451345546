import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { issueToken } from '../auth/tokens';
import { createUser, grantRole, setPassword } from '../auth/users';
import { createCommunity } from '../communities/create';
import { setSteward } from '../communities/stewards';
import type { Context } from '../context';
import { type Tx, withSystemScope } from '../db/scope';
import { civilDay } from '../domain/civil-day';
import { type Role, roleSchema } from '../domain/roles';
import { approveBuiltIn } from '../texts/approve';
import { proposeBuiltIn } from '../texts/propose';
import { type SampleLogins, sampleLoginsFile } from './sample-logins';

/** The invented community of `samples/`: its staff, policy and calendar, but no charges; those are imported by whoever tries it. */
const SAMPLE = {
  name: '示例花园',
  companyName: '安和物业',
  servicePhone: '0571-88880000',
  demonstration: { asOf: civilDay('2026-11-01'), secondsPerDay: 60 },
} as const;

const STAFF: readonly { login: string; name: string; staffNumber: string; role: Role }[] = [
  { login: 'zhao', name: '赵管家', staffNumber: 'A001', role: 'agent' },
  { login: 'wang', name: '王管家', staffNumber: 'A002', role: 'agent' },
  { login: 'li', name: '李管家', staffNumber: 'A003', role: 'agent' },
  { login: 'supervisor', name: '周主管', staffNumber: 'S001', role: 'supervisor' },
  { login: 'finance', name: '吴会计', staffNumber: 'F001', role: 'finance' },
  { login: 'finance2', name: '孙出纳', staffNumber: 'F002', role: 'finance' },
  { login: 'support', name: '钱工程', staffNumber: 'E001', role: 'support' },
  { login: 'manager', name: '郑经理', staffNumber: 'M001', role: 'manager' },
  { login: 'company', name: '冯区域', staffNumber: 'C001', role: 'company' },
  { login: 'counsel', name: '陈法务', staffNumber: 'L001', role: 'counsel' },
  { login: 'lawyer', name: '褚律师', staffNumber: 'L002', role: 'lawyer' },
  { login: 'auditor', name: '卫审计', staffNumber: 'U001', role: 'auditor' },
  { login: 'admin', name: '蒋管理', staffNumber: 'T001', role: 'admin' },
];

/** Twelve buildings, four to each steward; the next one stands in. */
const BUILDINGS = 12;
const TOKEN_MS = 365 * 86_400_000;

type SeedContext = Pick<Context, 'db' | 'config' | 'now'>;

/**
 * Loads the sample community where it is not there yet; a second time changes nothing. Passwords are drawn once and written, with a
 * token for the command line, to `sample-logins.json` in the data folder, readable by its owner only; where that file is missing
 * they are drawn anew, since nobody has them. There is no password that anybody could know beforehand.
 */
export async function seedSampleCommunity(
  context: SeedContext,
): Promise<{ communityId: string; loginsFile: string; made: boolean }> {
  const { home } = context.config;
  const known = existsSync(sampleLoginsFile(home));
  const now = new Date(context.now());
  const { communityId, made, logins } = await withSystemScope(
    context,
    async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('sample community'))`;
      const there = await tx.community.findUnique({ where: { name: SAMPLE.name }, select: { id: true } });
      const { id } = there ?? (await makeCommunity(tx));
      await approveTexts(tx, id, now);
      return {
        communityId: id,
        made: !there,
        logins: known && there ? null : await renewLogins(tx, id, now),
      };
    },
    { timeoutMs: 60_000 },
  );
  if (logins) writePrivately(sampleLoginsFile(home), logins);
  return { communityId, loginsFile: sampleLoginsFile(home), made };
}

async function makeCommunity(tx: Tx): Promise<{ id: string }> {
  const community = await createCommunity(tx, SAMPLE);
  const stewards: string[] = [];
  for (const { login, name, staffNumber, role } of STAFF) {
    const taken = await tx.user.findUnique({ where: { login }, select: { id: true } });
    const user = await createUser(tx, { login: taken ? `${login}@sample` : login, name, staffNumber });
    await grantRole(tx, { userId: user.id, communityId: community.id, role });
    if (role === 'agent') stewards.push(user.id);
  }
  for (let building = 1; building <= BUILDINGS; building += 1) {
    const index = Math.floor(((building - 1) * stewards.length) / BUILDINGS);
    await setSteward(tx, {
      communityId: community.id,
      building: String(building),
      stewardId: stewards[index] ?? '',
      standInId: stewards[(index + 1) % stewards.length] ?? null,
    });
  }
  return community;
}

/** The sample's manager approves the built-in texts, its counsel what the manager may not; of an older sample also those it lacks. */
async function approveTexts(tx: Tx, communityId: string, now: Date): Promise<void> {
  await proposeBuiltIn(tx, communityId, now);
  for (const role of ['manager', 'counsel'] as const) {
    const member = await tx.membership.findFirst({
      where: { communityId, role },
      orderBy: { userId: 'asc' },
    });
    if (member) await approveBuiltIn(tx, { userId: member.userId, roles: [role], now }, communityId);
  }
}

/** Of those only who work nowhere else: nobody's real password is drawn anew. */
async function renewLogins(tx: Tx, communityId: string, now: Date): Promise<SampleLogins> {
  const staff = await tx.user.findMany({
    where: { memberships: { some: { communityId }, every: { communityId } } },
    select: { id: true, login: true, name: true, memberships: { select: { role: true } } },
    orderBy: { id: 'asc' },
  });
  const users: SampleLogins['users'] = [];
  for (const { id, login, name, memberships } of staff) {
    const password = randomBytes(12).toString('base64url');
    await setPassword(tx, id, password, now);
    const { token } = await issueToken(tx, { userId: id, label: 'command line', now, validForMs: TOKEN_MS });
    users.push({ login, name, role: roleSchema.parse(memberships[0]?.role), password, token });
  }
  return { community: SAMPLE.name, users };
}

function writePrivately(file: string, logins: SampleLogins): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
