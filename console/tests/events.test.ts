import { beforeEach, describe, expect, it } from 'vitest'

import type { ListenRefusal, PlatformEvent } from '@/api/types'
import { EventFeed, type LinkCondition } from '@/events/feed'

type Socket = { address: string; onopen: null; onmessage: ((event: MessageEvent) => void) | null; onclose: ((event: CloseEvent) => void) | null; closed: boolean; close: () => void }

let sockets: Socket[]
let told: PlatformEvent[]
let conditions: LinkCondition[]
let refusals: (ListenRefusal | null)[]
let gaps: number
let waiting: { call: () => void; delayMs: number }[]
let feed: EventFeed

const latest = (): Socket => sockets.at(-1)!
const say = (message: object, socket = latest()): void => socket.onmessage?.({ data: JSON.stringify(message) } as MessageEvent)
const event = (sequence: number, id = `e${sequence}`): object => ({ sequence, id, kind: 'directory.counts', occurred_utc: '', division: '', facts: {} })
const cut = (): void => latest().onclose?.({} as CloseEvent)
const comeBack = (): void => waiting.pop()!.call()

beforeEach(() => {
  sockets = []
  told = []
  conditions = []
  refusals = []
  gaps = 0
  waiting = []
  feed = new EventFeed(
    'ws://platform/events',
    (one) => told.push(one),
    (now, refusal) => {
      conditions.push(now)
      refusals.push(refusal)
    },
    () => (gaps += 1),
    {
      open: (address) => {
        const socket: Socket = { address, onopen: null, onmessage: null, onclose: null, closed: false, close: () => (socket.closed = true) }
        sockets.push(socket)
        return socket
      },
      later: (call, delayMs) => waiting.push({ call, delayMs }),
      forget: () => (waiting = []),
      random: () => 1,
    },
  )
  feed.start()
})

describe('a group', () => {
  it('is told event by event, in order, each once', () => {
    say({ type: 'hello', sequence: 40 })
    say(event(41))
    say({ type: 'events', events: [event(41), event(42), event(43)] })
    expect(told.map((one) => one.sequence)).toEqual([41, 42, 43])
    cut()
    comeBack()
    expect(latest().address).toBe('ws://platform/events?grouped=true&after=43')
  })
})

describe('resuming', () => {
  it('starts without a past and asks for what came after the last event on return', () => {
    expect(latest().address).toBe('ws://platform/events?grouped=true')
    say({ type: 'hello', sequence: 40 })
    say(event(41))
    say(event(43))
    cut()
    comeBack()
    expect(latest().address).toBe('ws://platform/events?grouped=true&after=43')
  })

  it('asks after the greeting’s sequence where nothing has happened yet', () => {
    say({ type: 'hello', sequence: 40 })
    cut()
    comeBack()
    expect(latest().address).toBe('ws://platform/events?grouped=true&after=40')
  })

  it('tells what comes twice once', () => {
    say({ type: 'hello', sequence: 40 })
    say(event(41))
    cut()
    comeBack()
    say({ type: 'hello', sequence: 42 })
    say(event(41))
    say(event(42))
    expect(told.map((one) => one.sequence)).toEqual([41, 42])
  })

  it('lets everything be read anew when the past is no longer kept', () => {
    say({ type: 'hello', sequence: 40 })
    say({ type: 'reset', sequence: 900 })
    expect(gaps).toBe(1)
    cut()
    comeBack()
    expect(latest().address).toBe('ws://platform/events?grouped=true&after=900')
  })

  it('knows another database by its lower sequence', () => {
    say({ type: 'hello', sequence: 500 })
    say(event(501))
    cut()
    comeBack()
    say({ type: 'hello', sequence: 3 })
    expect(gaps).toBe(1)
    expect(feed.sequence).toBe(3)
  })
})

describe('the link', () => {
  it('waits longer after each failure, at most a quarter of a minute, and starts anew after a greeting', () => {
    const delays: number[] = []
    for (let i = 0; i < 7; i += 1) {
      cut()
      delays.push(waiting.at(-1)!.delayMs)
      comeBack()
    }
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000])
    say({ type: 'hello', sequence: 1 })
    cut()
    expect(waiting.at(-1)!.delayMs).toBe(500)
  })

  it('tells its condition', () => {
    say({ type: 'hello', sequence: 1 })
    cut()
    expect(conditions).toEqual(['connecting', 'open', 'lost'])
  })

  it('stays down once stopped', () => {
    feed.stop()
    expect(latest().closed).toBe(true)
    expect(latest().onclose).toBeNull()
    expect(waiting).toEqual([])
  })

  it.each(['no json', '[]', '{"kind":1}', '{"sequence":"x","id":"a","kind":"b"}'])('takes no harm from %s', (text) => {
    latest().onmessage?.({ data: text } as MessageEvent)
    expect(told).toEqual([])
  })
})

describe('too many windows', () => {
  const refused = { type: 'refused', code: 'events.too_many_windows', zh: '窗口过多。', en: 'Too many windows.', remedy_zh: '请关闭。', remedy_en: 'Close some.' }
  const words = { zh: '窗口过多。', en: 'Too many windows.', remedy_zh: '请关闭。', remedy_en: 'Close some.' }

  it('shows what the platform says and asks again without hurry', () => {
    say(refused)
    cut()
    expect(conditions.at(-1)).toBe('crowded')
    expect(refusals.at(-1)).toEqual(words)
    expect(waiting.at(-1)!.delayMs).toBe(30_000)
    const before = conditions.length
    comeBack()
    // The words stay while it asks.
    expect(conditions.length).toBe(before)
    say({ type: 'hello', sequence: 3 })
    expect([conditions.at(-1), refusals.at(-1)]).toEqual(['open', null])
  })

  it('takes a later break for a break', () => {
    say(refused)
    cut()
    comeBack()
    cut()
    expect([conditions.at(-1), refusals.at(-1)]).toEqual(['lost', null])
    expect(waiting.at(-1)!.delayMs).toBeLessThan(30_000)
  })
})
