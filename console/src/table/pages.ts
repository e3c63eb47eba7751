import { computed, type ComputedRef, ref, shallowReactive, shallowRef, type ShallowRef } from 'vue'

import type { Page } from '@/api/types'

export const PAGE_ROWS = 100
// Pages held at once; beyond, the farthest are dropped and read again by their cursor when scrolled to.
const HELD_PAGES = 12
// Rows shown as still to come while there is a next page.
const AHEAD_ROWS = 20

export type Fetch<T> = (cursor: string | null, limit: number, signal: AbortSignal) => Promise<Page<T>>

export type Rows<T> = {
  count: ComputedRef<number>
  total: ShallowRef<number | null>
  error: ShallowRef<unknown>
  loading: ComputedRef<boolean>
  /** Null: not read yet. */
  row: (index: number) => T | null
  /** Read what the given rows need. */
  show: (first: number, last: number) => void
  /** Forget everything and read from the start. */
  restart: () => void
  /** Read the pages that stand here anew, in place. */
  refresh: () => Promise<void>
  patch: (matches: (row: T) => boolean, change: (row: T) => T) => void
  held: () => number
}

/** A list of any length behind cursors, of which only the pages around the view are held: memory stays flat while scrolling. */
export function useRows<T>(fetch: Fetch<T>): Rows<T> {
  const pages = shallowReactive(new Map<number, T[]>())
  const cursors: (string | null)[] = [null]
  const known = ref(0)
  const complete = ref(false)
  const started = ref(false)
  const total = shallowRef<number | null>(null)
  const error = shallowRef<unknown>(null)
  const underWay = shallowReactive(new Map<number, AbortController>())
  let centre = 0

  async function read(page: number): Promise<void> {
    if (underWay.has(page)) return
    const cursor = cursors[page]
    if (cursor === undefined) return
    const abort = new AbortController()
    underWay.set(page, abort)
    try {
      const answer = await fetch(cursor, PAGE_ROWS, abort.signal)
      if (abort.signal.aborted) return
      pages.set(page, answer.items)
      if (answer.total !== null || page === 0) total.value = answer.total
      if (answer.next_cursor !== null) cursors[page + 1] = answer.next_cursor
      const end = page * PAGE_ROWS + answer.items.length
      known.value = Math.max(known.value, end)
      if (answer.next_cursor === null) {
        known.value = end
        complete.value = true
      }
      started.value = true
      error.value = null
      dropFar()
    } catch (failure) {
      if (!abort.signal.aborted) error.value = failure
    } finally {
      if (underWay.get(page) === abort) underWay.delete(page)
    }
  }

  function dropFar(): void {
    const far = [...pages.keys()].sort((a, b) => Math.abs(b - centre) - Math.abs(a - centre))
    for (const page of far.slice(0, Math.max(0, pages.size - HELD_PAGES))) pages.delete(page)
  }

  function show(first: number, last: number): void {
    const from = Math.max(0, Math.floor(first / PAGE_ROWS))
    const to = Math.floor(Math.max(first, last) / PAGE_ROWS)
    centre = (from + to) / 2
    if (error.value !== null) return
    for (let page = from; page <= to; page += 1) if (!pages.has(page)) void read(page)
  }

  function restart(): void {
    for (const abort of underWay.values()) abort.abort()
    underWay.clear()
    pages.clear()
    cursors.length = 1
    known.value = 0
    complete.value = false
    started.value = false
    total.value = null
    error.value = null
    centre = 0
    void read(0)
  }

  async function refresh(): Promise<void> {
    error.value = null
    await Promise.all([...pages.keys()].map((page) => read(page)))
    if (pages.size === 0) await read(0)
  }

  function patch(matches: (row: T) => boolean, change: (row: T) => T): void {
    for (const [page, rows] of pages) if (rows.some(matches)) pages.set(page, rows.map((row) => (matches(row) ? change(row) : row)))
  }

  return {
    count: computed(() => (complete.value ? known.value : started.value ? known.value + AHEAD_ROWS : 0)),
    total,
    error,
    loading: computed(() => underWay.size > 0),
    row: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null,
    show,
    restart,
    refresh,
    patch,
    held: () => pages.size,
  }
}
