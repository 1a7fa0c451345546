import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { Thumbnail } from './thumbnail';

type Item = Schemas['TimelineItem'];

/** One line of the history: what, by whom, when; the text as it was sent; the receipt; the picture; what a correction puts right. */
export function TimelineEntry({ item, corrected }: { item: Item; corrected: ReadonlyMap<string, Item> }) {
  const { t } = useTranslation();
  const { moment, inText } = useWhen();
  const { content } = item;
  const why = item.why ?? textIn(content, 'purpose');
  const fileId = textIn(content, 'fileId');
  const correctsId = textIn(content, 'correctsId');
  const old = correctsId ? corrected.get(correctsId) : undefined;
  return (
    <li className={`timeline-${item.kind}`}>
      <div className="quiet">
        {moment(item.at)} · {item.by.name}
      </div>
      <div>{inText(inLanguage(item))}</div>
      {why && <div className="timeline-why">「{why}」</div>}
      {correctsId && (
        <div className="quiet">
          {old
            ? t('account.timeline.corrects', { what: inText(inLanguage(old)), when: moment(old.at) })
            : t('account.timeline.correctsEarlier')}
        </div>
      )}
      {item.text && (
        <details>
          <summary>{t('account.timeline.text')}</summary>
          <blockquote>{item.text}</blockquote>
        </details>
      )}
      {item.answer !== null && item.answer !== undefined && (
        <details>
          <summary>{t('account.timeline.receipt')}</summary>
          <pre>{JSON.stringify(item.answer, null, 1)}</pre>
        </details>
      )}
      {fileId && (
        <Thumbnail fileId={fileId} mediaType={textIn(content, 'mediaType') ?? ''} name={inLanguage(item)} />
      )}
    </li>
  );
}

function textIn(content: Item['content'], name: string): string | null {
  const value = content?.[name];
  return typeof value === 'string' ? value : null;
}
