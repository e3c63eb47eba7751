import { createI18n } from 'vue-i18n'

import zh from './zh'

export type Locale = 'zh' | 'en'
export type Messages = typeof zh

// English is loaded when it is asked for: most never do.
export const i18n = createI18n<[Messages], Locale, false>({ legacy: false, locale: 'zh', fallbackLocale: 'zh', messages: { zh } as { zh: Messages; en: Messages }, warnHtmlMessage: true })

export async function speak(locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en')) {
    i18n.global.setLocaleMessage('en', (await import('./en')).default)
  }
  i18n.global.locale.value = locale
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
}
