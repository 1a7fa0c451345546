import { PhoneOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

/** Large digits for the telephone on the desk, a tap for the one in the hand. */
export function Dial({ number, relation }: { number: string; relation: string | null }) {
  const { t } = useTranslation();
  return (
    <a className="dial" href={`tel:${number}`} aria-label={t('today.card.dial', { number })}>
      <PhoneOutlined />
      <b>{inGroups(number)}</b>
      <span className="today-quiet">{relation ?? t('today.card.self')}</span>
    </a>
  );
}

/** 13800006287 → 138 0000 6287, as one reads it out. */
function inGroups(number: string): string {
  return /^\d{11}$/.test(number) ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}` : number;
}
