import type { Finding } from './finding';
import type { Squeezed } from './squeeze';

const ID_CARD = /(?<![0-9])[1-9][0-9]{16}[0-9x](?![0-9a-z])/;
const MOBILE = /(?<![0-9])(?:86)?1[3-9][0-9]{9}(?![0-9])/;
const BANK_CARD = /(?<![0-9])[3-6][0-9]{15,18}(?![0-9])/;
const MAILBOX = /[a-z0-9._%+-]+@[a-z0-9-]+\.[a-z]{2,}/i;

/** A wording is for everybody: it has no number of a person in it, and none that money could go to. */
export function fixedDataFindings(views: readonly Squeezed[], source: string): Finding[] {
  const [{ text } = { text: '' }] = views;
  const found = [
    ['手机号', MOBILE.exec(text)?.[0]],
    ['证件号', ID_CARD.exec(text)?.[0]],
    ['银行卡号', BANK_CARD.exec(text)?.[0]],
    ['邮箱', MAILBOX.exec(source.normalize('NFKC'))?.[0]],
  ] as const;
  return [
    ...found.flatMap(([what, number]): Finding[] =>
      number
        ? [
            {
              rule: 'fixed_personal_data',
              severity: 'error',
              zh: `文本里不能写死${what}`,
              en: 'no number of a person in a wording',
              excerpt: number.slice(0, 4),
            },
          ]
        : [],
    ),
    ...fixedAmount(source),
  ];
}

function fixedAmount(source: string): Finding[] {
  const amount = /[0-9][0-9,，]*(?:\.[0-9]+)?\s*元(?!\/|每)/.exec(source.normalize('NFKC'))?.[0];
  return amount
    ? [
        {
          rule: 'fixed_amount',
          severity: 'warning',
          zh: `金额写死了：「${amount}」，应用字段`,
          en: `an amount is written out: ${amount}`,
          excerpt: amount,
        },
      ]
    : [];
}
