import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { textCodeSchema } from '../domain/text-codes';
import { CONDITIONS, FIELD_NAMES, fieldOf } from '../domain/text-fields';
import { rulesFor } from '../domain/text-linter/rules';
import { rulesOfPlace } from '../policy/rule-packs';
import { approveBuiltIn, approveText } from '../texts/approve';
import { judgeText } from '../texts/preview';
import {
  draftSchema,
  proposeBuiltIn,
  proposeText,
  refuseText,
  retireText,
  saveDraft,
} from '../texts/propose';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { described, inCommunity, refusals } from './route';
import {
  approvedSchema,
  judgementSchema,
  textDetailSchema,
  textSummarySchema,
  vocabularySchema,
} from './schemas/text';
import { detail, summaries } from './text-rows';

const ofVersion = inCommunity.extend({ code: textCodeSchema, version: z.coerce.number().int().min(1) });
const reasonBody = z.object({
  reason: z.string().trim().min(1, { error: '理由：须填写' }).max(500, { error: '理由：最多 500 字' }),
});

const mayChange = { access: { kind: 'community', may: ['text.change'] } } as const;
const mayApprove = { access: { kind: 'community', may: ['text.approve'] } } as const;
const mayRead = { access: { kind: 'community', may: ['policy.read'] } } as const;

/** 文本: worded by one person, put in force by another (law 8). */
export function textRoutes(app: Api, context: Context): void {
  readTexts(app, context);
  writeTexts(app, context);
  decideTexts(app, context);
}

function readTexts(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/texts`,
    {
      config: mayRead,
      schema: {
        ...described('texts', '全部文本与各版本'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(textSummarySchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => ({ items: await summaries(tx, community.id) }));
    },
  );

  app.get(
    `${COMMUNITY_PATH}/texts/vocabulary`,
    {
      config: mayRead,
      schema: {
        ...described('texts', '可用的字段、条件与检查规则'),
        params: inCommunity,
        response: { 200: vocabularySchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const { words } = await withScope(context, community.id, (tx) => rulesOfPlace(tx, community.id));
      return {
        fields: FIELD_NAMES.map((name) => {
          const { zh, longest, forms, fixed = false } = fieldOf(name);
          return { name, zh, longest, forms: [...forms], fixed };
        }),
        conditions: Object.entries(CONDITIONS).map(([name, zh]) => ({ name, zh })),
        rules: [...rulesFor(words)],
      };
    },
  );

  app.get(
    `${COMMUNITY_PATH}/texts/:code/versions/:version`,
    {
      config: mayRead,
      schema: {
        ...described('texts', '一个版本：原文、检查结果、按最长变量的样子'),
        params: ofVersion,
        response: { 200: textDetailSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      return withScope(context, member.community.id, (tx) => detail(tx, member, request.params));
    },
  );
}

function writeTexts(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/texts/lint`,
    {
      config: mayRead,
      schema: {
        ...described('texts', '只检查，不保存'),
        params: inCommunity,
        body: draftSchema,
        response: { 200: judgementSchema, ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      return withScope(context, community.id, async (tx) => {
        const owner = await tx.community.findUniqueOrThrow({ where: { id: community.id } });
        return judgeText(owner, { ...request.body, version: 0 }, await rulesOfPlace(tx, community.id));
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/texts`,
    {
      config: mayChange,
      schema: {
        ...described('texts', '存草稿：成为下一版；自己最新的草稿则改写它'),
        params: inCommunity,
        body: draftSchema,
        response: { 200: textDetailSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { community, userId } = member;
      return withScope(context, community.id, async (tx) =>
        detail(tx, member, await saveDraft(tx, { communityId: community.id, userId }, request.body)),
      );
    },
  );

  app.post(
    `${COMMUNITY_PATH}/texts/:code/versions/:version/propose`,
    {
      config: mayChange,
      schema: {
        ...described('texts', '提交批准；检查不过的不收'),
        params: ofVersion,
        response: { 200: textDetailSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const by = { communityId: member.community.id, userId: member.userId, now: new Date(context.now()) };
      return withScope(context, by.communityId, async (tx) =>
        detail(tx, member, await proposeText(tx, by, request.params)),
      );
    },
  );

  app.post(
    `${COMMUNITY_PATH}/texts/:code/versions/:version/retire`,
    {
      config: { access: { kind: 'community', may: ['text.change', 'text.approve'] } },
      schema: {
        ...described('texts', '停用在用的版本；此文本随即不再发出'),
        params: ofVersion,
        response: { 200: textDetailSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const by = { communityId: member.community.id, userId: member.userId, now: new Date(context.now()) };
      return withScope(context, by.communityId, async (tx) =>
        detail(tx, member, await retireText(tx, by, request.params)),
      );
    },
  );
}

function decideTexts(app: Api, context: Context): void {
  app.post(
    `${COMMUNITY_PATH}/texts/:code/versions/:version/approve`,
    {
      config: mayApprove,
      schema: {
        ...described('texts', '批准：立即启用，替换在用的版本；拟定人不能批准自己的'),
        params: ofVersion,
        response: { 200: textDetailSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { community, userId } = member;
      const approver = { userId, roles: community.roles, now: new Date(context.now()) };
      return withScope(context, community.id, async (tx) => {
        await approveText(tx, approver, request.params);
        return detail(tx, member, request.params);
      });
    },
  );

  app.post(
    `${COMMUNITY_PATH}/texts/:code/versions/:version/refuse`,
    {
      config: mayApprove,
      schema: {
        ...described('texts', '不批准，写明理由'),
        params: ofVersion,
        body: reasonBody,
        response: { 200: textDetailSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const by = { communityId: member.community.id, userId: member.userId, now: new Date(context.now()) };
      const { reason } = request.body;
      return withScope(context, by.communityId, async (tx) =>
        detail(tx, member, await refuseText(tx, by, { ...request.params, reason })),
      );
    },
  );

  app.post(
    `${COMMUNITY_PATH}/texts/approve-built-in`,
    {
      config: mayApprove,
      schema: {
        ...described('texts', '一次批准全部待批的首日文本；须由别人批准的留下'),
        params: inCommunity,
        response: { 200: approvedSchema, ...refusals },
      },
    },
    async (request) => {
      const { community, userId } = memberOf(request);
      const approver = { userId, roles: community.roles, now: new Date(context.now()) };
      return withScope(context, community.id, async (tx) => {
        await proposeBuiltIn(tx, community.id, approver.now);
        const { approved, left } = await approveBuiltIn(tx, approver, community.id);
        return {
          approved: approved.map(({ code, version }) => ({ code, version })),
          left: left.map(({ code, version, why }) => ({ code, version, zh: why.zh })),
        };
      });
    },
  );
}
