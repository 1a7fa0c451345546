import { z } from 'zod';
import type { Context } from '../context';
import type { Prisma } from '../db/generated/client';
import { type Tx, withScope } from '../db/scope';
import { appendEvidence } from '../evidence/append';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import { findAccount, ofAccount } from './account-card';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { commandId, described, refusals } from './route';

const addressKind = z.enum(['phone', 'email', 'postal']);

const purpose = z.string().trim().min(2, { error: '请写明用途' }).max(200);

const revealedSchema = z.object({
  name: z.string(),
  contactPoints: z.array(
    z.object({
      id: z.uuid(),
      kind: addressKind,
      value: z.string(),
      relation: z.string().nullable(),
      authorised: z.boolean(),
      status: z.string(),
    }),
  ),
});

export function revealRoutes(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/reveal`,
    {
      config: { access: { kind: 'community', may: ['number.reveal'] } },
      schema: {
        ...described('cases', '查看完整姓名与号码：写明用途，记入证据'),
        params: ofCase,
        body: z.object({ commandId, purpose }),
        response: { 200: revealedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const { account, accountId, id: caseId } = await findCase(context, tx, member, request.params.caseId);
        return reveal(context, tx, member, { accountId, caseId, party: account.party }, request.body);
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/reveal`,
    {
      config: { access: { kind: 'community', may: ['number.reveal'] } },
      schema: {
        ...described('cases', '查看此户完整姓名与号码，有没有案件都可以：写明用途，记入证据'),
        params: ofAccount,
        body: z.object({ commandId, purpose }),
        response: { 200: revealedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, async (tx) => {
        const {
          id: accountId,
          party,
          cases,
        } = await findAccount(context, tx, member, request.params.accountId);
        const caseId = cases.find(({ status }) => status !== 'closed')?.id ?? null;
        return reveal(context, tx, member, { accountId, caseId, party }, request.body);
      });
    },
  );
}

type Revealing = {
  accountId: string;
  caseId: string | null;
  party: Prisma.PartyGetPayload<{ include: { contactPoints: { include: { address: true } } } }>;
};

async function reveal(
  context: Context,
  tx: Tx,
  member: Member,
  { accountId, caseId, party }: Revealing,
  said: { commandId: string; purpose: string },
): Promise<z.infer<typeof revealedSchema>> {
  const points = party.contactPoints.map((point) => ({
    id: point.id,
    kind: addressKind.parse(point.kind),
    value: context.cipher.open(point.address.valueSealed),
    relation: point.relation,
    authorised: point.authorised,
    status: point.address.status,
  }));
  await appendEvidence(tx, context, {
    communityId: member.community.id,
    accountId,
    caseId,
    key: `reveal/${said.commandId}`,
    at: new Date(nowIn(context, member)),
    actorId: member.userId,
    kind: 'revealed',
    content: { what: ['name', ...new Set(points.map(({ kind }) => kind))], purpose: said.purpose },
  });
  return { name: context.cipher.open(party.nameSealed), contactPoints: points };
}
