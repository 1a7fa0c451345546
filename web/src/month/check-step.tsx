import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Progress as Bar, Button, Card, DatePicker, Space, Statistic } from 'antd';
import dayjs from 'dayjs';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Progress } from '../api/progress';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { type Dropped, type Import, useFiles } from './files';
import type { Step } from './import-steps';
import { check } from './read-files';

/**
 * A file read whole: what is good, what is to be mended, and the day that it speaks of. What a file finds depends on those
 * before it, so each is checked when the one before is booked.
 */
export function CheckStep({ go }: { go: (step: Step) => void }) {
  const { t } = useTranslation();
  const { files } = useFiles();
  const run = useCheck();
  const current = files.find(({ stage }) => stage.at !== 'accepted');
  useEffect(() => {
    if (current?.stage.at === 'new') void run(current);
  }, [current, run]);
  return (
    <>
      {files.map((one) => (
        <Card
          key={one.key}
          size="small"
          className="month-card"
          title={`${t(`month.kinds.${one.kind}`)}　${one.file.name}`}
        >
          {one.stage.at === 'new' ? (
            <span className="month-hint">
              {t('month.check.waits', { name: t(`month.kinds.${current?.kind ?? one.kind}`) })}
            </span>
          ) : (
            <Checked of={one} again={run} />
          )}
        </Card>
      ))}
      <div className="month-next">
        <Button
          type="primary"
          size="large"
          disabled={current !== undefined && current.stage.at !== 'checked'}
          onClick={() => go('differences')}
        >
          {t('month.check.next')}
        </Button>
      </div>
    </>
  );
}

function useCheck() {
  const communityId = useCommunityId();
  const { tell } = useFiles();
  return useCallback(
    async (one: Dropped) => {
      const become = (stage: Dropped['stage']) =>
        tell({ do: 'change', key: one.key, change: { stage, asOf: one.asOf } });
      become({ at: 'checking', progress: null });
      try {
        const batch = await check(communityId, one, (progress) => become({ at: 'checking', progress }));
        become({ at: 'checked', batch });
      } catch (error) {
        become({ at: 'refused', error });
      }
    },
    [communityId, tell],
  );
}

function Checked({ of: one, again }: { of: Dropped; again: (one: Dropped) => Promise<void> }) {
  const { t } = useTranslation();
  const { stage } = one;
  switch (stage.at) {
    case 'new':
      return null;
    case 'checking':
      return <Working progress={stage.progress} />;
    case 'refused':
      return (
        <>
          <RefusalNote error={stage.error} />
          <Button onClick={() => void again(one)}>{t('month.check.again')}</Button>
        </>
      );
    default:
      return (
        <Found
          batch={stage.batch}
          askAgain={stage.at === 'checked' ? (asOf) => void again({ ...one, asOf }) : null}
        />
      );
  }
}

/** How far it is; a bar where the end is known. */
export function Working({ progress }: { progress: Progress | null }) {
  const { t } = useTranslation();
  const word =
    progress?.phase === 'comparing'
      ? 'comparing'
      : progress?.phase === 'accepting'
        ? 'accepting'
        : 'checking';
  const said = word === 'accepting' ? t('month.differences.accepting') : t(`month.check.${word}`);
  if (!progress?.of) {
    return (
      <p role="status">
        {said}　{progress && t('month.check.rows', { rows: progress.rows })}
      </p>
    );
  }
  return (
    <div role="status">
      {said}　{t('month.check.rowsOf', { rows: progress.rows, of: progress.of })}
      <Bar percent={Math.round((100 * progress.rows) / progress.of)} showInfo={false} />
    </div>
  );
}

function Found({ batch, askAgain }: { batch: Import; askAgain: ((asOf: string) => void) | null }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { summary } = batch;
  const { asOf, scope, stewards } = summary;
  return (
    <>
      <div className="month-figures">
        {(['rows', 'good', 'same', 'repeated', 'bad', 'warnings'] as const).map((figure) => (
          <Statistic
            key={figure}
            title={t(`month.check.${figure === 'rows' ? 'total' : figure}`)}
            value={summary[figure]}
            {...(figure === 'bad' && summary.bad > 0 ? { styles: { content: { color: '#c47a00' } } } : {})}
          />
        ))}
      </div>
      {asOf && batch.kind !== 'payments' && (
        <Space wrap>
          <span>{t('month.check.asOf')}</span>
          <DatePicker
            aria-label={t('month.check.asOf')}
            value={dayjs(asOf.day)}
            allowClear={false}
            disabled={!askAgain}
            onChange={(day) => day && askAgain?.(day.format('YYYY-MM-DD'))}
          />
          <span className="month-hint">
            {t(`month.check.asOfFrom.${asOf.from}`, { fits: asOf.fits, of: asOf.of })}
          </span>
        </Space>
      )}
      {summary.bad > 0 && (
        <Alert
          type="warning"
          showIcon
          style={{ marginTop: 8 }}
          title={t('month.check.badHint')}
          action={
            <Button
              icon={<DownloadOutlined />}
              href={`/api/communities/${communityId}/imports/${batch.id}/bad-rows`}
            >
              {t('month.check.download')}
            </Button>
          }
        />
      )}
      {scope.isPart && <p className="month-hint">{t('month.check.isPart')}</p>}
      {summary.sameFileAs && <Alert type="info" showIcon title={t('month.check.sameFile')} />}
      {stewards.unknown.length > 0 && (
        <p className="month-hint">
          {t('month.check.unknownStewards', {
            count: stewards.unknown.length,
            names: stewards.unknown.join('、'),
          })}
        </p>
      )}
    </>
  );
}
