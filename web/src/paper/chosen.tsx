import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { newCommandId } from '../api/command-id';
import { withProgress } from '../api/progress';
import { useCommunityId, useMay } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { type BatchCard, usePaperView, useReadAgain } from './paper-data';

/** What can be done with the letters that are ticked: made void, or printed anew under new numbers. */
export function Chosen({ numbers, onDone }: { numbers: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const { showBatch } = usePaperView();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [commandId] = useState(newCommandId);
  if (!may('notice.draft')) return null;
  if (numbers.length === 0) return <p className="paper-quiet">{t('paper.chooseHint')}</p>;

  async function does(step: () => Promise<unknown>) {
    setBusy(true);
    setError(null);
    try {
      await step();
      onDone();
      setReason('');
      await readAgain();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  const makeVoid = () =>
    api.POST('/api/communities/{communityId}/paper/void', {
      params: { path: { communityId } },
      body: { numbers, reason: reason.trim() },
    });
  const reprint = async () => {
    const card = await withProgress<BatchCard>(
      `/api/communities/${communityId}/paper/reprint`,
      { commandId, numbers, reason: reason.trim() },
      () => undefined,
    );
    showBatch(card.id);
  };
  const given = reason.trim().length >= 2;
  return (
    <>
      <RefusalNote error={error} />
      <div className="paper-line">
        <b>{t('paper.chosen', { count: numbers.length })}</b>
        <Input
          aria-label={t('paper.reason')}
          placeholder={t('paper.reasonHint')}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <Button loading={busy} disabled={!given} onClick={() => void does(reprint)}>
          {t('paper.reprint')}
        </Button>
        <Button danger loading={busy} disabled={!given} onClick={() => void does(makeVoid)}>
          {t('paper.void')}
        </Button>
      </div>
    </>
  );
}
