import { Alert, Result, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { ReleaseActions } from './release-actions';
import { NO_FILTER, ReleaseFigures, type WaveFilter } from './release-figures';
import { ReleaseLines } from './release-lines';
import { ReleaseNotes } from './release-notes';

/** 放行单: what would go out to whom, who is left out and why, what deserves a look; and the consent. */
export function ReleaseTab() {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const [chosen, choose] = useState<string | null>(null);
  const [told, tell] = useState<Schemas['Released'] | null>(null);
  const waves = $api.useQuery('get', '/api/communities/{communityId}/waves', {
    params: { path: { communityId }, query: { status: 'open', limit: 20 } },
  });
  return (
    <>
      {told && (
        <Alert
          type="success"
          showIcon
          closable
          title={told.zh}
          onClose={() => tell(null)}
          className="month-card"
        />
      )}
      <Loaded of={waves}>
        {({ items }) => {
          const current = items.find(({ id }) => id === chosen) ?? items[0];
          if (!current)
            return <Result status="success" title={t('release.none')} subTitle={t('release.noneHint')} />;
          return (
            <>
              {items.length > 1 && (
                <Segmented
                  className="month-card"
                  value={current.id}
                  onChange={choose}
                  options={items.map(({ id, origin, onDay, waiting }) => ({
                    value: id,
                    label: t(`release.origins.${origin}`, {
                      on: dayjs(onDay).format('M月D日'),
                      count: waiting,
                    }),
                  }))}
                />
              )}
              <OneWave key={current.id} waveId={current.id} tell={tell} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function OneWave({ waveId, tell }: { waveId: string; tell: (released: Schemas['Released']) => void }) {
  const communityId = useCommunityId();
  const [filter, setFilter] = useState<WaveFilter>(NO_FILTER);
  const [selected, select] = useState<readonly string[]>([]);
  const preview = $api.useQuery(
    'get',
    '/api/communities/{communityId}/waves/{waveId}',
    { params: { path: { communityId, waveId } } },
    // cases that are being opened are not counted yet: look again until they are
    { refetchInterval: ({ state }) => ((state.data?.beginning ?? 0) > 0 ? 1_500 : false) },
  );
  return (
    <Loaded of={preview}>
      {(wave) => (
        <>
          <ReleaseNotes wave={wave} />
          <ReleaseFigures wave={wave} filter={filter} onFilter={setFilter} />
          <ReleaseActions wave={wave} selected={selected} onReleased={tell} onSelect={select} />
          <ReleaseLines
            waveId={waveId}
            filter={filter}
            onFilter={setFilter}
            selected={selected}
            onSelect={select}
          />
        </>
      )}
    </Loaded>
  );
}
