import { describe, expect, it } from 'vitest'

import { Attempts, countedS } from '@/duty/patrols/measure'
import { readTimes, sayTimes } from '@/duty/patrols/times'
import { certificateState, holds } from '@/duty/training/certificate'

describe('times of a patrol plan', () => {
  it.each([
    ['09:00 14:30', [540, 870]],
    ['14:30，9:00、09:00', [540, 870]],
    ['', []],
    ['24:00', null],
    ['09:60', null],
    ['nine', null],
  ])('reads %j', (text, minutes) => {
    expect(readTimes(text)).toEqual(minutes)
  })

  it('says what it reads', () => {
    expect(readTimes(sayTimes([0, 540, 1439]))).toEqual([0, 540, 1439])
  })
})

describe('attempts of a camera', () => {
  it('are told in order and once each, however often the player speaks of them', () => {
    const attempts = new Attempts()
    for (const one of [null, 'a', 'a', undefined, 'b', 'b']) attempts.note(one)
    expect(attempts.take()).toEqual(['a', 'b'])
    expect(attempts.take()).toEqual([])
  })
})

describe('seconds looked at', () => {
  it.each([
    [0, null, 9_000, 0],
    [4_000, null, 9_000, 4],
    [4_000, 7_000, 9_500, 6],
    [0, 9_000, 8_000, 0],
  ])('with %s ms on record and the first picture at %s it counts at %s to %s', (recorded, first, now, seconds) => {
    expect(countedS(recorded, first, now)).toBe(seconds)
  })
})

describe('a certificate', () => {
  const until = (expires_on: string | null) => ({ id: 'c', course: 'k', attempt: 'a', user: 'u', user_name: '', qualification: '', awarded_utc: '', expires_on })
  it('holds on its last day and no longer', () => {
    expect(holds(until('2026-05-01'), new Date(2026, 4, 1, 23, 59))).toBe(true)
    expect(holds(until('2026-05-01'), new Date(2026, 4, 2))).toBe(false)
    expect(holds(until(null), new Date(2099, 0, 1))).toBe(true)
    expect(certificateState(null)).toBe('unknown')
  })
})
