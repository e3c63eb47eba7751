import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'

import { useAlarms } from '@/alarms/store'
import { api } from '@/api'
import type { AlarmPage, AlarmRow } from '@/api/types'
import { useEvents } from '@/events/store'
import { useSession } from '@/session/store'

const row = (id: string, more: Partial<AlarmRow> = {}): AlarmRow => ({ id, state: 'waiting', alarm_class: 'intrusion', rank: 3, received_utc: id, version: 1, claimed_by: null, ...more }) as AlarmRow
const page = (...items: AlarmRow[]): AlarmPage => ({ items, next_cursor: null, total: items.length, by_class: {} })
const tell = (facts: Record<string, unknown>): void => useEvents().take({ sequence: 1, id: String(Math.random()), kind: 'alarms.case', occurred_utc: '', division: '', facts: { alarm_class: 'intrusion', rank: 3, claimed_by: null, version: 2, signals: 1, ...facts } })

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(api.alarms, 'words').mockRejectedValue(new Error('not asked here'))
  setActivePinia(createPinia())
  // Reading without handling: the desk's sound stays out of it.
  useSession().info = { user: { id: 'me', permissions: ['alarms.read'] } } as never
})
afterEach(() => {
  useAlarms().stop()
  vi.useRealTimers()
})

describe('the open alarms', () => {
  it('are read once, and those that events tell of are read by their ids, together', async () => {
    const list = vi.spyOn(api.alarms, 'list').mockResolvedValueOnce(page(row('1')))
    const alarms = useAlarms()
    alarms.start()
    await vi.waitFor(() => expect(alarms.loaded).toBe(true))
    list.mockResolvedValueOnce(page(row('3'), row('2')))
    tell({ id: '2', state: 'waiting' })
    tell({ id: '3', state: 'waiting' })
    await vi.runAllTimersAsync()
    expect(alarms.rows.map((one) => one.id)).toEqual(['1', '2', '3'])
    expect(list).toHaveBeenCalledTimes(2)
    expect(list).toHaveBeenLastCalledWith(expect.objectContaining({ ids: '2,3', counted: false }))
  })

  it('show who took one by what the event tells', async () => {
    const list = vi.spyOn(api.alarms, 'list').mockResolvedValueOnce(page(row('1')))
    const alarms = useAlarms()
    alarms.start()
    await vi.waitFor(() => expect(alarms.loaded).toBe(true))
    tell({ id: '1', state: 'claimed', claimed_by: 'u7', claimed_by_name: '张敏' })
    await vi.runAllTimersAsync()
    expect(alarms.rows[0]).toMatchObject({ state: 'claimed', claimed_by: { id: 'u7', name: '张敏' } })
    expect(list).toHaveBeenCalledOnce()
    expect(alarms.waiting).toEqual([])
  })

  it('do not bring back what was closed while they were read', async () => {
    let answer: (page: AlarmPage) => void = () => undefined
    vi.spyOn(api.alarms, 'list').mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
    const alarms = useAlarms()
    alarms.start()
    tell({ id: '1', state: 'closed' })
    answer(page(row('1'), row('2')))
    await vi.waitFor(() => expect(alarms.rows.map((one) => one.id)).toEqual(['2']))
  })

  it('are put in order once for a burst of events, however many', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => row(String(1000 + at)))
    vi.spyOn(api.alarms, 'list').mockResolvedValueOnce(page(...rows))
    const alarms = useAlarms()
    alarms.start()
    await vi.waitFor(() => expect(alarms.loaded).toBe(true))
    let changes = 0
    watch(() => alarms.rows, () => (changes += 1), { flush: 'sync' })
    for (let at = 0; at < 300; at += 1) tell({ id: String(1000 + at), state: at < 100 ? 'closed' : 'waiting', rank: at >= 200 ? 2 : 3 })
    await vi.runAllTimersAsync()
    expect(changes).toBe(1)
    const ids = rows.map((one) => one.id)
    expect(alarms.rows.map((one) => one.id)).toEqual([...ids.slice(200), ...ids.slice(100, 200)])
  })

  it('that stand behind a full queue are counted and not read', async () => {
    const full = Array.from({ length: 5000 }, (_, at) => row(String(10000 + at)))
    const list = vi.spyOn(api.alarms, 'list').mockResolvedValueOnce({ ...page(...full), total: 5000 })
    const alarms = useAlarms()
    alarms.start()
    await vi.waitFor(() => expect(alarms.loaded).toBe(true))
    list.mockResolvedValueOnce({ ...page(), total: 5070 })
    for (let at = 0; at < 70; at += 1) tell({ id: `x${at}`, state: 'waiting' })
    await vi.runAllTimersAsync()
    expect([alarms.rows.length, alarms.beyond]).toEqual([5000, 70])
    expect(list).toHaveBeenCalledTimes(2)
    // A hold-up stands before them all: it is read, and the last row makes room.
    list.mockResolvedValueOnce(page(row('y', { rank: 0, alarm_class: 'hold_up' }))).mockResolvedValueOnce({ ...page(), total: 5071 })
    tell({ id: 'y', state: 'waiting', rank: 0, alarm_class: 'hold_up', version: 1 })
    await vi.runAllTimersAsync()
    expect([alarms.rows[0]?.id, alarms.rows.length, alarms.beyond]).toEqual(['y', 5000, 71])
  })
})
