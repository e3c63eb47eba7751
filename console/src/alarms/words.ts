import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api } from '@/api'
import type { AlarmWords } from '@/api/types'
import { pick } from '@/words/problem'

export type WordGroup = keyof AlarmWords

/** The coded values of the desk as the platform names them; a city's own conditions are among them. */
export const useAlarmVocabulary = defineStore('alarm-vocabulary', () => {
  const groups = shallowRef<AlarmWords | null>(null)
  let reading: Promise<void> | null = null

  /** Read once; after a failure the next caller tries again. */
  function load(): Promise<void> {
    if (groups.value) return Promise.resolve()
    reading ??= api.alarms.words().then((found) => void (groups.value = found), () => undefined).finally(() => (reading = null))
    return reading
  }
  return { groups, load }
})

/** The values of a group in order, and the word of one in the user's language: nothing until they are read, the id where it has none. */
export function useAlarmWords(): { values: (group: WordGroup) => string[]; word: (group: WordGroup, id: string) => string } {
  const { locale } = useI18n()
  const vocabulary = useAlarmVocabulary()
  void vocabulary.load()
  return {
    values: (group) => (vocabulary.groups?.[group] ?? []).map((one) => one.id),
    word: (group, id) => (vocabulary.groups ? pick(vocabulary.groups[group].find((one) => one.id === id), locale.value) || id : ''),
  }
}
