import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays, type CivilDay, civilDay, weekday } from '../../../../src/domain/civil-day';
import { fen, parseYuan, plainYuan } from '../../../../src/domain/money';
import { useWhen } from '../../ui/when';

type Promised = { on: string; amountFen: number };
type Props = {
  owedFen: number;
  withinDays: number;
  busy: boolean;
  chosen: Promised | null;
  onSaid: (promise: Promised) => void;
};

/** The amount is there already; a tap on a day records it. */
export function PromiseForm({ owedFen, withinDays, busy, chosen, onSaid }: Props) {
  const { t } = useTranslation();
  const { day, today } = useWhen();
  const [amount, setAmount] = useState(plainYuan(fen(owedFen)));
  const [other, setOther] = useState('');
  const parsed = parseYuan(amount);
  const amountFen = parsed.ok && parsed.fen > 0 ? parsed.fen : null;
  if (!today) return null;
  const now = civilDay(today);
  const last = addDays(now, withinDays);
  const days = chipsFrom(now).filter(([, on]) => on <= last);

  function say(on: string) {
    if (amountFen !== null) onSaid({ on, amountFen });
  }

  return (
    <div>
      <div className="form-field">
        {t('today.form.amount')}
        <Input
          aria-label={t('today.form.amount')}
          inputMode="decimal"
          value={amount}
          status={amountFen === null ? 'error' : ''}
          onChange={({ target }) => setAmount(target.value)}
        />
      </div>
      {amountFen === null && <div className="today-red">{t('today.form.wrongAmount')}</div>}
      <p className="today-quiet">{t('today.form.dateHint')}</p>
      <div className="chips">
        {days.map(([word, on]) => (
          <Button
            key={word}
            disabled={busy || amountFen === null}
            type={chosen?.on === on ? 'primary' : 'default'}
            onClick={() => say(on)}
          >
            {t(`today.form.${word}`)}
            <small>{day(on)}</small>
          </Button>
        ))}
      </div>
      <div className="form-line">
        <Input
          type="date"
          aria-label={t('today.form.otherDay')}
          min={now}
          max={last}
          value={other}
          onChange={({ target }) => setOther(target.value)}
        />
        <Button type="primary" disabled={busy || !other || amountFen === null} onClick={() => say(other)}>
          {t('today.card.record')}
        </Button>
      </div>
    </div>
  );
}

type Word = 'tomorrow' | 'inThree' | 'friday' | 'nextMonday' | 'monthEnd';

function chipsFrom(today: CivilDay): [Word, CivilDay][] {
  const all: [Word, CivilDay][] = [
    ['tomorrow', addDays(today, 1)],
    ['inThree', addDays(today, 3)],
    ['friday', addDays(today, (12 - weekday(today)) % 7 || 7)],
    ['nextMonday', addDays(today, 8 - weekday(today))],
    ['monthEnd', monthEnd(today)],
  ];
  const seen = new Set<string>();
  return all.filter(([, on]) => on > today && !seen.has(on) && seen.add(on));
}

function monthEnd(today: CivilDay): CivilDay {
  let last = today;
  while (addDays(last, 1).slice(0, 7) === today.slice(0, 7)) last = addDays(last, 1);
  return last;
}
