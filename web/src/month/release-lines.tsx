import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { Rows } from '../ui/rows';
import { Yuan } from '../ui/yuan';
import { NO_FILTER, type WaveFilter } from './release-figures';

type Props = {
  waveId: string;
  filter: WaveFilter;
  onFilter: (filter: WaveFilter) => void;
  selected: readonly string[];
  onSelect: (selected: string[]) => void;
};

const PAGE = 50;

/** The accounts of the wave in walking order, fifty at a time. */
export function ReleaseLines({ waveId, filter, onFilter, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const lines = useInfiniteQuery({
    queryKey: ['wave lines', communityId, waveId, filter],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { data } = await api.GET('/api/communities/{communityId}/waves/{waveId}/lines', {
        params: {
          path: { communityId, waveId },
          query: { ...filter, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
        },
      });
      if (!data) throw new Error('no answer and no refusal');
      return data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <section>
      {isFiltered && <Button onClick={() => onFilter(NO_FILTER)}>{t('release.showAll')}</Button>}
      <Loaded of={lines}>
        {({ pages }) => (
          <Rows<Schemas['WaveLine']>
            rows={pages.flatMap(({ items }) => items)}
            keyOf={({ id }) => id}
            empty={t('release.nobody')}
            selection={{ chosen: selected, onChange: onSelect }}
            columns={[
              {
                key: 'label',
                title: t('release.room'),
                cell: ({ label, accountId }) => <Link to={`../accounts/${accountId}`}>{label}</Link>,
              },
              {
                key: 'level',
                title: t('release.level'),
                cell: ({ level }) => t(`release.level${level as 1 | 2 | 3 | 4}`),
              },
              {
                key: 'amount',
                title: t('release.amount'),
                align: 'right',
                cell: ({ claimableFen }) => <Yuan fen={claimableFen} />,
              },
              {
                key: 'what',
                title: t('release.what'),
                cell: ({ channelZh, leftOutZh, nextOn, pausedUntilOn, pauseReason }) =>
                  leftOutZh ? (
                    <span className="month-hint">
                      {leftOutZh}
                      {pausedUntilOn &&
                        `（${t('release.until', { on: dayjs(pausedUntilOn).format('M月D日') })} ${pauseReason ?? ''}）`}
                    </span>
                  ) : (
                    <>
                      {channelZh}{' '}
                      {nextOn && <span className="month-hint">{dayjs(nextOn).format('M月D日')}</span>}
                    </>
                  ),
              },
              {
                key: 'attention',
                title: t('release.attention'),
                cell: ({ attentionZh, samePhone }) => (
                  <>
                    {attentionZh.map((zh) => (
                      <Tag key={zh} color="gold">
                        {zh}
                      </Tag>
                    ))}
                    {samePhone.length > 0 && <span className="month-hint">{samePhone.join('、')}</span>}
                  </>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {lines.hasNextPage && (
        <div className="month-next">
          <Button loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
            {t('release.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
