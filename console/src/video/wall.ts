import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

export const LAYOUTS = [1, 4, 9, 16] as const
export type Layout = (typeof LAYOUTS)[number]
export type Shown = { code: string; name: string }

export const DRAG_TYPE = 'application/x-anlan-channel'
const KEPT = 'anlan.wall'
const MOST = 16

type Kept = { layout: Layout; cells: (Shown | null)[] }

function restore(): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Kept | null
    if (kept && LAYOUTS.includes(kept.layout) && Array.isArray(kept.cells)) {
      return { layout: kept.layout, cells: Array.from({ length: MOST }, (_, i) => kept.cells[i] ?? null) }
    }
  } catch {
    // What cannot be read is as good as nothing kept.
  }
  return { layout: 4, cells: Array.from({ length: MOST }, () => null) }
}

/** Which channel stands where on the wall; kept while the browser session lasts. */
export const useWall = defineStore('wall', () => {
  const kept = restore()
  const layout = ref<Layout>(kept.layout)
  const cells = ref<(Shown | null)[]>(kept.cells)
  const focused = ref(0)
  /** A cell that fills the wall for a while, with the others kept behind it. */
  const enlarged = ref<number | null>(null)
  const shown = computed(() => cells.value.slice(0, layout.value))

  watch([layout, cells], () => sessionStorage.setItem(KEPT, JSON.stringify({ layout: layout.value, cells: cells.value } satisfies Kept)), { deep: true })

  function setLayout(next: Layout): void {
    layout.value = next
    enlarged.value = null
    if (focused.value >= next) focused.value = 0
  }

  /** Into the given cell, else the focused one if free, else the first free one, else over the focused one. */
  function play(channel: Shown, cell?: number): void {
    const at = cell ?? target()
    const standing = cells.value.findIndex((other, i) => i < layout.value && other?.code === channel.code)
    if (standing >= 0 && cell === undefined) {
      focused.value = standing
      return
    }
    cells.value[at] = channel
    focused.value = at
  }

  function target(): number {
    if (!cells.value[focused.value]) return focused.value
    const free = shown.value.findIndex((channel) => channel === null)
    return free >= 0 ? free : focused.value
  }

  function swap(from: number, to: number): void {
    const moved = cells.value[from] ?? null
    cells.value[from] = cells.value[to] ?? null
    cells.value[to] = moved
    focused.value = to
  }

  function close(cell: number): void {
    cells.value[cell] = null
    if (enlarged.value === cell) enlarged.value = null
  }

  function clear(): void {
    cells.value = Array.from({ length: MOST }, () => null)
    enlarged.value = null
    focused.value = 0
  }

  function enlarge(cell: number): void {
    enlarged.value = enlarged.value === cell ? null : cell
  }

  return { layout, cells, focused, enlarged, shown, setLayout, play, swap, close, clear, enlarge }
})
