import { describe, expect, it } from 'vitest'

import { daysBetween, minuteOf, minuteText, weekday } from '../../src/duty/days'

describe('days of a roster', () => {
  it('run from the first to the last, over months and leap days', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01'])
    expect(daysBetween('2026-01-02', '2026-01-01')).toEqual([])
  })
  it('have the weekday of the calendar, Monday first', () => {
    expect(['2026-01-05', '2026-01-10', '2026-01-11'].map(weekday)).toEqual([1, 6, 7])
  })
})

describe('minutes of the day', () => {
  it.each([['08:00', 480], ['0:05', 5], ['23:59', 1439], ['24:00', null], ['8', null], ['8:60', null], ['', null]])('%s', (text, minute) => {
    expect(minuteOf(text)).toBe(minute)
  })
  it('are written as they are read', () => {
    expect([0, 485, 1200, 1439].map((minute) => minuteOf(minuteText(minute)))).toEqual([0, 485, 1200, 1439])
  })
})
