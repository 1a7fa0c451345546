import { Button, Checkbox, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { useCommunityId } from '../../session';
import { usePlainWords } from '../../ui/plain-words';
import { RefusalNote } from '../../ui/refusal-note';
import { type Recorded, useTakeBack } from '../take-back';
import { useReadAgain, type WorkCard } from '../today-data';
import { Files } from './files';
import { OutcomeForm, type Said } from './outcome-form';
import type { Second } from './second-person';

type Props = {
  card: WorkCard;
  started: Schemas['StartedContact'] | null;
  correcting: Recorded | null;
  second?: Second | null;
  onNextNumber?: () => void;
  onDone: () => void;
};
type Offer = WorkCard['task']['offers'][number];

/** One tap where nothing more is wanted; else a day, an hour or a word. Only these have a form although nothing is needed. */
const ASKS_ANYWAY: readonly string[] = ['claimed_paid'];
/** A record of a visit may be signed. */
const SIGNED: readonly string[] = ['promise', 'claimed_paid', 'dispute', 'hardship', 'undecided', 'refuses'];

export function Outcomes({ card, started, correcting, second = null, onNextNumber, onDone }: Props) {
  const { t } = useTranslation();
  const plainWords = usePlainWords();
  const communityId = useCommunityId();
  const shelf = useTakeBack();
  const readAgain = useReadAgain();
  const { task, row } = card;
  const section = useRef<HTMLElement>(null);
  const [chosen, setChosen] = useState<Offer | null>(null);
  const [attempt, setAttempt] = useState(newCommandId);
  const [note, setNote] = useState('');
  const [optOut, setOptOut] = useState(false);
  const [fileIds, setFileIds] = useState<string[]>([]);
  const finish = $api.useMutation('post', '/api/communities/{communityId}/tasks/{taskId}/finish');
  const correct = $api.useMutation('post', '/api/communities/{communityId}/outcomes/{outcomeId}/correct');
  const busy = finish.isPending || correct.isPending;
  const channel = channelOf(row.kind);

  // a form that opens below the edge would not be seen
  useEffect(() => {
    if (chosen) section.current?.scrollIntoView({ block: 'start', behavior: 'instant' });
  }, [chosen]);

  async function say(offer: Offer, said: Said) {
    if (busy) return;
    const words = [note.trim(), said.note].filter(Boolean).join('；');
    const files = [...fileIds, ...(said.fileIds ?? [])];
    const body = {
      ...said,
      commandId: attempt,
      outcome: offer.outcome,
      ...(words ? { note: words } : {}),
      ...(files.length > 0 ? { fileIds: files } : {}),
      ...(optOut && channel ? { optOut: [channel] } : {}),
      ...(second && !said.second ? { second } : {}),
    };
    const answer = correcting
      ? await correct.mutateAsync({
          params: { path: { communityId, outcomeId: correcting.outcomeId } },
          body,
        })
      : await finish.mutateAsync({ params: { path: { communityId, taskId: task.id } }, body });
    shelf.record(
      { taskId: task.id, label: row.label ?? '', what: plainWords(offer.zh, offer.outcome) },
      answer,
    );
    if (correcting) shelf.correct(null);
    setAttempt(newCommandId());
    setChosen(null);
    setNote('');
    const goesOn =
      answer.status === 'open' && (offer.outcome === 'no_answer' || offer.outcome === 'wrong_number');
    if (!goesOn) onDone();
    await readAgain();
    if (goesOn) onNextNumber?.();
  }

  function tap(offer: Offer) {
    finish.reset();
    correct.reset();
    const left = offer.needs.filter((need) => !(need === 'second' && second));
    if (
      left.length > 0 ||
      ASKS_ANYWAY.includes(offer.outcome) ||
      (row.kind === 'visit' && SIGNED.includes(offer.outcome))
    ) {
      setChosen(offer);
      return;
    }
    void say(offer, {}).catch(() => {});
  }

  return (
    <section className="outcomes" aria-label={t('today.card.result')} ref={section}>
      <h3>{correcting ? t('today.form.correct') : t('today.card.result')}</h3>
      {correcting && <p className="today-quiet">{t('today.form.correctHint')}</p>}
      <RefusalNote error={finish.error ?? correct.error} />
      {chosen ? (
        <OutcomeForm
          key={chosen.outcome}
          card={card}
          offer={chosen}
          hasSecond={second !== null}
          mayBeSigned={row.kind === 'visit' && SIGNED.includes(chosen.outcome)}
          busy={busy}
          onSay={(said) => void say(chosen, said).catch(() => {})}
          onCancel={() => setChosen(null)}
        />
      ) : (
        <>
          <div className="outcome-grid">
            {task.offers.map((offer) => (
              <Button
                key={offer.outcome}
                className={offer.outcome === 'other' ? 'outcome other' : 'outcome'}
                disabled={busy}
                onClick={() => tap(offer)}
              >
                {plainWords(offer.zh, offer.outcome)}
              </Button>
            ))}
          </div>
          <details className="extras" open={note !== '' || fileIds.length > 0}>
            <summary>{t(channel ? 'today.card.extras' : 'today.card.note')}</summary>
            <Input.TextArea
              aria-label={t('today.card.note')}
              placeholder={t('today.card.note')}
              autoSize={{ minRows: 2 }}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
            {task.caseId && started?.channel === 'call' && (
              <Files
                caseId={task.caseId}
                taskId={task.id}
                shows="recording"
                onKept={(id) => setFileIds((ids) => [...ids, id])}
              />
            )}
            {channel && (
              <Checkbox checked={optOut} onChange={({ target }) => setOptOut(target.checked)}>
                {t('today.card.optOut')}
              </Checkbox>
            )}
          </details>
          {correcting && <Button onClick={() => shelf.correct(null)}>{t('today.card.cancel')}</Button>}
        </>
      )}
    </section>
  );
}

function channelOf(kind: string): 'call' | 'wechat' | 'visit' | null {
  if (kind === 'care_call') return 'call';
  return kind === 'call' || kind === 'wechat' || kind === 'visit' ? kind : null;
}
