import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, type ComputedRef } from 'vue'

import { api } from '@/api'
import type { Feed } from '@/api/types'
import { useEvents } from '@/events/store'
import { useSession } from '@/session/store'

// How the feeds with other platforms stand. A link's coming and going is told; what waits is asked for.
const EVERY_MS = 10_000

export function useFeeds(): { feeds: ComputedRef<Feed[]>; nameOf: (code: string) => string } {
  const session = useSession()
  const queries = useQueryClient()
  const { data } = useQuery({ queryKey: ['feeds'], queryFn: () => api.feeds.list(), enabled: computed(() => session.may('alarms.read')), refetchInterval: EVERY_MS })
  onBeforeUnmount(useEvents().on('feeds.link', () => void queries.invalidateQueries({ queryKey: ['feeds'] })))
  const feeds = computed(() => data.value?.items ?? [])
  return { feeds, nameOf: (code) => feeds.value.find((one) => one.platform === code)?.name ?? code }
}
