import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { isPassing, listStore, Outbox, Refused } from '@/phone/outbox'

type Item = { id: string }
const KEY = 'waiting'
const kept = (): string[] => (JSON.parse(localStorage.getItem(KEY) ?? '[]') as Item[]).map((one) => one.id)
let boxes: Outbox<Item>[] = []

function outbox(send: (item: Item) => Promise<void>, refused: (item: Item, why: Refused) => void = () => undefined): Outbox<Item> {
  const made = new Outbox<Item>(listStore(KEY), send, refused)
  boxes.push(made)
  return made
}

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
})
afterEach(() => {
  for (const box of boxes) box.stop()
  boxes = []
  vi.useRealTimers()
})

describe('what a telephone sends', () => {
  it('goes one after another, in order', async () => {
    const sent: string[] = []
    const box = outbox((item) => Promise.resolve(void sent.push(item.id)))
    await box.start()
    for (const id of ['a', 'b', 'c']) await box.add({ id })
    await vi.waitFor(() => expect(box.waiting.value).toEqual([]))
    expect([sent, kept()]).toEqual([['a', 'b', 'c'], []])
  })

  it('is kept before it is sent and until it is received', async () => {
    let away = true
    const sent: string[] = []
    const box = outbox((item) => {
      sent.push(`${item.id}${kept().includes(item.id) ? '' : ' not kept'}`)
      return away ? Promise.reject(new TypeError('no network')) : Promise.resolve()
    })
    await box.start()
    await box.add({ id: 'a' })
    await vi.waitFor(() => expect(box.isStuck.value).toBe(true))
    expect(kept()).toEqual(['a'])
    away = false
    window.dispatchEvent(new Event('online'))
    await vi.waitFor(() => expect(kept()).toEqual([]))
    expect([sent, box.isStuck.value]).toEqual([['a', 'a'], false])
  })

  it('is tried again by itself, ever more slowly, also after the page was closed', async () => {
    const first = outbox(() => Promise.reject(new TypeError('no network')))
    await first.start()
    await first.add({ id: 'a' })
    first.stop()
    let tries = 0
    const second = outbox(() => (++tries < 4 ? Promise.reject(new TypeError('no network')) : Promise.resolve()))
    await second.start()
    await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000)
    expect([tries, kept()]).toEqual([4, []])
  })

  it('is told and dropped where the platform refuses it for good', async () => {
    const told: string[] = []
    const box = outbox((item) => (item.id === 'bad' ? Promise.reject(new Refused(422, '有误', 'wrong')) : Promise.resolve()), (item, why) => void told.push(`${item.id} ${why.status}`))
    await box.start()
    await box.add({ id: 'bad' })
    await box.add({ id: 'good' })
    await vi.waitFor(() => expect(kept()).toEqual([]))
    expect(told).toEqual(['bad 422'])
  })

  it.each([[408, true], [429, true], [500, true], [503, true], [400, false], [401, false], [404, false], [422, false]])('status %i may pass: %s', (status, passing) => {
    expect(isPassing(status)).toBe(passing)
  })
})
