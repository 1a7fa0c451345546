import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { Rows } from '../ui/rows';
import { useWhen } from '../ui/when';
import type { Batch } from './paper-data';

const PAGE = 20;
const MOST = 200;

/** The newest first, each with where it is and what comes next. */
export function BatchList({ onChoose }: { onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const { day } = useWhen();
  const communityId = useCommunityId();
  const [limit, setLimit] = useState(PAGE);
  const batches = $api.useQuery(
    'get',
    '/api/communities/{communityId}/paper/batches',
    { params: { path: { communityId }, query: { limit } } },
    { placeholderData: (before) => before },
  );
  return (
    <section className="paper-part">
      <h3>{t('paper.list')}</h3>
      <Loaded of={batches}>
        {({ items, next }) => (
          <>
            <Rows<Batch>
              rows={items}
              keyOf={({ id }) => id}
              empty={t('paper.none')}
              columns={[
                {
                  key: 'what',
                  title: t('paper.batch'),
                  cell: (batch) => (
                    <Button type="link" className="paper-open" onClick={() => onChoose(batch.id)}>
                      {t(`paper.kinds.${batch.kind}`)} {day(batch.onDay)}
                      {batch.building !== null && ` ${t('paper.building', { building: batch.building })}`}
                    </Button>
                  ),
                },
                {
                  key: 'count',
                  title: t('paper.count'),
                  cell: ({ counts }) => t('paper.outOf', { out: counts.out, all: counts.all }),
                },
                { key: 'state', title: t('paper.state'), cell: ({ state }) => t(`paper.states.${state}`) },
                {
                  key: 'next',
                  title: t('paper.next'),
                  cell: ({ state, kind }) => t(`paper.nextOf.${kind}.${state}`),
                },
                { key: 'last', title: t('paper.lastDay'), cell: ({ lastDayOn }) => day(lastDayOn) },
              ]}
            />
            {next !== null && limit < MOST && (
              <Button onClick={() => setLimit(Math.min(limit + PAGE, MOST))}>{t('shell.more')}</Button>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}
