import { useQuery } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'

import { api } from '@/api'
import type { IncidentWords } from '@/api/types'
import { pick } from '@/words/problem'

export type WordGroup = Exclude<keyof IncidentWords, 'levels'>

/** The codes of the incident desk as the platform names them, in the user's language. */
export function useIncidentWords(): { word: (group: WordGroup, id: string) => string; level: (level: number) => string; options: (group: WordGroup) => { value: string; label: string }[]; levels: () => { value: number; label: string }[] } {
  const { locale } = useI18n()
  const { data } = useQuery({ queryKey: ['incident-words'], queryFn: api.incidents.words, staleTime: 3_600_000 })
  return {
    word: (group, id) => pick(data.value?.[group].find((one) => one.id === id), locale.value) || (data.value ? id : ''),
    level: (level) => pick(data.value?.levels.find((one) => one.level === level), locale.value),
    options: (group) => (data.value?.[group] ?? []).map((one) => ({ value: one.id, label: pick(one, locale.value) })),
    levels: () => (data.value?.levels ?? []).map((one) => ({ value: one.level, label: pick(one, locale.value) })),
  }
}
