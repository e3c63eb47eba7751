import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api } from '@/api'
import { pick } from '@/words/problem'

type Option = { value: string; label: string }

/** The values that the forms choose from, in the user's language, and the word of one by its id. */
export function useSubscriberWords(): Record<'categories' | 'roles' | 'principles', ComputedRef<Option[]>> & { supervision: ComputedRef<Record<string, number>>; word: (group: 'categories' | 'contact_roles' | 'principles', id: string) => string } {
  const { locale } = useI18n()
  const { data } = useQuery({ queryKey: ['subscriber-words'], queryFn: api.subscribers.words, staleTime: Infinity })
  const options = (group: 'categories' | 'contact_roles' | 'principles'): ComputedRef<Option[]> => computed(() => (data.value?.[group] ?? []).map((one) => ({ value: one.id, label: pick(one, locale.value) })))
  return {
    categories: options('categories'), roles: options('contact_roles'), principles: options('principles'), supervision: computed(() => data.value?.supervision_classes ?? {}),
    word: (group, id) => pick(data.value?.[group].find((one) => one.id === id), locale.value) || id,
  }
}
