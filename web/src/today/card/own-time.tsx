import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Props = { busy: boolean; onSaid: (statedTime: { from: string; to: string }) => void };

/** Outside the window: only where the owner himself asked for this time. */
export function OwnTime({ busy, onSaid }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  if (!open) {
    return (
      <Button type="link" onClick={() => setOpen(true)}>
        {t('today.card.ownTime')}
      </Button>
    );
  }
  return (
    <div className="work-form">
      <p className="today-quiet">{t('today.card.ownTimeHint')}</p>
      <div className="form-line">
        <div>
          {t('today.card.from')}{' '}
          <Input
            type="time"
            aria-label={t('today.card.from')}
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        </div>
        <div>
          {t('today.card.to')}{' '}
          <Input
            type="time"
            aria-label={t('today.card.to')}
            value={to}
            onChange={({ target }) => setTo(target.value)}
          />
        </div>
        <Button
          type="primary"
          disabled={!from || !to || from >= to}
          loading={busy}
          onClick={() => onSaid({ from, to })}
        >
          {t('today.card.startOther')}
        </Button>
      </div>
    </div>
  );
}
