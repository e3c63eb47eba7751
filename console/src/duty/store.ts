import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

import { api } from '@/api'
import type { DutyRoom, DutyRoomNow, MyDuty } from '@/api/duty'
import { useEvents } from '@/events/store'
import { pick } from '@/words/problem'

// Who comes and goes is told by events; however many come, the list is asked for anew at most so often.
const STRIDE_MS = 1000

/** Who is on duty in every room one may see, kept by events. */
export function useDutyNow(): { rooms: ComputedRef<DutyRoomNow[] | undefined>; error: ComputedRef<Error | null>; refresh: () => Promise<unknown> } {
  const events = useEvents()
  const { data, error, refetch } = useQuery({ queryKey: ['duty-now'], queryFn: api.duty.now })
  let due = 0
  const again = (): void => {
    if (!due) due = window.setTimeout(() => { due = 0; void refetch() }, STRIDE_MS)
  }
  const stops = ['duty.session', 'duty.roster', 'duty.swap', 'duty.room'].map((kind) => events.on(kind, again))
  onBeforeUnmount(() => {
    for (const stop of stops) stop()
    window.clearTimeout(due)
  })
  return { rooms: computed(() => data.value?.items), error: computed(() => error.value), refresh: refetch }
}

/** One's own record, session and shifts to come. */
export function useMyDuty(): { me: ComputedRef<MyDuty | undefined>; refresh: () => Promise<unknown> } {
  const queries = useQueryClient()
  const { data } = useQuery({ queryKey: ['duty-me'], queryFn: api.duty.me })
  return { me: computed(() => data.value), refresh: () => Promise.all([queries.invalidateQueries({ queryKey: ['duty-me'] }), queries.invalidateQueries({ queryKey: ['duty-now'] })]) }
}

export function useRooms(): { rooms: ComputedRef<DutyRoom[] | undefined>; options: ComputedRef<{ value: string; label: string }[]>; roomName: (id: string) => string } {
  const { data } = useQuery({ queryKey: ['duty-rooms'], queryFn: api.duty.rooms })
  const rooms = computed(() => data.value?.items)
  return {
    rooms,
    options: computed(() => (rooms.value ?? []).map((one) => ({ value: one.id, label: one.name }))),
    roomName: (id) => rooms.value?.find((one) => one.id === id)?.name ?? '',
  }
}

export function useDutyWords(): { options: (group: 'leaving' | 'absences' | 'rules') => { value: string; label: string }[]; word: (group: 'leaving' | 'absences' | 'rules', id: string) => string } {
  const { locale } = useI18n()
  const { data } = useQuery({ queryKey: ['duty-words'], queryFn: api.duty.words, staleTime: Infinity })
  const options = (group: 'leaving' | 'absences' | 'rules'): { value: string; label: string }[] => (data.value?.[group] ?? []).map((one) => ({ value: one.id, label: pick(one, locale.value) }))
  return { options, word: (group, id) => options(group).find((one) => one.value === id)?.label ?? id }
}
