import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { addDays, civilDay } from '../../../../src/domain/civil-day';
import { useWhen } from '../../ui/when';
import type { Said } from './outcome-form';

type Props = { busy: boolean; onSay: (said: Said) => void; onCancel: () => void };

/** 已缴待核: the day that he names is finance's first clue; the tap on it records. */
export function PaidForm({ busy, onSay, onCancel }: Props) {
  const { t } = useTranslation();
  const { today } = useWhen();
  if (!today) return null;
  const yesterday = addDays(civilDay(today), -1);
  const note = (day: string) => ({ note: t('today.form.paidNote', { day }) });
  return (
    <div className="work-form">
      <p>{t('today.form.paidWhen')}</p>
      <div className="chips">
        <Button disabled={busy} onClick={() => onSay(note(today))}>
          {t('today.form.paidToday')}
        </Button>
        <Button disabled={busy} onClick={() => onSay(note(yesterday))}>
          {t('today.form.paidYesterday')}
        </Button>
        <Button disabled={busy} onClick={() => onSay(note(t('today.form.paidEarlier')))}>
          {t('today.form.paidEarlier')}
        </Button>
        <Button disabled={busy} onClick={() => onSay({})}>
          {t('today.form.paidUnknown')}
        </Button>
      </div>
      <Button onClick={onCancel}>{t('today.card.cancel')}</Button>
    </div>
  );
}
