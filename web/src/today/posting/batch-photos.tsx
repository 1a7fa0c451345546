import { CameraOutlined, CheckOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../api/client';
import { useCommunityId } from '../../session';
import { RefusalNote } from '../../ui/refusal-note';
import { useReadAgain } from '../today-data';
import type { Walk } from './walk-list';

const SHOWS = ['content', 'sealing'] as const;
type Props = { batchIds: readonly string[]; photos: Walk['photos']; onKept: () => void };

/** 内件 and 装封 are the same step for the whole batch: one photo of each, before one goes out. */
export function BatchPhotos({ batchIds, photos, onKept }: Props) {
  const { t } = useTranslation();
  const missing = SHOWS.filter((shows) => batchIds.some((id) => !photos[id]?.includes(shows)));
  // once they are there they are out of the way
  if (missing.length === 0) return null;
  return (
    <section className="work-part batch-photos">
      <h3>{t('today.posting.batchPhotos')}</h3>
      <p className="today-quiet">{t('today.posting.batchHint')}</p>
      <div className="form-line">
        {SHOWS.map((shows) => (
          <OnePhoto
            key={shows}
            onKept={onKept}
            shows={shows}
            isThere={!missing.includes(shows)}
            batchIds={batchIds.filter((id) => !photos[id]?.includes(shows))}
          />
        ))}
      </div>
    </section>
  );
}

type One = {
  shows: (typeof SHOWS)[number];
  isThere: boolean;
  batchIds: readonly string[];
  onKept: () => void;
};

function OnePhoto({ shows, isThere, batchIds, onKept }: One) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const word = t(`today.form.photos.${shows}`);

  async function keep(file: File) {
    setBusy(true);
    setError(null);
    try {
      for (const batchId of batchIds) {
        await upload(
          `/api/communities/${communityId}/paper/batches/${batchId}/photos`,
          { shows },
          file,
          file.name,
        );
      }
      await readAgain();
      onKept();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <RefusalNote error={error} />
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={word}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void keep(file);
          target.value = '';
        }}
      />
      <Button
        icon={isThere ? <CheckOutlined /> : <CameraOutlined />}
        disabled={isThere}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {word}
      </Button>
    </>
  );
}
