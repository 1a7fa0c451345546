import { z } from 'zod';
import { ACCOUNT_NAME } from './accounts';

/** Accounts opened since 2024 may write six characters in a variable; the console shows what an account really may. */
const DEFAULT_CHARACTERS = 6;

const templateSchema = z.strictObject({
  /** The provider's number of the approved template */
  id: z.string().regex(/^\d{1,20}$/, { error: '模板编号：须为短信服务商的数字编号' }),
  /**
   * Its variables {1}, {2} … in order: which of ours each is, and how many characters it may have
   */
  variables: z
    .array(
      z.strictObject({
        ours: z.int().min(1, { error: '变量：从 1 起编号' }).max(20),
        characters: z.int().min(1).max(200).default(DEFAULT_CHARACTERS),
      }),
    )
    .max(20),
});

/** What a community says about its text messages: whose account carries them, its signature, and the templates approved for it. */
export const smsSettingsSchema = z.strictObject({
  /** Name of an account in TENCENT_ACCOUNTS */
  account: z.string().regex(ACCOUNT_NAME, { error: '短信账号：须为服务器 TENCENT_ACCOUNTS 中的名称' }),
  appId: z.string().regex(/^\d{6,20}$/, { error: '短信应用：须为数字 SdkAppId' }),
  region: z
    .string()
    .regex(/^[a-z]{2}-[a-z0-9-]{2,30}$/, { error: '地域：如 ap-guangzhou' })
    .default('ap-guangzhou'),
  /** The approved signature without its brackets */
  signName: z
    .string()
    .regex(/^[\p{Script=Han}A-Za-z0-9]{2,12}$/u, { error: '短信签名：2 至 12 个汉字、字母或数字，不含【】' }),
  /** By our template with its version: `T1@1` */
  templates: z.record(
    z.string().regex(/^[A-Za-z0-9_-]{1,32}@\d{1,6}$/, { error: '模板：如 T1@1' }),
    templateSchema,
  ),
});
export type SmsSettings = z.infer<typeof smsSettingsSchema>;
