import { Button, Result, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNote } from './refusal-note';

type Read<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/** What was read, once it is there; before, its outline; else why it is not, with another try. */
export function Loaded<T>({ of, children }: { of: Read<T>; children: (data: T) => ReactNode }) {
  const { t } = useTranslation();
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) {
    return (
      <Result
        icon={null}
        title={<RefusalNote error={of.error} />}
        extra={<Button onClick={() => void of.refetch()}>{t('shell.retry')}</Button>}
      />
    );
  }
  return <Skeleton active paragraph={{ rows: 6 }} style={{ padding: 16 }} />;
}
