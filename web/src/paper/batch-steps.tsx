import { Alert, Button, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { withProgress } from '../api/progress';
import { useCommunityId, useMay } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { type BatchCard, useReadAgain } from './paper-data';

type Departed = Schemas['DepartedBatch'];

/** 批准 → 用印登记 → 出发: the one step that is due, or who has it. */
export function BatchSteps({ batch }: { batch: BatchCard }) {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const { today } = useWhen();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [copies, setCopies] = useState<number | null>(batch.counts.all - batch.counts.void);
  const [on, setOn] = useState<string | null>(null);
  const [carrier, setCarrier] = useState(batch.carrier ?? '');
  const [departed, setDeparted] = useState<Departed | null>(null);
  const params = { path: { communityId, batchId: batch.id } };

  async function does(step: () => Promise<unknown>) {
    setBusy(true);
    setError(null);
    try {
      await step();
      await readAgain();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  const approve = () =>
    api.POST('/api/communities/{communityId}/paper/batches/{batchId}/approve', { params });
  const seal = () =>
    api.POST('/api/communities/{communityId}/paper/batches/{batchId}/seal', {
      params,
      body: { copies: copies ?? 0, ...(on ? { on } : {}) },
    });
  const depart = async () =>
    setDeparted(
      await withProgress<Departed>(
        `/api/communities/${communityId}/paper/batches/${batch.id}/depart`,
        carrier.trim() === '' ? {} : { carrier: carrier.trim() },
        () => undefined,
      ),
    );

  const { state, kind } = batch;
  const canDepart =
    kind === 'mailing' && (state === 'sealed' || (state === 'out' && batch.counts.printed > 0));
  return (
    <div className="paper-steps">
      <RefusalNote error={error} />
      {state === 'printed' && (
        <>
          <Button
            type="primary"
            size="large"
            loading={busy}
            disabled={!may('notice.approve')}
            onClick={() => void does(approve)}
          >
            {t('paper.approve')}
          </Button>
          <p className="paper-quiet">{t('paper.approveHint')}</p>
        </>
      )}
      {state === 'approved' && may('notice.draft') && (
        <div className="paper-line">
          <span className="paper-field">
            {t('paper.copies')}
            <InputNumber
              aria-label={t('paper.copies')}
              min={1}
              max={5_000}
              value={copies}
              onChange={setCopies}
            />
          </span>
          <span className="paper-field">
            {t('paper.sealDay')}
            <Input
              type="date"
              aria-label={t('paper.sealDay')}
              value={on ?? today ?? ''}
              onChange={({ target }) => setOn(target.value)}
            />
          </span>
          <Button
            type="primary"
            size="large"
            loading={busy}
            disabled={copies === null}
            onClick={() => void does(seal)}
          >
            {t('paper.seal')}
          </Button>
        </div>
      )}
      {canDepart && may('contact.act') && (
        <div className="paper-line">
          <Input
            aria-label={t('paper.carrier')}
            placeholder={t('paper.carrierHint')}
            value={carrier}
            onChange={({ target }) => setCarrier(target.value)}
          />
          <Button type="primary" size="large" loading={busy} onClick={() => void does(depart)}>
            {t('paper.depart')}
          </Button>
        </div>
      )}
      {departed && (
        <Alert
          type={departed.staysBehind.length > 0 ? 'warning' : 'success'}
          showIcon
          role="status"
          title={t('paper.departed', { goes: departed.goes.length, stays: departed.staysBehind.length })}
          description={departed.staysBehind.map((one) => (
            <div key={one.number}>
              <b>{one.number}</b> {inLanguage(one)}
            </div>
          ))}
        />
      )}
    </div>
  );
}
