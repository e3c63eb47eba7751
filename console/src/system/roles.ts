import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api } from '@/api'
import type { Role } from '@/api/types'

/** Roles by name in the user's language. */
export function useRoleNames(): { roles: ComputedRef<Role[]>; nameOf: (role: string) => string; refetch: () => Promise<unknown> } {
  const { locale } = useI18n()
  const { data, refetch } = useQuery({ queryKey: ['roles'], queryFn: api.access.roles })
  const roles = computed(() => data.value?.items ?? [])
  function nameOf(id: string): string {
    const role = roles.value.find((one) => one.id === id)
    return role ? ((locale.value === 'zh' ? role.zh : role.en) || role.zh) : id
  }
  return { roles, nameOf, refetch }
}
