import { ArrowLeftOutlined, CheckOutlined } from '@ant-design/icons';
import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlainWords } from '../../ui/plain-words';
import { inLanguage } from '../../words/i18n';
import { BatchPhotos } from './batch-photos';
import { Door } from './door';
import { Scanner } from './scanner';
import type { Queue } from './use-queue';
import type { Letter, Walk } from './walk-list';

type Props = {
  letters: readonly Letter[];
  all: readonly Letter[];
  photos: Walk['photos'];
  isDone: (letter: Letter) => boolean;
  queue: Queue;
  onBack: () => void;
};

/** One building: scan the envelope in hand, whichever it is; the list shows what is left, in the order of the stairs. */
export function WalkThrough({ letters, all, photos, isDone, queue, onBack }: Props) {
  const { t } = useTranslation();
  const plainWords = usePlainWords();
  const [scanned, setScanned] = useState<string | null>(null);
  const [unknown, setUnknown] = useState<string | null>(null);
  const letter = scanned === null ? null : (all.find(({ number }) => number === scanned) ?? null);
  const left = letters.filter((one) => !isDone(one));
  const batchIds = [...new Set(letters.map(({ batchId }) => batchId))];

  function find(text: string) {
    const number = text.toUpperCase().replaceAll(/[\s-]/g, '');
    const known = all.some((one) => one.number === number);
    setScanned(known ? number : null);
    setUnknown(known ? null : text);
  }

  if (letter) {
    return <Door key={letter.number} letter={letter} queue={queue} onNext={() => setScanned(null)} />;
  }
  return (
    <>
      <div className="work-bar">
        <Button icon={<ArrowLeftOutlined />} onClick={onBack}>
          {t('today.posting.choose')}
        </Button>
        <span className="today-spacer" />
        <b className="posting-count">
          {t('today.posting.done', { done: letters.length - left.length, total: letters.length })}
        </b>
      </div>
      {unknown && (
        <Alert type="warning" showIcon role="alert" title={t('today.posting.unknown', { number: unknown })} />
      )}
      <BatchPhotos batchIds={batchIds} photos={photos} onKept={() => void queue.tryAgain()} />
      {left.length > 0 ? (
        <Scanner onNumber={find} />
      ) : (
        <Alert type="success" showIcon title={t('today.posting.finished')} />
      )}
      <ol className="posting-list">
        {letters.map((one) => (
          <li key={one.number} className={isDone(one) ? 'done' : ''}>
            <button type="button" disabled={isDone(one)} onClick={() => find(one.number)}>
              <b>{one.label}</b> {one.nameMasked}
              <span className="today-quiet"> {t('today.posting.number', { number: one.number })}</span>
            </button>
            {isDone(one) &&
              (one.state === 'take_back' ? (
                <Tag color="orange">{plainWords(one.stateZh, one.state)}</Tag>
              ) : (
                <CheckOutlined />
              ))}
            {one.outdated && !isDone(one) && <Tag color="orange">{inLanguage(one.outdated)}</Tag>}
          </li>
        ))}
      </ol>
    </>
  );
}
