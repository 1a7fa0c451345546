import { z } from 'zod';
import type { ProviderStop } from '../../db/generated/client';
import { messageChannelSchema } from '../../messaging/channels';
import { emailSettingsSchema } from '../../messaging/smtp/settings';
import { stopWords } from '../../messaging/stop-words';
import { smsSettingsSchema } from '../../messaging/tencent/settings';

export const providerStopSchema = z
  .object({
    id: z.uuid(),
    channel: z.string(),
    templateId: z.string().nullable().describe('停用的模板；空为整个渠道'),
    oneAddress: z.boolean().describe('只停用某一号码'),
    class: z.string(),
    code: z.string().describe('通道返回的代码'),
    zh: z.string().describe('停用原因与处理办法'),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable().describe('空：须人工恢复'),
  })
  .meta({ id: 'ProviderStop' });

export function stopRow(stop: ProviderStop): z.infer<typeof providerStopSchema> {
  const { id, channel, templateId, addressIndex, code, realSince, realUntil } = stop;
  return {
    ...{ id, channel, templateId, code, class: stop.class },
    oneAddress: addressIndex !== null,
    zh: stopWords(stop),
    since: realSince.toISOString(),
    until: realUntil?.toISOString() ?? null,
  };
}

const settingsSchema = z.union([smsSettingsSchema, emailSettingsSchema]);

export const channelProviderSchema = z
  .object({
    channel: messageChannelSchema,
    channelZh: z.string(),
    provider: z.string(),
    providerZh: z.string(),
    available: z.array(z.object({ provider: z.string(), zh: z.string() })).describe('这台服务器上可选的通道'),
    ready: z.boolean().describe('否：渠道关闭，不会改为留存'),
    reason: z.object({ code: z.string(), zh: z.string() }).nullable().describe('不可用的原因'),
    settings: settingsSchema.nullable().describe('设置，不含密码'),
    textsMissing: z
      .array(z.string())
      .describe('在用、而短信服务商没有对应模板的文本：先用其替代文本或其他渠道'),
    stops: z.array(providerStopSchema),
    lastRefusal: z
      .object({ at: z.iso.datetime(), class: z.string(), code: z.string(), zh: z.string() })
      .nullable()
      .describe('最近一次被通道拒绝'),
    changes: z
      .array(
        z.object({
          at: z.iso.datetime(),
          by: z.object({ id: z.uuid(), name: z.string() }),
          provider: z.string(),
          providerZh: z.string(),
        }),
      )
      .describe('谁何时改过，新的在前'),
  })
  .meta({ id: 'ChannelProvider' });
export type ChannelProvider = z.infer<typeof channelProviderSchema>;

export const providersSchema = z.object({
  demonstration: z.boolean().describe('演示小区：只留存，不发送'),
  items: z.array(channelProviderSchema),
});

export const trySchema = z.strictObject({
  to: z.string().trim().min(11).max(20).describe('自己的手机号；不能是业主的'),
  templateId: z.string().max(40).describe('在用的短信文本，如 T1@1'),
});

export const triedSchema = z
  .object({
    kind: z
      .enum(['accepted', 'refused', 'unavailable', 'no_answer'])
      .describe('已受理、被拒、没有发出、没有答复（可能已发出）'),
    text: z.string().describe('发出的文本'),
    ref: z.string().nullable().describe('服务商的流水号'),
    code: z.string().nullable(),
    zh: z.string(),
  })
  .meta({ id: 'TriedMessage' });
