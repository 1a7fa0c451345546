import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zh } from './zh';

export type Language = 'zh' | 'en';
const KEPT = 'cuijiao.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof zh };
  }
}

/** Chinese unless a person chose English on this device. */
export function startWords(): void {
  const lng: Language = localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh';
  void i18next.use(initReactI18next).init({
    lng,
    fallbackLng: 'zh',
    resources: { zh: { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  showLanguage(lng);
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
  void i18next.changeLanguage(language);
  showLanguage(language);
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

/** The server says everything in both. */
export function inLanguage(said: { zh: string; en: string }): string {
  return i18next.language === 'en' ? said.en : said.zh;
}
