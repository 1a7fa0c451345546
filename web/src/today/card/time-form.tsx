import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, civilDay } from '../../../../src/domain/civil-day';
import { useWhen } from '../../ui/when';

type Stated = { from: string; to: string; onDay: string };
type Props = { busy: boolean; onSaid: (stated: Stated) => void };

/** Hours that owners ask for most; each lasts half an hour. */
const TONIGHT = ['12:15', '18:30', '19:30', '20:30'] as const;
const TOMORROW = ['10:00', '15:00', '19:00'] as const;
const LATEST = '21:29';

/** 「晚上八点半打」: his own time, kept with his number. */
export function TimeForm({ busy, onSaid }: Props) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const [time, setTime] = useState('');
  const [on, setOn] = useState('');
  if (!today) return null;
  const tomorrow = addDays(civilDay(today), 1);
  const say = (onDay: string, from: string) => onSaid({ onDay, from, to: halfAnHourLater(from) });
  return (
    <div>
      <p>{t('today.form.when')}</p>
      <div className="chips">
        {TONIGHT.map((from) => (
          <Button key={from} disabled={busy} onClick={() => say(today, from)}>
            {t('today.form.tonight', { time: from })}
          </Button>
        ))}
        {TOMORROW.map((from) => (
          <Button key={`${from}+`} disabled={busy} onClick={() => say(tomorrow, from)}>
            {t('today.form.tomorrowAt', { time: from })}
          </Button>
        ))}
      </div>
      <div className="form-line">
        <Input
          type="date"
          aria-label={t('today.form.day')}
          min={today}
          value={on || today}
          onChange={({ target }) => setOn(target.value)}
        />
        <Input
          type="time"
          aria-label={t('today.form.otherTime')}
          value={time}
          onChange={({ target }) => setTime(target.value)}
        />
        <Button
          type="primary"
          disabled={busy || !time || time >= LATEST}
          onClick={() => say(on || today, time)}
        >
          {t('today.card.record')}
        </Button>
      </div>
    </div>
  );
}

/** Never into the night. */
function halfAnHourLater(from: string): string {
  const [hour = 0, minute = 0] = from.split(':').map(Number);
  const at = hour * 60 + minute + 30;
  const to = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  return to > LATEST ? LATEST : to;
}
