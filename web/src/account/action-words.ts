import { useTranslation } from 'react-i18next';
import type { Action } from './card';

const KNOWN = [
  'promise',
  'payment_claimed',
  'complaint',
  'hardship',
  'instalment_plan',
  'bereavement',
  'liability_unclear',
  'pause',
  'legal_stay',
  'clear_hold',
  'cause',
  'level',
  'request_referral',
  'answer_referral',
  'confirm_counsel',
  'milestone',
  'close',
  'resend',
] as const;

/** What an action is called: as the server says it; in English by its code. */
export function useActionWords() {
  const { t, i18n } = useTranslation();
  return ({ action, zh, choice }: Action): string => {
    if (i18n.language !== 'en') return zh;
    const known = KNOWN.find((one) => one === action);
    const word = known ? t(`account.act.${known}`) : action.replaceAll('_', ' ');
    const isId = choice !== null && choice.length > 24;
    return choice === null || isId ? word : `${word}: ${choice.replaceAll('_', ' ')}`;
  };
}
