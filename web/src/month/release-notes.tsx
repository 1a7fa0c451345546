import { Alert } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../api/client';

type Wave = Schemas['WavePreview'];

/** What stands between this release and a message going out, and by when it has to be decided. */
export function ReleaseNotes({ wave }: { wave: Wave }) {
  const { t } = useTranslation();
  return (
    <div className="release-notes">
      {wave.beginning > 0 && (
        <Alert type="info" showIcon title={t('release.beginning', { count: wave.beginning })} />
      )}
      {wave.stops.map(({ code, zh, ref }) => (
        <Alert key={`${code}${ref}`} type="warning" showIcon title={zh} />
      ))}
      {wave.takeOver.warningZh && (
        <Alert
          type="warning"
          showIcon
          title={wave.takeOver.warningZh}
          action={<Link to="../month/take-over">{t('release.toTakeOver')}</Link>}
        />
      )}
      <p className="month-hint">
        {t('release.dueOn', { on: dayjs(wave.dueOn).format('M月D日') })}
        {wave.release.firstImport && `　${t('release.first')}`}
      </p>
    </div>
  );
}
