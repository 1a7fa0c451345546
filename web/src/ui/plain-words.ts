import { useTranslation } from 'react-i18next';

/** What the server says in Chinese with a code beside it: in English the code, in plain letters. */
export function usePlainWords() {
  const { i18n } = useTranslation();
  return (zh: string, code: string) =>
    i18n.language === 'en' ? code.toLowerCase().replaceAll('_', ' ').replaceAll(/[.:]/g, ', ') : zh;
}
