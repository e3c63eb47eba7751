import { createI18n } from 'vue-i18n'

import en from '@/locales/enPhone'
import zh from '@/locales/zhPhone'

export type Language = 'zh' | 'en'

const KEPT = 'anlan.language'

function chosen(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.startsWith('en') ? 'en' : 'zh'
}

// Both languages are in the page: it must speak without a network.
export const i18n = createI18n<[typeof zh], Language, false>({ legacy: false, locale: chosen(), fallbackLocale: 'zh', messages: { zh, en } })

export function speak(language: Language): void {
  i18n.global.locale.value = language
  localStorage.setItem(KEPT, language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
