import { describe, expect, it } from 'vitest'

import { EMPTY_ROWS, faultsOf, minutesOf, PART_FIELDS, type PartName, timeText } from '@/subscribers/parts'
import zh from '@/locales/zh'

describe('times of day', () => {
  it.each([['8:30', 510], ['08:30', 510], ['00:00', 0], ['25:30', 1530], ['48:00', 2880], ['48:01', null], ['8:60', null], ['8', null], ['', null]])('%s is %s', (text, wanted) => expect(minutesOf(text)).toBe(wanted))
  it.each([[0, '00:00'], [510, '08:30'], [1530, '25:30']])('%i reads %s', (minutes, wanted) => expect(timeText(minutes)).toBe(wanted))
})

describe('rows of a part', () => {
  const parts = Object.keys(PART_FIELDS) as PartName[]
  it.each(parts)('%s: an empty row has every column, and columns their words', (part) => {
    const fields = PART_FIELDS[part]
    expect(fields.map((field) => field.name).sort()).toEqual(Object.keys(EMPTY_ROWS[part]).sort())
    expect(fields.filter((field) => !(field.label in zh.subscribers.fields))).toEqual([])
  })
  it('names what is missing by row and field', () => {
    expect(faultsOf('contacts', [{ name: '王', phone: '139' }, { name: '', phone: '' }], { required: '必填' })).toEqual({ '1.name': '必填', '1.phone': '必填' })
  })
})
