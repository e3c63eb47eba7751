import { describe, expect, it } from 'vitest'

import type { Page, TreeNode } from '@/api/types'
import { PAGE_ROWS, useRows } from '@/table/pages'
import { csvCell } from '@/table/sheet'
import { useTreeNodes } from '@/tree/nodes'
import { bearing, joined } from '@/map/markers'
import { labelPoint } from '@/map/style'
import { ago, bitrate, moment } from '@/words/format'

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('rows behind cursors', () => {
  const all = Array.from({ length: 5230 }, (_, i) => i)
  const serve = (calls: (string | null)[]) => (cursor: string | null, limit: number): Promise<Page<number>> => {
    calls.push(cursor)
    const start = Number(cursor ?? 0)
    return Promise.resolve({ items: all.slice(start, start + limit), next_cursor: start + limit < all.length ? String(start + limit) : null, total: all.length })
  }

  it('reads on while one scrolls, holds few pages, and knows the end', async () => {
    const rows = useRows(serve([]))
    rows.restart()
    await settled()
    for (let at = 0; at < all.length; at += 40) {
      rows.show(at, at + 60)
      await settled()
      expect(rows.row(at)).toBe(at)
      expect(rows.held()).toBeLessThanOrEqual(12)
    }
    expect(rows.count.value).toBe(all.length)
  })

  it('reads a dropped page again by its cursor', async () => {
    const calls: (string | null)[] = []
    const rows = useRows(serve(calls))
    rows.restart()
    await settled()
    for (let at = 0; at < 3000; at += PAGE_ROWS) {
      rows.show(at, at + PAGE_ROWS)
      await settled()
    }
    expect(rows.row(0)).toBeNull()
    rows.show(0, 20)
    await settled()
    expect(rows.row(7)).toBe(7)
    expect(calls.filter((cursor) => cursor === null)).toHaveLength(2)
  })

  it('tells a failure and goes on after it', async () => {
    let broken = true
    const rows = useRows(() => (broken ? Promise.reject(new Error('down')) : Promise.resolve({ items: [1], next_cursor: null, total: 1 })))
    rows.restart()
    await settled()
    expect(rows.error.value).toBeInstanceOf(Error)
    broken = false
    await rows.refresh()
    expect(rows.error.value).toBeNull()
    expect(rows.row(0)).toBe(1)
  })
})

describe('the resource tree', () => {
  const node = (id: string, has_children: boolean): TreeNode => ({ id, code: id, name: id, division: '', kind: has_children ? 'division' : 'channel', has_children, online: 0, total: 0, status: null, life_cycle: null, platform: null })
  const below: Record<string, TreeNode[]> = { '': [node('city', true)], city: [node('a', true), node('b', true)], a: [node('a1', false), node('a2', false)], b: [] }
  const keys = (tree: ReturnType<typeof useTreeNodes>): string[] => tree.rows.value.map((row) => row.key)

  it('opens a single top at once, opens and closes branches, and forgets what is closed', async () => {
    const tree = useTreeNodes((parent) => Promise.resolve({ items: below[parent] ?? [] }))
    await tree.start('')
    expect(keys(tree)).toEqual(['city', 'a', 'b'])
    await tree.toggle(below['city']![0]!)
    expect(keys(tree)).toEqual(['city', 'a', 'a1', 'a2', 'b'])
    await tree.toggle(below['']![0]!)
    expect(keys(tree)).toEqual(['city'])
    await tree.toggle(below['']![0]!)
    expect(keys(tree)).toEqual(['city', 'a', 'b'])
  })

  it('shows further pages behind the first', async () => {
    const tree = useTreeNodes((_parent, cursor) => Promise.resolve(cursor === null ? { items: [node('1', false), node('2', false)], next_cursor: 'x' } : { items: [node('3', false)], next_cursor: null }))
    await tree.start('root')
    expect(keys(tree)).toEqual(['1', '2', 'more:root'])
    await tree.more('root')
    expect(keys(tree)).toEqual(['1', '2', '3'])
  })

  it('says that a branch is empty or could not be read, and reads it again', async () => {
    let broken = true
    const tree = useTreeNodes(() => (broken ? Promise.reject(new Error('down')) : Promise.resolve({ items: [] })))
    await tree.start('root')
    expect(tree.rows.value.map((row) => row.type)).toEqual(['failed'])
    broken = false
    await tree.again('root')
    expect(tree.rows.value.map((row) => row.type)).toEqual(['empty'])
  })
})

describe('what stands on the screen', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['@sum', "'@sum"],
    ['-12.5', '-12.5'],
    ['-1+2', "'-1+2"],
  ])('%s becomes the cell %s', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  it.each([
    [null, null],
    [1, 90],
    [4, 0],
    [8, 315],
    [9, null],
    [0, null],
  ])('direction %s of the catalog is %s degrees', (direction, degrees) => {
    expect(bearing(direction)).toBe(degrees)
  })

  it('puts clusters together that would cover each other, and no others', () => {
    const at = (x: number, count: number, online: number): { longitude: number; latitude: number; count: number; online: number } => ({ longitude: x, latitude: 0, count, online })
    const near = joined([at(0, 2, 1), at(10, 6, 6), at(100, 4, 0)], (one) => ({ x: one.longitude, y: 0 }))
    expect(near).toEqual([{ longitude: 7.5, latitude: 0, count: 8, online: 7 }, at(100, 4, 0)])
  })

  it('sets a division’s name in the middle of its largest part', () => {
    const square = (x: number, size: number): number[][] => [[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]
    expect(labelPoint({ type: 'MultiPolygon', coordinates: [[square(0, 1)], [square(10, 4)]] })).toEqual([12, 2])
  })

  it('writes times and rates the same way everywhere', () => {
    expect(moment(null)).toBe('–')
    expect(moment('nonsense')).toBe('–')
    expect(moment('2026-08-01T09:03:07Z')).toMatch(/^2026-0[78]-\d\d \d\d:03:07$/)
    expect(ago('2026-08-01T09:00:00Z', 'en', Date.parse('2026-08-01T12:30:00Z'))).toBe('3 hours ago')
    expect(bitrate(512)).toBe('512 kbit/s')
    expect(bitrate(4096)).toBe('4.10 Mbit/s')
  })
})
