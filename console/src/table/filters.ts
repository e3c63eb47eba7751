import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { useDivision } from '@/frame/division'

/** Filters of a list, kept in the page's address, so that every figure can open the list that makes it. */
export function useFilters(keys: readonly string[]): {
  values: ComputedRef<Record<string, string>>
  set: (key: string, value: string | null) => void
  setAll: (changes: Record<string, string | null>) => void
  clear: () => void
  any: ComputedRef<boolean>
  /** What the API is asked: the filters and the division one stands in. */
  query: ComputedRef<Record<string, string>>
} {
  const route = useRoute()
  const router = useRouter()
  const division = useDivision()

  const values = computed(() => Object.fromEntries(keys.map((key) => [key, typeof route.query[key] === 'string' ? route.query[key] : ''])))

  function setAll(changes: Record<string, string | null>): void {
    const kept = Object.entries(route.query).filter(([key]) => !(key in changes))
    void router.replace({ query: Object.fromEntries([...kept, ...Object.entries(changes).filter(([, value]) => value)]) })
  }
  const set = (key: string, value: string | null): void => setAll({ [key]: value })

  function clear(): void {
    void router.replace({ query: Object.fromEntries(Object.entries(route.query).filter(([key]) => !keys.includes(key))) })
  }

  const any = computed(() => Object.values(values.value).some(Boolean))
  const query = computed(() => ({ ...values.value, division: values.value['division'] || division.code }))
  return { values, set, setAll, clear, any, query }
}
