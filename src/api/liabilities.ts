import { z } from 'zod';
import type { AccountRef } from '../cases/account-at-desk';
import { liableAccount } from '../cases/liability/read';
import {
  deathSchema,
  endLiability,
  endLiabilitySchema,
  newLiabilitySchema,
  recordDeath,
  recordLiability,
} from '../cases/liability/record';
import { sendStaffCommand } from '../cases/staff';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { civilDayOf } from '../domain/civil-day';
import { isInForce, LIABILITY_WORDS, liabilityRoleSchema, partiesToApproach } from '../domain/liability';
import { levelSchema } from '../domain/vocabulary';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import { findAccount, ofAccount } from './account-card';
import type { Api } from './api';
import { maskName } from './mask';
import { commandId, DONE, described, doneSchema, refusals } from './route';

const liabilityRow = z
  .object({
    id: z.uuid(),
    role: liabilityRoleSchema,
    roleZh: z.string(),
    nameMasked: z.string(),
    objectId: z.uuid().nullable(),
    objectCode: z.string().nullable(),
    fromOn: z.string(),
    untilOn: z.string().nullable(),
    inForce: z.boolean(),
    basis: z.string(),
    files: z.number().int(),
  })
  .meta({ id: 'Liability' });

const approachedRow = z.object({
  role: liabilityRoleSchema.or(z.literal('own')),
  roleZh: z.string(),
  nameMasked: z.string(),
  jointly: z.boolean().describe('连带'),
  upToEstate: z.boolean().describe('以遗产实际价值为限'),
});

/** The family has its peace, and the hold's review asks for the heirs. Without a case, or with such a hold already, there is nothing to hold. */
async function holdForBereavement(
  context: Context,
  member: Member,
  { communityId, accountId }: AccountRef,
  said: { commandId: string; basis: string },
): Promise<void> {
  const live = await withScope(context, communityId, (tx) =>
    tx.dunningCase.findFirst({
      where: { accountId, status: 'open', turn: { gt: 0 }, NOT: { holdKinds: { has: 'bereavement' } } },
      select: { id: true },
    }),
  );
  if (!live) return;
  await sendStaffCommand(context, member, {
    ...{ communityId, caseId: live.id, commandId: said.commandId, text: said.basis },
    command: { kind: 'bereavement' },
  });
}

const OWN = { zh: '本户责任人', en: 'the account’s own party' };

export function liabilityRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/accounts/:accountId/liabilities`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('accounts', '责任主体：本户业主之外谁也承担，现在依次联系谁'),
        params: ofAccount,
        response: {
          200: z.object({
            deceasedOn: z.string().nullable(),
            items: z.array(liabilityRow),
            approached: z.array(approachedRow),
          }),
          ...refusals,
        },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const today = civilDayOf(nowIn(context, member), member.community.zone);
      return withScope(context, member.community.id, async (tx) => {
        const row = await findAccount(context, tx, member, request.params.accountId);
        const liable = await liableAccount(tx, { id: row.id, partyId: row.party.id });
        const rows = await tx.liability.findMany({
          where: { accountId: row.id },
          include: { party: { select: { nameSealed: true } } },
          orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
        });
        const open = row.cases.find(({ status }) => status === 'open');
        const level = levelSchema.parse(open?.level ?? 1);
        const names = new Map([
          [row.party.id, row.party.nameSealed],
          ...rows.map((one) => [one.partyId, one.party.nameSealed] as const),
        ]);
        const masked = (partyId: string) =>
          maskName(context.cipher.open(names.get(partyId) ?? row.party.nameSealed));
        return {
          deceasedOn: liable.deceasedOn,
          items: rows.map((one) => {
            const role = liabilityRoleSchema.parse(one.role);
            return {
              ...{ id: one.id, role, roleZh: LIABILITY_WORDS[role].zh, nameMasked: masked(one.partyId) },
              ...{ objectId: one.objectId, fromOn: one.fromOn, untilOn: one.untilOn },
              objectCode: row.objects.find(({ id }) => id === one.objectId)?.code ?? null,
              inForce: liable.liabilities.some(({ id, ...days }) => id === one.id && isInForce(days, today)),
              basis: context.cipher.open(one.basisSealed),
              files: one.fileIds.length,
            };
          }),
          approached: partiesToApproach(liable, level, today).map(
            ({ partyId, role, jointly, upToEstate }) => ({
              ...{ role, jointly, upToEstate, nameMasked: masked(partyId) },
              roleZh: (role === 'own' ? OWN : LIABILITY_WORDS[role]).zh,
            }),
          ),
        };
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/liabilities`,
    {
      config: { access: { kind: 'community', may: ['liability.record'] } },
      schema: {
        ...described('accounts', '登记共有人、承租人、遗产管理人或继承人'),
        params: ofAccount,
        body: newLiabilitySchema.extend({ commandId }),
        response: { 200: z.object({ liabilityId: z.uuid() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { commandId: id, ...added } = request.body;
      const ref = { communityId: member.community.id, accountId: request.params.accountId };
      return recordLiability(context, member, ref, { commandId: id, added });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/liabilities/:liabilityId/end`,
    {
      config: { access: { kind: 'community', may: ['liability.record'] } },
      schema: {
        ...described('accounts', '责任终止：租约到期、份额转让、遗产处理完毕'),
        params: ofAccount.extend({ liabilityId: z.uuid() }),
        body: endLiabilitySchema.extend({ commandId }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { accountId, liabilityId } = request.params;
      await endLiability(
        context,
        member,
        { communityId: member.community.id, accountId },
        { liabilityId, ...request.body },
      );
      return DONE;
    },
  );

  app.post(
    `${COMMUNITY_PATH}/accounts/:accountId/death`,
    {
      config: { access: { kind: 'community', may: ['liability.record'] } },
      schema: {
        ...described('accounts', '登记业主身故：此后只联系遗产管理人或继承人，未登记前不联系任何人'),
        params: ofAccount,
        body: deathSchema.extend({ commandId }),
        response: { 200: doneSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const ref = { communityId: member.community.id, accountId: request.params.accountId };
      await recordDeath(context, member, ref, request.body);
      await holdForBereavement(context, member, ref, request.body);
      return DONE;
    },
  );
}
