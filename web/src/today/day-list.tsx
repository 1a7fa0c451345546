import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Empty, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { PaperLink } from '../paper/paper-link';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { DayRowCard } from './day-row-card';
import { type DayRow, type Today, useDayRows } from './today-data';
import { useView } from './use-view';

/** What is done with printed letters: printed, sent off and brought back on a page of its own. */
const ON_PAPER: ReadonlySet<string> = new Set(['post', 'mail', 'returned']);

/** The households of the day: by group, by time or in the order in which one walks. */
export function DayList({ today }: { today: Today }) {
  const { t } = useTranslation();
  const [view, change] = useView();
  const communityId = useCommunityId();
  const rows = useDayRows(view);
  return (
    <section className="today-list">
      <div className="today-groups" role="toolbar" aria-label={t('today.allGroups')}>
        <Chip
          on={view.group === null}
          word={t('today.allGroups')}
          count={today.open}
          onClick={() => change({ group: null })}
        />
        {today.groups.map(({ group, open }) => (
          <Chip
            key={group}
            on={view.group === group}
            word={t(`today.groups.${group}`)}
            count={open}
            onClick={() => change({ group })}
          />
        ))}
      </div>
      <div className="today-tools">
        <Segmented
          aria-label={t('today.sort')}
          value={view.sort}
          onChange={(sort) => change({ sort: sort === 'building' ? 'building' : 'time' })}
          options={[
            { value: 'time', label: t('today.byTime') },
            { value: 'building', label: t('today.byBuilding') },
          ]}
        />
        <span className="today-spacer" />
        <Button
          icon={<DownloadOutlined />}
          href={`/api/communities/${communityId}/tasks/work-list.xlsx?assignee=${view.whose}&sort=${view.sort}`}
          aria-label={t('today.workList')}
          title={t('today.workList')}
        />
        <Button
          icon={<PrinterOutlined />}
          onClick={() => window.print()}
          aria-label={t('today.print')}
          title={t('today.print')}
        />
      </div>
      {view.group !== null && ON_PAPER.has(view.group) && <PaperLink returns={view.group === 'returned'} />}
      <Loaded of={rows}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            const word = view.group ? t('today.nothingHere') : t('today.nothing');
            return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={word} />;
          }
          return (
            <>
              {sections(items, view.sort).map(([building, part]) => (
                <div key={building ?? 'all'}>
                  {building !== null && (
                    <h3 className="today-building">
                      {building === '' ? t('today.noBuilding') : t('today.building', { building })}
                    </h3>
                  )}
                  {part.map((row) => (
                    <DayRowCard
                      key={row.id}
                      row={row}
                      chosen={row.id === view.taskId}
                      onOpen={() => change({ taskId: row.id })}
                      showsWho={view.whose !== 'mine'}
                    />
                  ))}
                </div>
              ))}
              {rows.hasNextPage && (
                <Button block loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
                  {t('today.more')}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Chip({
  on,
  word,
  count,
  onClick,
}: {
  on: boolean;
  word: string;
  count: number;
  onClick: () => void;
}) {
  return (
    <button type="button" className={on ? 'today-chip on' : 'today-chip'} aria-pressed={on} onClick={onClick}>
      {word} <b>{count}</b>
    </button>
  );
}

/** In walking order the rows of a building stand together. */
function sections(rows: readonly DayRow[], sort: 'time' | 'building'): [string | null, DayRow[]][] {
  if (sort === 'time') return [[null, [...rows]]];
  const parts = new Map<string, DayRow[]>();
  for (const row of rows) {
    const key = row.building ?? '';
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  return [...parts];
}
