import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { useSession } from '@/session/store'

export type Crumb = { id: string; code: string; name: string }

const KEPT = 'anlan.division'

function restore(): Crumb[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]')
    return Array.isArray(kept) ? (kept as Crumb[]).filter((crumb) => typeof crumb.code === 'string' && typeof crumb.name === 'string') : []
  } catch {
    return []
  }
}

/** Where one stands: the way from the platform's own division downward; filters every screen. */
export const useDivision = defineStore('division', () => {
  const session = useSession()
  const way = ref<Crumb[]>(restore())
  watch(way, () => sessionStorage.setItem(KEPT, JSON.stringify(way.value)), { deep: true })

  /** Code to filter by; empty: everything the user may see. */
  const code = computed(() => way.value.at(-1)?.code ?? '')
  const name = computed(() => way.value.at(-1)?.name ?? session.platform?.division_name ?? '')

  function enter(crumb: Crumb): void {
    const known = way.value.findIndex((other) => other.code === crumb.code)
    if (known >= 0) way.value = way.value.slice(0, known + 1)
    else way.value = [...way.value.filter((other) => crumb.code.startsWith(other.code)), crumb]
  }

  function backTo(index: number): void {
    way.value = way.value.slice(0, index + 1)
  }

  function leave(): void {
    way.value = []
  }

  return { way, code, name, enter, backTo, leave }
})
