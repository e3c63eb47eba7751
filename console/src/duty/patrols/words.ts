import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { pick } from '@/words/problem'

import { type PatrolWords, routine } from '../routine'

type Option = { value: string; label: string }

/** The platform's own words of patrol rounds; the console has none of its own for what is found. */
export function usePatrolWords(): { word: (list: keyof PatrolWords, id: string) => string; options: (list: keyof PatrolWords) => ComputedRef<Option[]> } {
  const { locale } = useI18n()
  const { data } = useQuery({ queryKey: ['patrol-words'], queryFn: routine.patrols.words, staleTime: Infinity })
  const word = (list: keyof PatrolWords, id: string): string => pick(data.value?.[list].find((one) => one.id === id), locale.value) || id
  const options = (list: keyof PatrolWords): ComputedRef<Option[]> => computed(() => (data.value?.[list] ?? []).map((one) => ({ value: one.id, label: pick(one, locale.value) })))
  return { word, options }
}
