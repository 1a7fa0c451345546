import { CameraOutlined } from '@ant-design/icons';
import { useId } from 'react';
import './file-choice.css';

type Props = {
  label: string;
  accept: string;
  file: File | null;
  onChoose: (file: File | null) => void;
};

/** One file from the device; on a phone its own menu offers the camera as well. */
export function FileChoice({ label, accept, file, onChoose }: Props) {
  const id = useId();
  return (
    <label className="file-choice" htmlFor={id}>
      <CameraOutlined aria-hidden />
      <span>{file?.name ?? label}</span>
      <input
        id={id}
        type="file"
        aria-label={label}
        accept={accept}
        onChange={(event) => onChoose(event.target.files?.[0] ?? null)}
      />
    </label>
  );
}
