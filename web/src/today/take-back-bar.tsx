import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNote } from '../ui/refusal-note';
import { inLanguage } from '../words/i18n';
import type { Recorded } from './take-back';

type Props = {
  recorded: Recorded;
  error: unknown;
  onTakeBack: () => Promise<void>;
  onCorrect: () => void;
  onClose: () => void;
};

/** What was recorded last, and how long it can still be taken back. */
export function TakeBackBar({ recorded, error, onTakeBack, onCorrect, onClose }: Props) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const leftMs = recorded.until - now;
  const { label, what, refused, waiting } = recorded;
  return (
    <div className="take-back" role="status">
      <RefusalNote error={error} />
      <div className="take-back-line">
        <span className="take-back-said">
          {t('today.takeBack.done', { label, what })}
          {refused && <em> {t('today.takeBack.refused', { why: inLanguage(refused) })}</em>}
          {waiting && <em> {t('today.takeBack.waiting')}</em>}
        </span>
        {leftMs > 0 ? (
          <Button
            type="primary"
            loading={busy}
            onClick={() => {
              setBusy(true);
              void onTakeBack().finally(() => setBusy(false));
            }}
          >
            {t('today.takeBack.undo')}
            <span className="take-back-left">{minutes(leftMs)}</span>
          </Button>
        ) : (
          <Button onClick={onCorrect}>{t('today.takeBack.correct')}</Button>
        )}
        <Button
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('today.takeBack.close')}
          onClick={onClose}
        />
      </div>
    </div>
  );
}

function minutes(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
