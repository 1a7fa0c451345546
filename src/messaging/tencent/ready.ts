import type { NotReady, ProviderOwner } from '../provider';
import { messagingOf } from '../settings';
import type { TencentAccounts } from './accounts';

/** Why a community's text messages cannot leave as things stand; null: they can. */
export function smsNotReady(
  accounts: TencentAccounts,
  { messaging, companyName }: ProviderOwner,
): NotReady | null {
  const settings = messagingOf(messaging).sms;
  if (!settings) {
    return {
      code: 'SETTINGS',
      zh: '短信设置未填写或不完整（账号、应用、签名、模板）',
      en: 'the settings of text messages are missing or incomplete',
    };
  }
  const account = Object.hasOwn(accounts, settings.account) ? accounts[settings.account] : undefined;
  if (!account) {
    return {
      code: 'SECRET',
      zh: `服务器上没有名为「${settings.account}」的短信账号，请在 TENCENT_ACCOUNTS 中配置`,
      en: `the server has no account for text messages named ${settings.account} (TENCENT_ACCOUNTS)`,
    };
  }
  if (account.company === undefined || account.company === companyName) return null;
  return {
    code: 'COMPANY',
    zh: `短信账号「${settings.account}」只供另一家公司使用`,
    en: `the account for text messages ${settings.account} is another company’s`,
  };
}
