import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

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
  it('are read once, and one that events tell of is read with the newest', async () => {
    const list = vi.spyOn(api.alarms, 'list').mockResolvedValueOnce(page(row('1')))
    const alarms = useAlarms()
    alarms.start()
    await vi.waitFor(() => expect(alarms.loaded).toBe(true))
    list.mockResolvedValueOnce(page(row('3'), row('2'), row('1')))
    tell({ id: '2', state: 'waiting' })
    tell({ id: '3', state: 'waiting' })
    await vi.runAllTimersAsync()
    expect(alarms.rows.map((one) => one.id)).toEqual(['1', '2', '3'])
    expect(list).toHaveBeenCalledTimes(2)
  })

  it('show who took one by what the event tells', async () => {
    const list = vi.spyOn(api.alarms, 'list').mockResolvedValueOnce(page(row('1')))
    const alarms = useAlarms()
    alarms.start()
    await vi.waitFor(() => expect(alarms.loaded).toBe(true))
    tell({ id: '1', state: 'claimed', claimed_by: 'u7', claimed_by_name: '张敏' })
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
})
