import { CameraOutlined, UploadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../../api/client';
import { useCommunityId } from '../../session';
import { RefusalNote } from '../../ui/refusal-note';

export type Shows = 'content' | 'sealing' | 'door' | 'signature' | 'recording';
type Props = { caseId: string; taskId: string; shows: Shows; onKept: (fileId: string) => void };

/** The camera for photos, a chooser for recordings; kept in the account's file at once. */
export function Files({ caseId, taskId, shows, onKept }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const input = useRef<HTMLInputElement>(null);
  const [count, setCount] = useState(0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isSound = shows === 'recording';

  async function keep(file: File) {
    setBusy(true);
    setError(null);
    try {
      const path = `/api/communities/${communityId}/cases/${caseId}/files`;
      const { id } = await upload<{ id: string }>(path, { shows, taskId }, file, file.name);
      setCount((before) => before + 1);
      onKept(id);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  const word = isSound ? t('today.card.recording') : t(`today.form.photos.${shows}`);
  return (
    <div className="files">
      <RefusalNote error={error} />
      <input
        ref={input}
        type="file"
        hidden
        aria-label={word}
        accept={isSound ? '.mp3,.m4a,audio/mpeg,audio/mp4' : 'image/*'}
        {...(isSound ? {} : { capture: 'environment' as const })}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void keep(file);
          target.value = '';
        }}
      />
      <Button
        icon={isSound ? <UploadOutlined /> : <CameraOutlined />}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {word}
      </Button>
      {count > 0 && <span className="today-quiet">{t('today.form.shot', { count })}</span>}
    </div>
  );
}
