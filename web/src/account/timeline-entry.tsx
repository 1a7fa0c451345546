import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useMay } from '../session';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { CorrectForm } from './forms/correct-form';
import { Thumbnail } from './thumbnail';

type Item = Schemas['TimelineItem'];

type Props = { item: Item; corrected: ReadonlyMap<string, Item>; isCorrected: boolean };

/** One line of the history: what, by whom, when; the text as it was sent; the receipt; the picture; what a correction puts right. */
export function TimelineEntry({ item, corrected, isCorrected }: Props) {
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
      {item.kind === 'task_outcome' && !isCorrected && <Correct item={item} />}
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

/** Offered to whoever may do such work; whether it may be corrected still, the server says. */
function Correct({ item: { content } }: { item: Item }) {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const taskId = textIn(content, 'taskId');
  const outcomeId = textIn(content, 'outcomeId');
  if (!may('contact.act') || !taskId || !outcomeId) return null;
  return (
    <>
      <Button type="link" className="correct" onClick={() => setOpen(true)}>
        {t('account.correct.title')}
      </Button>
      {open && <CorrectForm taskId={taskId} outcomeId={outcomeId} onClose={() => setOpen(false)} />}
    </>
  );
}
