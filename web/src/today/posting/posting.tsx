import { CloudUploadOutlined } from '@ant-design/icons';
import { Alert, Button, Empty, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { PaperLink } from '../../paper/paper-link';
import { Loaded } from '../../ui/loading';
import { inLanguage } from '../../words/i18n';
import { useView } from '../use-view';
import { type Queue, useQueue } from './use-queue';
import { type Letter, useWalk, type Walk } from './walk-list';
import { WalkThrough } from './walk-through';
import './posting.css';

/** 连续张贴: a building, its letters in walking order, scan and photo for each door. Works in a stairwell without network. */
export function Posting() {
  const walk = useWalk();
  const queue = useQueue();
  return (
    <section className="posting">
      <QueueBar queue={queue} />
      <PaperLink />
      <Loaded of={walk}>{(data) => <Buildings walk={data} offline={data.offline} queue={queue} />}</Loaded>
    </section>
  );
}

/** 待上传 n: never out of sight while something lies on this phone alone. */
function QueueBar({ queue }: { queue: Queue }) {
  const { t } = useTranslation();
  const { letters, uploading, upload, remove, tryAgain } = queue;
  const waiting = letters.filter(({ refused }) => refused === null);
  const refused = letters.filter((letter) => letter.refused !== null);
  return (
    <>
      {waiting.length > 0 && (
        <Alert
          type="info"
          role="status"
          icon={<CloudUploadOutlined />}
          showIcon
          title={t('today.posting.waiting', { count: waiting.length })}
          action={
            <Button loading={uploading} onClick={() => void upload()}>
              {t(uploading ? 'today.posting.uploading' : 'today.posting.upload')}
            </Button>
          }
        />
      )}
      {refused.map(({ commandId, label, refused: why }) => (
        <Alert
          key={commandId}
          type="warning"
          showIcon
          role="alert"
          title={`${label} ${t('today.posting.failed', { why: why ? inLanguage(why) : '' })}`}
          action={
            <span className="posting-again">
              <Button loading={uploading} onClick={() => void tryAgain()}>
                {t('shell.retry')}
              </Button>
              <Button type="text" onClick={() => void remove(commandId)}>
                {t('today.posting.keepFailed')}
              </Button>
            </span>
          }
        />
      ))}
    </>
  );
}

function Buildings({ walk, offline, queue }: { walk: Walk; offline: boolean; queue: Queue }) {
  const { t } = useTranslation();
  const [view, change] = useView();
  // a refused one is not done: it says what is wrong
  const queued = new Set(queue.letters.flatMap(({ number, refused }) => (refused ? [] : [number])));
  const isDone = ({ state, number }: Letter) =>
    queued.has(number) || (state !== 'printed' && state !== 'started');
  const names = [...new Set(walk.letters.map(({ building }) => building))].sort(
    (a, b) => Number(a) - Number(b) || a.localeCompare(b),
  );
  const chosen = view.building !== null && names.includes(view.building) ? view.building : null;
  if (names.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('today.posting.none')} />;
  return (
    <>
      {offline && <Alert type="info" showIcon title={t('today.posting.offline')} />}
      {chosen === null ? (
        <>
          <h3>{t('today.posting.choose')}</h3>
          <p className="today-quiet">{t('today.posting.chooseHint')}</p>
          {names.map((building) => {
            const letters = walk.letters.filter((letter) => letter.building === building);
            const done = letters.filter(isDone).length;
            return (
              <button key={building} type="button" className="day-row" onClick={() => change({ building })}>
                <span className="day-row-head">
                  <b>{t('today.building', { building })}</b>
                  <span className="today-spacer" />
                  <span>{t('today.posting.count', { count: letters.length - done })}</span>
                </span>
                <Progress percent={Math.round((done / letters.length) * 100)} size="small" />
              </button>
            );
          })}
        </>
      ) : (
        <WalkThrough
          key={chosen}
          letters={walk.letters.filter(({ building }) => building === chosen)}
          all={walk.letters}
          photos={walk.photos}
          isDone={isDone}
          queue={queue}
          onBack={() => change({ building: null })}
        />
      )}
    </>
  );
}
