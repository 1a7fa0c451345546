import type { RefusalClass } from './provider';

/** What the providers are called on a page. */
const PROVIDERS: Readonly<Record<string, string>> = {
  capture: '只留存，不发送',
  tencent: '腾讯云短信',
  smtp: '邮件服务器（SMTP）',
};

export function providerWords(name: string): string {
  return Object.hasOwn(PROVIDERS, name) ? (PROVIDERS[name] ?? name) : name;
}

/** Why a channel, a text or an address is stopped, and what is to be done. */
const CLASSES: Record<RefusalClass, string> = {
  dead_number: '号码或邮箱不存在，已停用',
  unreachable: '从这个渠道到不了该号码或邮箱，已改用其他方式',
  opted_out: '业主要求不再以此方式联系',
  template: '通道不接受这份文本，已停用；请核对文本或另报模板后恢复',
  account: '通道账号被拒，整个渠道已停；请管理员处理后恢复',
  deferred: '对方暂时不收，到时自动恢复',
  channel_deferred: '通道暂时连不上或达到限额，到时自动重试',
  bug: '请求有误，须核对设置或由工程师查看，这份文本暂停一小时',
  unknown: '通道返回了不认识的答复，这份文本暂停一小时',
};

const ACCOUNT: Readonly<Record<string, string>> = {
  sms: '短信账号被拒，短信已全部停发：请核对余额、实名、权限与密钥，处理后恢复',
  email: '邮件账号被拒，邮件已全部停发：请核对用户名与密码、发件地址是否归此账号、加密设置，处理后恢复',
};

export function stopWords({ channel, class: of }: { channel: string; class: string }): string {
  if (of === 'account') return ACCOUNT[channel] ?? CLASSES.account;
  return Object.hasOwn(CLASSES, of) ? CLASSES[of as RefusalClass] : of;
}
