import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { makeDetector, readCode } from './read-code';

/** A thumb is slower than this; a phone's battery is not. */
const LOOK_MS = 250;

type Props = { onCode: (text: string) => void; onNoCamera: () => void; onClose: () => void };

/** The camera's picture, looked at until a code is in it. */
export function Camera({ onCode, onNoCamera, onClose }: Props) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  const told = useRef({ onCode, onNoCamera });
  told.current = { onCode, onNoCamera };

  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const detector = makeDetector();

    async function look() {
      const picture = video.current;
      if (over || !picture) return;
      const text = await readCode(picture, detector);
      if (over) return;
      if (text) told.current.onCode(text);
      else timer = setTimeout(() => void look(), LOOK_MS);
    }
    async function begin() {
      // WebViews and plain http have none
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment' },
        audio: false,
      });
      if (over || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      setReady(true);
      void look();
    }
    function stop() {
      over = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    begin().catch(() => {
      if (!over) told.current.onNoCamera();
    });
    return stop;
  }, []);

  return (
    <div className="camera">
      <video ref={video} muted playsInline aria-label={t('today.posting.scan')} />
      {ready && <div className="camera-square" />}
      <div className="camera-hint">
        {t('today.posting.scanHint')}
        <Button onClick={onClose}>{t('today.posting.stop')}</Button>
      </div>
    </div>
  );
}
