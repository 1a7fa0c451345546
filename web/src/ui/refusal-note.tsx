import { Alert } from 'antd';
import { RefusedError } from '../api/client';
import { inLanguage } from '../words/i18n';

/** Why something was not done, in the server's own sentence; nothing where there is no error. */
export function RefusalNote({ error }: { error: unknown }) {
  if (!error) return null;
  const said = error instanceof RefusedError ? inLanguage(error.refusal) : String(error);
  return <Alert type="warning" showIcon title={said} role="alert" style={{ marginBottom: 12 }} />;
}
