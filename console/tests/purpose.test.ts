import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { remember, remembered, SHIFT_MS, usePurpose } from '@/video/purpose'

beforeEach(() => {
  sessionStorage.clear()
  setActivePinia(createPinia())
})

describe('memory', () => {
  it.each([
    ['holds through the shift', 'u1', SHIFT_MS - 1, 'duty_patrol'],
    ['ends with the shift', 'u1', SHIFT_MS, null],
    ['is nobody else’s', 'u2', 0, null],
    ['does not come from the future', 'u1', -1, null],
  ])('%s', (_name, user, later, expected) => {
    remember(sessionStorage, 'duty_patrol', 'u1', 1_000_000)
    expect(remembered(sessionStorage, user, 1_000_000 + later)?.purpose ?? null).toBe(expected)
  })

  it.each(['', 'no json', 'null', '{"purpose":1}', '{"purpose":"x","user":"u1"}'])('is nothing where %j is kept', (text) => {
    sessionStorage.setItem('anlan.purpose', text)
    expect(remembered(sessionStorage, 'u1', 0)).toBeNull()
  })
})

describe('asking', () => {
  it('asks once for all pictures that wait, and not again', async () => {
    const purpose = usePurpose()
    const both = Promise.all([purpose.ask('u1'), purpose.ask('u1')])
    expect(purpose.asking).toBe(true)
    purpose.choose('u1', 'maintenance')
    expect(await both).toEqual(['maintenance', 'maintenance'])
    expect(await purpose.ask('u1')).toBe('maintenance')
    expect(purpose.asking).toBe(false)
  })

  it('tells a person who would not say', async () => {
    const purpose = usePurpose()
    const answer = purpose.ask('u1')
    purpose.decline()
    expect(await answer).toBeNull()
  })

  it('asks again after eight hours', () => {
    const purpose = usePurpose()
    vi.setSystemTime(1_000_000)
    purpose.choose('u1', 'maintenance')
    vi.setSystemTime(1_000_000 + SHIFT_MS)
    void purpose.ask('u1')
    expect(purpose.asking).toBe(true)
    vi.useRealTimers()
  })
})
