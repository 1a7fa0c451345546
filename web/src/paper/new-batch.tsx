import { Button, Checkbox, Input, Progress, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newCommandId } from '../api/command-id';
import { withProgress } from '../api/progress';
import { useCommunityId, useMay } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { type BatchCard, useReadAgain } from './paper-data';

/** As the API tells it of paper: how many of how many. */
type Told = { done?: number; of?: number | null };

/** Prints what is open today. Broken off, the same button goes on with the same batch. */
export function NewBatch({ onPrinted }: { onPrinted: (id: string) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const [kind, setKind] = useState<'posting' | 'mailing'>('posting');
  const [building, setBuilding] = useState('');
  const [roomOnSlips, setRoomOnSlips] = useState(false);
  const [commandId, setCommandId] = useState(newCommandId);
  const [told, setTold] = useState<Told | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (!may('notice.draft')) return null;

  /** Another choice is another batch. */
  function chosen(change: () => void) {
    change();
    setCommandId(newCommandId());
    setError(null);
  }
  async function print() {
    setTold({});
    setError(null);
    try {
      const card = await withProgress<BatchCard>(
        `/api/communities/${communityId}/paper/batches`,
        { commandId, kind, roomOnSlips, ...(building.trim() === '' ? {} : { building: building.trim() }) },
        (progress) => setTold(progress as Told),
      );
      await readAgain();
      onPrinted(card.id);
    } catch (refused) {
      setError(refused);
    } finally {
      setTold(null);
    }
  }
  const percent = told?.of ? Math.round(((told.done ?? 0) / told.of) * 100) : 0;
  return (
    <section className="paper-part">
      <h3>{t('paper.new.title')}</h3>
      <p className="paper-quiet">{t('paper.new.hint')}</p>
      <RefusalNote error={error} />
      <div className="paper-line">
        <Segmented
          value={kind}
          onChange={(value) => chosen(() => setKind(value))}
          options={(['posting', 'mailing'] as const).map((value) => ({
            value,
            label: t(`paper.kinds.${value}`),
          }))}
        />
        <Input
          aria-label={t('paper.new.building')}
          placeholder={t('paper.new.buildingHint')}
          value={building}
          onChange={({ target }) => chosen(() => setBuilding(target.value))}
        />
        {kind === 'posting' && (
          <Checkbox
            checked={roomOnSlips}
            onChange={({ target }) => chosen(() => setRoomOnSlips(target.checked))}
          >
            {t('paper.new.roomOnSlips')}
          </Checkbox>
        )}
        <Button type="primary" size="large" loading={told !== null} onClick={() => void print()}>
          {t('paper.new.print')}
        </Button>
      </div>
      {told !== null && (
        <div role="status">
          <Progress percent={percent} />
          {t('paper.new.printing')}
        </div>
      )}
    </section>
  );
}
