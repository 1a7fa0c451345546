import { ArrowLeftOutlined, CameraOutlined, CheckCircleOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, RefusedError, type Schemas } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { useCommunityId } from '../../session';
import { inLanguage } from '../../words/i18n';
import { useToday } from '../today-data';
import type { Queue } from './use-queue';
import type { Letter } from './walk-list';

type Props = { letter: Letter; queue: Queue; onNext: () => void };
type Gate =
  | { kind: 'asking' }
  | { kind: 'go' }
  | { kind: 'offline' }
  | { kind: 'no'; refusal: Schemas['Refusal'] };

/** Before one door: may this letter be posted now? Then the photo, which is the record, and on to the next. */
export function Door({ letter, queue, onNext }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const clock = useToday('mine');
  const [gate, setGate] = useState<Gate>({ kind: 'asking' });
  const [commandId] = useState(newCommandId);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const { number } = letter;

  useEffect(() => {
    let over = false;
    const tell = (next: Gate) => {
      if (!over) setGate(next);
    };
    askToStart(communityId, number).then(tell, () => tell({ kind: 'offline' }));
    return () => {
      over = true;
    };
  }, [communityId, number]);

  /** Of the community's clock as it was read last, carried on by this phone's. */
  function communityNow(): number {
    const { data, dataUpdatedAt } = clock;
    return data ? Date.parse(data.now) + (Date.now() - dataUpdatedAt) * data.pace : Date.now();
  }

  async function keep(outcome: 'posted' | 'not_possible', photo: File | null, note: string | null) {
    if (busy) return;
    setBusy(true);
    await queue.add({
      ...{ commandId, number, label: letter.label, outcome, note },
      at: gate.kind === 'offline' ? communityNow() : null,
      photo: photo && { bytes: await photo.arrayBuffer(), type: photo.type || 'image/jpeg' },
    });
    onNext();
  }

  const mayGo = gate.kind === 'go' || gate.kind === 'offline';
  return (
    <article className="work-card door">
      <header className="work-head">
        <h2>
          {letter.label} {letter.nameMasked}
        </h2>
        <span className="today-spacer" />
        <Button icon={<ArrowLeftOutlined />} onClick={onNext}>
          {t('today.card.cancel')}
        </Button>
      </header>
      <p className="today-quiet">{t('today.posting.number', { number })}</p>
      {gate.kind === 'asking' && (
        <p>
          <Spin size="small" /> {t('today.posting.ask')}
        </p>
      )}
      {gate.kind === 'go' && (
        <p className="door-go" role="status">
          <CheckCircleOutlined /> {t('today.posting.go')}
        </p>
      )}
      {gate.kind === 'offline' && (
        <Alert type="info" showIcon role="status" title={t('today.posting.goOffline')} />
      )}
      {gate.kind === 'no' && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={t('today.posting.notGo')}
          description={inLanguage(gate.refusal)}
          action={<Button onClick={onNext}>{t('today.posting.bringBack')}</Button>}
        />
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('today.posting.doorPhoto')}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void keep('posted', file, null);
          target.value = '';
        }}
      />
      {mayGo && why === null && (
        <>
          <Button
            type="primary"
            size="large"
            block
            className="big"
            loading={busy}
            icon={<CameraOutlined />}
            onClick={() => input.current?.click()}
          >
            {t('today.posting.doorPhoto')}
          </Button>
          <Button type="link" onClick={() => setWhy('')}>
            {t('today.posting.notPossible')}
          </Button>
        </>
      )}
      {mayGo && why !== null && (
        <div className="work-form">
          <Input.TextArea
            aria-label={t('today.posting.why')}
            placeholder={t('today.posting.why')}
            value={why}
            onChange={({ target }) => setWhy(target.value)}
          />
          <Button
            type="primary"
            size="large"
            loading={busy}
            disabled={why.trim() === ''}
            onClick={() => void keep('not_possible', null, why.trim())}
          >
            {t('today.posting.notPossible')}
          </Button>
        </div>
      )}
    </article>
  );
}

/** The gate; of a task that is over, what made it so: somebody has paid, or objects. */
async function askToStart(communityId: string, number: string): Promise<Gate> {
  const path = { communityId, number };
  try {
    await api.POST('/api/communities/{communityId}/paper/items/{number}/start', { params: { path } });
    return { kind: 'go' };
  } catch (error) {
    const refusal = error instanceof RefusedError ? error.refusal : null;
    if (refusal === null || refusal.code === 'NO_ANSWER') return { kind: 'offline' };
    if (refusal.code !== 'TASK_OVER') return { kind: 'no', refusal };
    const { data } = await api.POST('/api/communities/{communityId}/paper/scan', {
      params: { path: { communityId } },
      body: { number },
    });
    return { kind: 'no', refusal: data?.refusal ?? refusal };
  }
}
