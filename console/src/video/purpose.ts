import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

const KEPT = 'anlan.purpose'
export const SHIFT_MS = 8 * 3600 * 1000

type Remembered = { purpose: string; user: string; chosenMs: number }

export function remembered(storage: Pick<Storage, 'getItem'>, user: string, nowMs: number): Remembered | null {
  try {
    const kept = JSON.parse(storage.getItem(KEPT) ?? 'null') as Partial<Remembered> | null
    if (!kept || typeof kept.purpose !== 'string' || typeof kept.chosenMs !== 'number' || kept.user !== user) return null
    const age = nowMs - kept.chosenMs
    return age >= 0 && age < SHIFT_MS ? { purpose: kept.purpose, user, chosenMs: kept.chosenMs } : null
  } catch {
    return null
  }
}

export function remember(storage: Pick<Storage, 'setItem'>, purpose: string, user: string, nowMs: number): void {
  storage.setItem(KEPT, JSON.stringify({ purpose, user, chosenMs: nowMs } satisfies Remembered))
}

/** Why this person looks at pictures: asked once a shift (8 h) in each browser session, changeable at any time. */
export const usePurpose = defineStore('purpose', () => {
  const asking = ref(false)
  const current = ref<string | null>(null)
  const waiting = shallowRef<((purpose: string | null) => void)[]>([])

  function known(user: string): string | null {
    const kept = remembered(sessionStorage, user, Date.now())
    current.value = kept?.purpose ?? null
    return current.value
  }

  /** The purpose that holds, asking for one where none does; null when the person would not say. */
  function ask(user: string): Promise<string | null> {
    const kept = known(user)
    if (kept) return Promise.resolve(kept)
    asking.value = true
    return new Promise((resolve) => (waiting.value = [...waiting.value, resolve]))
  }

  function choose(user: string, purpose: string): void {
    remember(sessionStorage, purpose, user, Date.now())
    current.value = purpose
    settle(purpose)
  }

  function settle(purpose: string | null): void {
    asking.value = false
    const all = waiting.value
    waiting.value = []
    for (const resolve of all) resolve(purpose)
  }

  function change(): void {
    asking.value = true
  }

  function forget(): void {
    sessionStorage.removeItem(KEPT)
    current.value = null
    settle(null)
  }

  return { asking, current, known, ask, choose, decline: () => settle(null), change, forget }
})
