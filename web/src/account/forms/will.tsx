import { Alert, Spin } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { RefusalNote } from '../../ui/refusal-note';
import { useWhen } from '../../ui/when';
import { inLanguage } from '../../words/i18n';

type Preview = Pick<Schemas['JoinPreview'], 'allowed' | 'why' | 'will' | 'warnings'>;
type Props = { of: { data: Preview | undefined; error: unknown; isFetching: boolean } };

/** What will happen, in the server's sentences, before anything does. */
export function Will({ of: { data, error, isFetching } }: Props) {
  const { t } = useTranslation();
  const { inText } = useWhen();
  if (error) return <RefusalNote error={error} />;
  if (!data) return isFetching ? <Spin /> : null;
  if (!data.allowed && data.why) {
    return <Alert type="warning" showIcon role="alert" title={inLanguage(data.why)} className="follows" />;
  }
  return (
    <section aria-label={t('account.joining.will')} className="will">
      <h3>{t('account.joining.will')}</h3>
      <ul>
        {data.will.map((one) => (
          <li key={one}>{inText(one)}</li>
        ))}
      </ul>
      {data.warnings.length > 0 && (
        <Alert
          type="warning"
          showIcon
          role="note"
          title={data.warnings.map(inText).join('；')}
          className="follows"
        />
      )}
    </section>
  );
}
