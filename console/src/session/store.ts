import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { api } from '@/api'
import { ApiError, hasSessionCookie } from '@/api/http'
import type { SessionInfo } from '@/api/types'

/** Who sits here, what they may do, and which platform this is. */
export const useSession = defineStore('session', () => {
  const info = ref<SessionInfo | null>(null)
  const asked = ref(false)
  const farewells = new Set<() => Promise<void>>()

  const user = computed(() => info.value?.user ?? null)
  const platform = computed(() => info.value?.platform ?? null)

  function may(permission: string): boolean {
    return info.value?.user.permissions.includes(permission) ?? false
  }

  /** Ask the platform once who is signed in; answers whether somebody is. */
  async function load(force = false): Promise<boolean> {
    if (asked.value && !force) return info.value !== null
    if (!hasSessionCookie()) {
      // Nobody has signed in from this browser: asking would only add a refusal to the audit log.
      forget()
      return false
    }
    try {
      info.value = await api.session.read()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      info.value = null
    }
    asked.value = true
    return info.value !== null
  }

  async function signIn(name: string, password: string): Promise<void> {
    await api.session.open(name, password)
    await load(true)
  }

  /** Something to end while the session still holds, an open picture above all; the answer takes it back. */
  function beforeSignOut(end: () => Promise<void>): () => void {
    farewells.add(end)
    return () => farewells.delete(end)
  }

  async function signOut(): Promise<void> {
    // Whatever cannot be told here, the platform ends by itself within seconds of the session.
    await Promise.allSettled([...farewells].map((end) => end()))
    await api.session.close()
    forget()
  }

  function forget(): void {
    info.value = null
    asked.value = true
  }

  return { info, user, platform, may, load, signIn, beforeSignOut, signOut, forget }
})
