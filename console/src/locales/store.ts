import { dateEnUS, dateZhCN, enUS, zhCN } from 'naive-ui'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { type Locale, speak } from '.'

const KEPT = 'anlan.language'

/** Chinese unless the user chose English. */
export const useLanguage = defineStore('language', () => {
  const locale = ref<Locale>(localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh')
  // Fields carry labels; a placeholder that says "please enter" says nothing.
  const quiet = <T extends { Input: object; Select: object }>(words: T): T => ({ ...words, Input: { ...words.Input, placeholder: '' }, InputNumber: { placeholder: '' }, Select: { ...words.Select, placeholder: '' } })
  const component = computed(() => (locale.value === 'zh' ? { locale: quiet(zhCN), dates: dateZhCN } : { locale: quiet(enUS), dates: dateEnUS }))

  async function choose(next: Locale): Promise<void> {
    await speak(next)
    locale.value = next
    localStorage.setItem(KEPT, next)
  }

  const toggle = (): Promise<void> => choose(locale.value === 'zh' ? 'en' : 'zh')

  return { locale, component, choose, toggle, start: () => choose(locale.value) }
})
