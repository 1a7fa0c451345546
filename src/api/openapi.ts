import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { version } from '../../package.json';
import type { Api } from './api';
import { docsPage } from './docs-page';

/** Resources in the order in which the page shows them. */
const TAGS = [
  ['session', '登录与退出 Signing in and out'],
  ['communities', '小区 Communities, their policy and clock'],
  ['imports', '台账导入 Files of finance: preview, difference, accept, bad rows'],
  ['payments', '缴费 Payments: record, reverse, parked, booked through'],
  ['waves', '放行 Waves: what would be sent, to whom, and the consent'],
  ['cases', '催缴案件 Cases: list, card, timeline, what staff decide'],
  ['accounts', '户 Accounts: search, joining and splitting'],
  ['tasks', '任务 Work for people'],
  ['paper', '纸质 Notices on paper: print, seal, post by scan, mail, follow'],
  ['texts', '文本 Wordings: versions, linter, proposal and approval'],
  ['approvals', '审批 What waits for a second person'],
  ['contacts', '触达 Exemptions, pauses, captured messages'],
  ['evidence', '证据 Evidence: verification, heads, files'],
  ['users', '账号 Users, their communities and tokens'],
] as const;
export type Tag = (typeof TAGS)[number][0];

/** The document is generated from the routes' zod schemas; nothing in it is written twice. */
export async function describeApi(app: Api): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '催缴 Cuijiao',
        version,
        description: [
          '金额为整数分（…Fen），时刻为 ISO 8601（…At），日期为小区时区的 YYYY-MM-DD（…On）。',
          '每个拒绝都有 code 与一句中文、一句英文。写操作可带 commandId（uuid）：同一个 commandId 两次等于一次。',
          'Amounts are whole fen, instants ISO 8601 on the community’s clock, days are civil days in its zone. Every refusal has a code and a sentence. A write may carry a commandId: twice is once.',
        ].join('\n'),
      },
      tags: TAGS.map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: '登录所得或管理员发放的令牌' },
        },
      },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

export function serveDocs(app: Api): void {
  const open = { schema: { hide: true }, config: { access: { kind: 'public' } } } as const;
  app.get('/api/openapi.json', open, async (_request, reply) => reply.send(app.swagger()));
  app.get('/docs', open, async (_request, reply) => {
    return reply.type('text/html; charset=utf-8').send(docsPage(app.swagger()));
  });
}
