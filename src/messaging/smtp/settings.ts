import { z } from 'zod';
import { SMTP_ACCOUNT_NAME } from './accounts';

/** Text of one line, as a header takes it: no line break by which another header could be smuggled in, no invisible sign. */
const oneLine = z
  .string()
  .trim()
  .min(1, { error: '发件人名称：须填写' })
  .max(64, { error: '发件人名称：最多 64 字' })
  .regex(/^[^\p{C}\u2028\u2029]+$/u, { error: '发件人名称：不能有换行或不可见字符' });

const mailbox = (field: string) => z.email({ error: `${field}：须为邮箱地址` }).max(254);

/** What a community says about its e-mail: which of the server's accounts carries it, and in whose name. No secret is in it. */
export const emailSettingsSchema = z.strictObject({
  /** Name of an account in SMTP_ACCOUNTS */
  account: z.string().regex(SMTP_ACCOUNT_NAME, { error: '邮件账号：须为服务器 SMTP_ACCOUNTS 中的名称' }),
  /** As the owner sees the sender: 示例花园物业服务中心 <service@example.com> */
  from: z.strictObject({ name: oneLine, address: mailbox('发件地址') }),
  /** Where an owner's answer goes: a mailbox that people read */
  replyTo: mailbox('回信地址'),
  /** Envelope sender, to which bounces come back; null: the sender's own address */
  returnPath: mailbox('退信地址').nullable().default(null),
});
export type EmailSettings = z.infer<typeof emailSettingsSchema>;
