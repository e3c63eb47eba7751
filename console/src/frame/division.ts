import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import { api } from '@/api'
import type { TreeNode } from '@/api/types'
import { useSession } from '@/session/store'

export type Crumb = { id: string; code: string; name: string }

const KEPT = 'anlan.division'
// Province, city, county, township.
const MOST_DEPTH = 4

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
  /** Codes of the user's own divisions where they lie below the platform's: what is above them is not shown. */
  const roots = computed(() => {
    const own = session.platform?.division ?? ''
    const mine = session.user?.divisions ?? []
    return mine.some((root) => own.startsWith(root)) ? [] : mine
  })
  const rootNames = ref('')
  watch(roots, async (codes) => {
    rootNames.value = ''
    if (codes.length === 0) return
    try {
      const known = new Map((await api.divisions()).items.map((one) => [one.code, one.name]))
      rootNames.value = codes.map((root) => known.get(root) ?? root).join('、')
    } catch {
      // The codes stand in their place.
    }
  }, { immediate: true })
  /** Where every way begins: the platform's division, or the user's own below it. */
  const home = computed(() => (roots.value.length > 0 ? rootNames.value || roots.value.join('、') : session.platform?.division_name || session.platform?.name || ''))
  const name = computed(() => way.value.at(-1)?.name ?? home.value)
  /** Code of the division that new records are proposed for. */
  const proposed = computed(() => code.value || roots.value[0] || (session.platform?.division ?? ''))

  function enter(crumb: Crumb): void {
    const known = way.value.findIndex((other) => other.code === crumb.code)
    if (known >= 0) way.value = way.value.slice(0, known + 1)
    else way.value = [...way.value.filter((other) => crumb.code.startsWith(other.code)), crumb]
  }

  /** The divisions right below where one stands; the platform's own division is stepped over, for that is where one is. */
  async function below(): Promise<TreeNode[]> {
    let parent = way.value.at(-1)?.id ?? ''
    for (let depth = 0; depth < MOST_DEPTH; depth += 1) {
      const found = (await api.tree(parent)).items.filter((node) => node.kind === 'division')
      const only = found[0]
      const own = session.platform?.division
      if (found.length !== 1 || !only || way.value.length > 0 || !own?.startsWith(only.code)) return found
      parent = only.id
    }
    return []
  }

  /** Enter a division below of which only the code is known. */
  async function enterByCode(wanted: string): Promise<void> {
    const node = (await below()).find((one) => one.code === wanted)
    if (node) enter({ id: node.id, code: node.code, name: node.name })
  }

  function backTo(index: number): void {
    way.value = way.value.slice(0, index + 1)
  }

  function leave(): void {
    way.value = []
  }

  return { way, code, name, roots, home, proposed, below, enter, enterByCode, backTo, leave }
})
