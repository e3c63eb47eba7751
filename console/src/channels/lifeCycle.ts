import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api } from '@/api'

import { LIFE_CYCLES } from './facts'

/** The life cycles a thing may be given that is now in the given one: its own, and those the platform allows to follow. */
export function useLifeCycles(now: string): ComputedRef<{ value: string; label: string }[]> {
  const { t } = useI18n()
  const { data } = useQuery({ queryKey: ['vocabulary'], queryFn: api.vocabulary, staleTime: Infinity })
  return computed(() => {
    const moves = data.value?.life_cycles.find((one) => one.id === now)?.moves
    return LIFE_CYCLES.filter((value) => value === now || (moves?.includes(value) ?? true)).map((value) => ({ value, label: t(`life.${value}`) }))
  })
}
