import { useQuery } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, type ComputedRef } from 'vue'

import { useEvents } from '@/events/store'
import { useSession } from '@/session/store'

import { routine } from '../routine'

/** How many notices wait for the user to read them. Confirming one makes all queries of notices anew. */
export function useUnread(): ComputedRef<number> {
  const session = useSession()
  const { data, refetch } = useQuery({ queryKey: ['notices', 'unread'], queryFn: () => routine.notices.inbox({ unread: true, limit: 1 }), enabled: computed(() => session.may('duty.read')) })
  onBeforeUnmount(useEvents().on('duty.notice', (event) => {
    if (event.facts['change'] !== 'read' && session.may('duty.read')) void refetch()
  }))
  return computed(() => data.value?.unread ?? 0)
}
