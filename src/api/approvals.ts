import { z } from 'zod';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { can, type Permission } from '../domain/permissions';
import { TEXT_CODES, TEXTS, templateIdOf } from '../domain/text-codes';
import { rulesOfPlace } from '../policy/rule-packs';
import { hasCounsel, mayApprove } from '../texts/approve';
import { type TextRow, textRows } from '../texts/rows';
import { COMMUNITY_PATH, type Member, memberOf } from './access';
import type { Api } from './api';
import { visibleCases } from './case-scope';
import { described, inCommunity, refusals } from './route';
import { contextOf } from './what-next';

export const approvalSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['referral', 'wave', 'policy', 'text']),
    zh: z.string(),
    caseId: z.uuid().nullable(),
    waveId: z.uuid().nullable(),
    requestedById: z.string().nullable(),
    amountFen: z.number().int().nullable(),
    dueOn: z.string().nullable(),
    mayAnswer: z.boolean(),
    why: z.string().nullable().describe('我不能办的理由'),
  })
  .meta({ id: 'Approval' });
type Approval = z.infer<typeof approvalSchema>;

export function approvalRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/approvals`,
    {
      config: {
        access: {
          kind: 'community',
          may: ['referral.request', 'referral.approve', 'wave.release', 'policy.approve', 'text.approve'],
        },
      },
      schema: {
        ...described('approvals', '等第二个人决定的事：法律移交、放行、政策启用、文本启用'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(approvalSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => ({
        items: [
          ...(await referrals(context, tx, member)),
          ...(await waves(tx, member)),
          ...(await policies(tx, member)),
          ...(await texts(tx, member)),
        ],
      }));
    },
  );
}

async function referrals(context: Context, tx: Tx, member: Member): Promise<Approval[]> {
  const rows = await tx.task.findMany({
    where: {
      communityId: member.community.id,
      kind: 'approve_referral',
      status: { in: ['open', 'started'] },
      case: await visibleCases(context, tx, member),
    },
    orderBy: { dueAt: 'asc' },
    take: 500,
    include: {
      case: {
        select: { id: true, claimableFen: true, snapshot: true, account: { select: { label: true } } },
      },
    },
  });
  return rows.flatMap((row): Approval[] => {
    if (!row.case) return [];
    const requestedById = contextOf(row.case.snapshot)?.referral?.requestedBy ?? null;
    const own = requestedById === member.userId ? '提请人不能批准自己的提请' : null;
    return [
      {
        ...base(member, 'referral.approve', own),
        id: row.id,
        kind: 'referral',
        zh: `${row.case.account.label} 法律移交`,
        caseId: row.case.id,
        requestedById,
        amountFen: row.case.claimableFen,
        dueOn: row.dueOn,
      },
    ];
  });
}

async function waves(tx: Tx, member: Member): Promise<Approval[]> {
  const rows = await tx.wave.findMany({
    where: { communityId: member.community.id, status: 'open' },
    orderBy: { dueAt: 'asc' },
    take: 100,
    include: { cases: { where: { status: 'open', releasedFromOn: null }, select: { claimableFen: true } } },
  });
  return rows
    .filter(({ cases }) => cases.length > 0)
    .map((row) => ({
      ...base(member, 'wave.release', null),
      id: row.id,
      kind: 'wave' as const,
      zh: `放行 ${row.cases.length} 户`,
      waveId: row.id,
      amountFen: row.cases.reduce((sum, { claimableFen }) => sum + claimableFen, 0),
      dueOn: row.dueOn,
    }));
}

/** Versions that were made after the one in force, and are not in force themselves. */
async function policies(tx: Tx, member: Member): Promise<Approval[]> {
  const { currentPolicyId } = await tx.community.findUniqueOrThrow({ where: { id: member.community.id } });
  const rows = await tx.policyVersion.findMany({
    where: { communityId: member.community.id },
    orderBy: { version: 'asc' },
    omit: { document: true },
  });
  const current = rows.find(({ id }) => id === currentPolicyId)?.version ?? 0;
  return rows
    .filter(({ version, activatedAt }) => version > current && activatedAt === null)
    .map((row) => ({
      ...base(
        member,
        'policy.approve',
        row.createdById === member.userId ? '拟定人不能启用自己的版本' : null,
      ),
      id: row.id,
      kind: 'policy' as const,
      zh: `启用政策「${row.name}」第 ${row.version} 版`,
      requestedById: row.createdById,
    }));
}

/** Wordings that wait; those of the first day are one thing to do, under the id `built-in`. */
async function texts(tx: Tx, member: Member): Promise<Approval[]> {
  const approver = { userId: member.userId, roles: member.community.roles, now: new Date(0) };
  const counsel = await hasCounsel(tx, member.community.id);
  const rows = await textRows(tx, member.community.id);
  const waiting = rows.filter(({ status }) => status === 'proposed');
  // a community that is older than a text has no row of it yet: approving proposes it
  const missing = TEXT_CODES.filter((code) => !rows.some((row) => row.code === code));
  const shipped = waiting.filter(({ proposedById }) => proposedById === null);
  const own = waiting.filter(({ proposedById }) => proposedById !== null);
  const rules = await rulesOfPlace(tx, member.community.id);
  const whyNot = (row: TextRow) => mayApprove(row, approver, counsel, rules)?.zh ?? null;
  const whyNone = [...shipped.map(whyNot), ...missing.map(() => null)];
  return [
    ...own.map((row) => ({
      ...base(member, 'text.approve', whyNot(row)),
      id: templateIdOf(row.code, row.version),
      kind: 'text' as const,
      zh: `启用文本「${TEXTS[row.code].zh}」第 ${row.version} 版`,
      requestedById: row.proposedById,
    })),
    ...(whyNone.length === 0
      ? []
      : [
          {
            ...base(member, 'text.approve', whyNone.includes(null) ? null : (whyNone[0] ?? null)),
            id: 'built-in',
            kind: 'text' as const,
            zh: `启用首日文本 ${whyNone.length} 份`,
          },
        ]),
  ];
}

function base({ community }: Member, permission: Permission, own: string | null) {
  const allowed = community.roles.some((role) => can(role, permission));
  const why = allowed ? own : '您的岗位不能办理此事';
  return {
    ...{ caseId: null, waveId: null, requestedById: null, amountFen: null, dueOn: null },
    mayAnswer: why === null,
    why,
  };
}
