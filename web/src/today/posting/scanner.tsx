import { CameraOutlined, ScanOutlined } from '@ant-design/icons';
import { Alert, Button, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Camera } from './camera';
import { makeDetector, readCode } from './read-code';

/** Three ways to the same number: the camera, a photo of the code (WebViews without a camera), the keys. */
export function Scanner({ onNumber }: { onNumber: (number: string) => void }) {
  const { t } = useTranslation();
  const hasCamera = navigator.mediaDevices?.getUserMedia !== undefined;
  const [looking, setLooking] = useState(false);
  const [problem, setProblem] = useState<'noCamera' | 'noQr' | null>(null);
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);

  async function readPhoto(file: File) {
    const picture = await createImageBitmap(file).catch(() => null);
    const text = picture && (await readCode(picture, makeDetector()));
    if (text) found(text);
    else setProblem('noQr');
  }
  function found(text: string) {
    setLooking(false);
    setProblem(null);
    setTyped('');
    onNumber(text.trim());
  }

  if (looking) {
    return (
      <Camera
        onCode={found}
        onClose={() => setLooking(false)}
        onNoCamera={() => {
          setLooking(false);
          setProblem('noCamera');
        }}
      />
    );
  }
  return (
    <div className="scanner">
      {problem && <Alert type="warning" showIcon role="alert" title={t(`today.posting.${problem}`)} />}
      {hasCamera && (
        <Button
          type="primary"
          size="large"
          block
          className="big"
          icon={<ScanOutlined />}
          onClick={() => setLooking(true)}
        >
          {t('today.posting.scan')}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t('today.posting.photoOfCode')}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void readPhoto(file);
          target.value = '';
        }}
      />
      <div className="form-line">
        <Button icon={<CameraOutlined />} onClick={() => input.current?.click()}>
          {t('today.posting.photoOfCode')}
        </Button>
        <Input
          aria-label={t('today.posting.typeNumber')}
          placeholder={t('today.posting.typeNumber')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onPressEnter={() => typed && found(typed)}
        />
        <Button disabled={typed.trim().length < 6} onClick={() => found(typed)}>
          {t('today.posting.find')}
        </Button>
      </div>
    </div>
  );
}
