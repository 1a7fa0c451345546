import { Card } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { Yuan } from '../ui/yuan';
import './release.css';

type Wave = Schemas['WavePreview'];
type Line = Schemas['WaveLine'];

/** Which accounts of the list one looks at. */
export type WaveFilter = {
  channel?: NonNullable<Line['channel']>;
  leftOut?: NonNullable<Line['leftOut']>;
  attention?: Line['attention'][number] | 'any';
};
export const NO_FILTER: WaveFilter = {};

type Props = { wave: Wave; filter: WaveFilter; onFilter: (filter: WaveFilter) => void };

/** How many by which way, who is left out, what deserves a look: each a bar that, tapped, shows its accounts below. */
export function ReleaseFigures({ wave, filter, onFilter }: Props) {
  const { t } = useTranslation();
  const most = Math.max(1, ...wave.byChannel.map(({ accounts }) => accounts));
  const mostLeft = Math.max(1, ...wave.leftOut.map(({ accounts }) => accounts));
  return (
    <div className="release-figures">
      <Card size="small" className="release-sum">
        <div className="release-big">
          {t('release.accounts', { count: wave.accounts })}
          <small>
            <Yuan fen={wave.amountFen} />
          </small>
        </div>
        <p className="month-hint">{t('release.ofWaiting', { count: wave.waiting })}</p>
        {wave.capacity.map(({ channel, zh, accounts, perDay, days }) => (
          <p key={channel} className="month-hint">
            {t('release.capacity', { zh, accounts, perDay, days })}
          </p>
        ))}
      </Card>
      <Card size="small" title={t('release.byChannel')}>
        {wave.byChannel.map(({ channel, zh, accounts, amountFen }) => (
          <Bar
            key={channel}
            label={zh}
            share={accounts / most}
            count={accounts}
            amountFen={amountFen}
            active={filter.channel === channel}
            onClick={() => onFilter(filter.channel === channel ? NO_FILTER : { channel })}
          />
        ))}
        {wave.byChannel.length === 0 && <p className="month-hint">{t('release.nobody')}</p>}
      </Card>
      <Card size="small" title={t('release.leftOut')}>
        {wave.leftOut.map(({ reason, zh, accounts, amountFen, staysInWave }) => (
          <Bar
            key={reason}
            quiet
            label={staysInWave ? `${zh} ${t('release.stays')}` : zh}
            share={accounts / mostLeft}
            count={accounts}
            amountFen={amountFen}
            active={filter.leftOut === reason}
            onClick={() => onFilter(filter.leftOut === reason ? NO_FILTER : { leftOut: reason })}
          />
        ))}
        {wave.leftOut.length === 0 && <p className="month-hint">{t('release.nobodyLeftOut')}</p>}
      </Card>
      <Card size="small" title={t('release.attention')}>
        {wave.attention.map(({ flag, zh, accounts, amountFen }) => (
          <Bar
            key={flag}
            quiet
            label={zh}
            share={accounts / most}
            count={accounts}
            amountFen={amountFen}
            active={filter.attention === flag}
            onClick={() => onFilter(filter.attention === flag ? NO_FILTER : { attention: flag })}
          />
        ))}
        {wave.attention.length === 0 && <p className="month-hint">{t('release.noAttention')}</p>}
      </Card>
    </div>
  );
}

type BarProps = {
  label: ReactNode;
  share: number;
  count: number;
  amountFen: number;
  active: boolean;
  quiet?: boolean;
  onClick: () => void;
};

function Bar({ label, share, count, amountFen, active, quiet, onClick }: BarProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={active ? 'release-bar active' : 'release-bar'}
      aria-pressed={active}
      onClick={onClick}
    >
      <span className="release-bar-label">{label}</span>
      <span className="release-bar-figures">
        {t('release.accounts', { count })} <Yuan fen={amountFen} />
      </span>
      <span
        className={quiet ? 'release-bar-line quiet' : 'release-bar-line'}
        style={{ width: `${Math.max(2, share * 100)}%` }}
      />
    </button>
  );
}
