import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../words/i18n';

export function LanguageButton() {
  const { t, i18n } = useTranslation();
  return (
    <Button type="text" onClick={() => chooseLanguage(i18n.language === 'en' ? 'zh' : 'en')}>
      {t('shell.language')}
    </Button>
  );
}
