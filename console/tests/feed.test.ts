import { describe, expect, it } from 'vitest'

import { type FeedFault, HURRY_S, JUMP_S, MediaFeed, TARGET_S } from '@/player/feed'

import { box, FakeScreen, FakeSource } from './media'

const H264 = 'video/mp4; codecs="avc1.42C01E"'
const OTHER = 'video/mp4; codecs="avc1.64001F"'

function start(mime = H264, supported = true): { feed: MediaFeed; source: FakeSource; screen: FakeScreen; faults: [FeedFault, string][] } {
  const source = new FakeSource()
  const screen = new FakeScreen()
  const faults: [FeedFault, string][] = []
  const feed = new MediaFeed(source as unknown as MediaSource, screen, { fault: (fault, detail) => faults.push([fault, detail]) }, () => supported)
  feed.expect(mime)
  return { feed, source, screen, faults }
}

describe('appending', () => {
  it('waits for the source to open, then appends one segment after the other', () => {
    const { feed, source } = start()
    feed.push(box('ftyp', 32))
    feed.push(box('moof', 64))
    expect(source.buffer).toBeNull()
    source.open()
    expect(source.mime).toBe(H264)
    expect(source.buffer!.mode).toBe('segments')
    expect(source.buffer!.appended).toEqual([32])
    source.buffer!.finish()
    expect(source.buffer!.appended).toEqual([32, 64])
  })

  it('refuses a codec the browser cannot play, with its name', () => {
    const { source, faults } = start('video/mp4; codecs="hvc1.1.6.L93.B0"', false)
    source.open()
    expect(faults).toEqual([['not_supported', 'video/mp4; codecs="hvc1.1.6.L93.B0"']])
    expect(source.buffer).toBeNull()
  })

  it('changes the codec exactly at the new init segment', () => {
    const { feed, source } = start()
    source.open()
    feed.push(box('ftyp'))
    source.buffer!.finish()
    feed.expect(OTHER)
    feed.push(box('moof'))
    expect(source.buffer!.types).toEqual([])
    source.buffer!.finish()
    feed.push(box('ftyp'))
    expect(source.buffer!.types).toEqual([OTHER])
  })

  it('holds to what was announced last, also where the buffer has not come to it', () => {
    const { feed, source } = start()
    source.open()
    feed.push(box('ftyp'))
    feed.expect(OTHER)
    feed.push(box('ftyp'))
    feed.expect(H264)
    feed.push(box('ftyp'))
    for (let i = 0; i < 3; i += 1) source.buffer!.finish()
    expect(source.buffer!.types).toEqual([OTHER, H264])
  })

  it('makes room when the browser has none, and goes on', () => {
    const { feed, source, screen, faults } = start()
    source.open()
    screen.list = [[0, 40]]
    screen.currentTime = 39
    source.buffer!.failWith = new DOMException('full', 'QuotaExceededError')
    feed.push(box('moof', 24))
    expect(source.buffer!.removed).toEqual([[0, 38]])
    source.buffer!.failWith = null
    source.buffer!.finish()
    expect(source.buffer!.appended).toEqual([24])
    expect(faults).toEqual([])
  })

  it('gives up where the decoder takes nothing any more', () => {
    const { feed, source, faults } = start()
    source.open()
    feed.push(box('ftyp'))
    for (let i = 0; i < 30; i += 1) feed.push(box('moof', 1024 * 1024))
    expect(faults.map(([fault]) => fault)).toEqual(['overrun'])
  })

  it('tells a segment the browser refuses', () => {
    const { feed, source, faults } = start()
    source.open()
    source.buffer!.failWith = new DOMException('bad', 'InvalidStateError')
    feed.push(box('moof'))
    expect(faults).toEqual([['append_failed', 'bad']])
  })
})

describe('the live edge', () => {
  it.each([
    // buffered, at, expected time, expected rate
    ['starts where the stream does, not at 0', [[100, 101]], 0, 101 - TARGET_S, 1],
    ['stays when near', [[0, 10]], 10 - TARGET_S, 10 - TARGET_S, 1],
    ['hurries when somewhat behind', [[0, 10]], 10 - HURRY_S - 0.2, 10 - HURRY_S - 0.2, 1.1],
    ['jumps when far behind', [[0, 10]], 10 - JUMP_S - 0.5, 10 - TARGET_S, 1],
    ['leaps over a gap', [[0, 5], [6, 6.2]], 4.98, 6, 1],
    ['never goes before the last range', [[0, 5], [8, 8.1]], 4.99, 8, 1],
  ] as [string, [number, number][], number, number, number][])('%s', (_name, list, at, time, rate) => {
    const { feed, source, screen } = start()
    source.open()
    screen.list = list
    screen.currentTime = at
    feed.tick(1000)
    expect(screen.currentTime).toBeCloseTo(time, 3)
    expect(screen.playbackRate).toBe(rate)
  })

  it('slows down again once it has caught up', () => {
    const { feed, source, screen } = start()
    source.open()
    screen.list = [[0, 10]]
    screen.currentTime = 8.8
    feed.tick(0)
    expect(screen.playbackRate).toBe(1.1)
    screen.currentTime = 9.4
    feed.tick(250)
    expect(screen.playbackRate).toBe(1.1)
    screen.currentTime = 9.6
    feed.tick(500)
    expect(screen.playbackRate).toBe(1)
  })

  it('gets a stalled picture moving', () => {
    const { feed, source, screen } = start()
    source.open()
    screen.list = [[0, 10]]
    screen.currentTime = 9.4
    screen.paused = true
    feed.tick(0)
    feed.tick(500)
    expect(screen.currentTime).toBe(9.4)
    feed.tick(1000)
    expect(screen.currentTime).toBeCloseTo(10 - TARGET_S, 3)
    expect(screen.played).toBe(1)
  })

  it('drops what was seen long ago', () => {
    const { feed, source, screen } = start()
    source.open()
    screen.list = [[0, 30]]
    screen.currentTime = 29.7
    feed.tick(0)
    expect(source.buffer!.removed).toHaveLength(1)
    expect(source.buffer!.removed[0]![1]).toBeCloseTo(21.7, 3)
  })
})

it('ends quietly when closed', () => {
  const { feed, source, faults } = start()
  source.open()
  feed.close()
  feed.push(box('moof'))
  feed.tick(0)
  expect(source.readyState).toBe('ended')
  expect(faults).toEqual([])
})
