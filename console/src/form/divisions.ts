import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'

import { api } from '@/api'
import type { DivisionList } from '@/api/types'

/** The divisions one may see, and the name of one by its code; the code itself where it has none. */
export function useDivisions(): { divisions: ComputedRef<DivisionList['items']>; divisionName: (code: string) => string } {
  const { data } = useQuery({ queryKey: ['divisions'], queryFn: api.divisions, staleTime: 300_000 })
  const divisions = computed(() => data.value?.items ?? [])
  const names = computed(() => new Map(divisions.value.map((one) => [one.code, one.name])))
  return { divisions, divisionName: (code) => names.value.get(code) ?? code }
}
