import { ArrowLeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../ui/loading';
import { useDayRows, usePrefetchWork, useWorkCard } from '../today-data';
import { useView } from '../use-view';
import { TaskCard } from './task-card';

/** One household at a time, and the next one at once: read while one still talks. */
export function WorkPane({ taskId }: { taskId: string }) {
  const { t } = useTranslation();
  const [view, change] = useView();
  const work = useWorkCard(taskId);
  const rows = useDayRows(view);
  const prefetch = usePrefetchWork();
  const ids = (rows.data?.pages ?? []).flatMap((page) => page.items.map(({ id }) => id));
  const nextId = ids[ids.indexOf(taskId) + 1] ?? ids.find((id) => id !== taskId) ?? null;

  useEffect(() => {
    if (nextId) prefetch(nextId);
  }, [nextId, prefetch]);
  useEffect(() => {
    function leave(event: KeyboardEvent) {
      if (event.key === 'Escape' && !event.defaultPrevented) change({ taskId: null });
    }
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  });

  return (
    <section className="work-pane">
      <div className="work-bar">
        <Button icon={<ArrowLeftOutlined />} onClick={() => change({ taskId: null })}>
          {t('today.card.back')}
        </Button>
        <span className="today-spacer" />
        <Button
          icon={<RightOutlined />}
          iconPlacement="end"
          disabled={nextId === null}
          title={nextId === null ? t('today.card.lastOne') : undefined}
          onClick={() => change({ taskId: nextId })}
        >
          {t('today.card.next')}
        </Button>
      </div>
      <Loaded of={work}>
        {(card) => <TaskCard key={card.task.id} card={card} onDone={() => change({ taskId: nextId })} />}
      </Loaded>
    </section>
  );
}
