import { beforeEach, describe, expect, it, vi } from 'vitest'

import { ApiError } from '@/api/http'
import type { LiveAnswer } from '@/api/types'
import { parseMessage } from '@/player/protocol'
import { LiveSession, type Surroundings } from '@/player/session'
import { reached } from '@/player/steps'

import { box, FakeScreen, FakeSource } from './media'

class FakeSocket {
  sent: string[] = []
  closed = false
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  send(text: string): void {
    this.sent.push(text)
  }
  close(): void {
    this.closed = true
  }
  say(value: object): void {
    this.onmessage?.({ data: JSON.stringify(value) })
  }
}

const ANSWER: LiveAnswer = { attempt: 'a1', stream: 's1', viewer: 'v1', url: 'ws://core/v1/view', token: 'secret', expires_utc: '', watermark: { user: '李卫国', time_utc: '' } }
const MIME = 'video/mp4; codecs="avc1.42C01E"'
const FAILURE = { code: 'no_packet', zh: '没有数据包', en: 'no packet', remedy_zh: '查防火墙', remedy_en: 'check the firewall', facts: {} }

let now: number
let sockets: FakeSocket[]
let source: FakeSource
let around: Surroundings

beforeEach(() => {
  now = 0
  sockets = []
  source = new FakeSource()
  around = {
    openLive: vi.fn(() => Promise.resolve({ ...ANSWER })),
    closeLive: vi.fn(() => Promise.resolve()),
    report: vi.fn(() => Promise.resolve()),
    readAttempt: vi.fn(() => Promise.resolve({ outcome: 'playing' as const, failure: null })),
    socket: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    mediaSource: () => source as unknown as MediaSource,
    isTypeSupported: (mime) => !mime.includes('hvc1'),
    now: () => now,
    attach: () => () => undefined,
  }
})

function session(): LiveSession {
  return new LiveSession(new FakeScreen(), around, () => undefined)
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

describe('from click to picture', () => {
  it('sends the token first and reports the first frame with its time', async () => {
    const player = session()
    await player.start()
    expect(player.view.phase).toBe('connecting')
    sockets[0]!.onopen!()
    expect(sockets[0]!.sent).toEqual(['secret'])
    sockets[0]!.say({ type: 'ready', mime: MIME, video_codec: 'h264', width: 640, height: 360 })
    expect(player.view.phase).toBe('buffering')
    source.open()
    sockets[0]!.onmessage!({ data: box('ftyp').buffer })
    now = 240
    player.firstFrame()
    player.firstFrame()
    expect(player.view.phase).toBe('playing')
    expect(around.report).toHaveBeenCalledTimes(1)
    expect(around.report).toHaveBeenCalledWith('a1', 'first_frame', MIME, 240)
  })

  it('gives the viewer back when it is closed', async () => {
    const player = session()
    await player.start()
    player.stop()
    expect(around.closeLive).toHaveBeenCalledWith('v1')
    expect(sockets[0]!.closed).toBe(true)
    expect(player.view.phase).toBe('closed')
  })

  it('gives back a viewer that arrives after the picture was closed', async () => {
    let answer: (value: LiveAnswer) => void = () => undefined
    around.openLive = () => new Promise((resolve) => (answer = resolve))
    const player = session()
    const starting = player.start()
    player.stop()
    answer({ ...ANSWER })
    await starting
    expect(around.closeLive).toHaveBeenCalledWith('v1')
    expect(sockets).toHaveLength(0)
  })
})

describe('while it plays', () => {
  const SOUND = 'video/mp4; codecs="avc1.42C01E,flac"'
  const HIGH = 'video/mp4; codecs="avc1.64001F"'

  async function playing(): Promise<{ player: LiveSession; socket: FakeSocket; sources: FakeSource[] }> {
    const sources: FakeSource[] = []
    around.mediaSource = () => {
      sources.push(new FakeSource())
      return sources.at(-1) as unknown as MediaSource
    }
    const player = session()
    await player.start()
    const socket = sockets[0]!
    socket.say({ type: 'ready', mime: MIME, video_codec: 'h264' })
    sources[0]!.open()
    socket.onmessage!({ data: box('ftyp').buffer })
    sources[0]!.buffer!.finish()
    player.firstFrame()
    return { player, socket, sources }
  }

  it('keeps its buffer when only the codec changes', async () => {
    const { player, socket, sources } = await playing()
    socket.say({ type: 'ready', mime: HIGH })
    socket.onmessage!({ data: box('ftyp').buffer })
    expect(sources).toHaveLength(1)
    expect(sources[0]!.buffer!.types).toEqual([HIGH])
    expect(player.view.phase).toBe('playing')
  })

  it('takes a new buffer when sound sets in, without a new call', async () => {
    const { player, socket, sources } = await playing()
    socket.say({ type: 'ready', mime: SOUND, audio_codec: 'g711a' })
    expect(sources).toHaveLength(2)
    expect(sources[0]!.readyState).toBe('ended')
    sources[1]!.open()
    socket.onmessage!({ data: box('ftyp', 24).buffer })
    expect(sources[1]).toMatchObject({ mime: SOUND, buffer: { appended: [24] } })
    expect(player.view).toMatchObject({ phase: 'playing', facts: { video_codec: 'h264', audio_codec: 'g711a' } })
    expect(around.openLive).toHaveBeenCalledTimes(1)
  })

  it('shows the facts as they come and sums up what was left out', async () => {
    const { player, socket } = await playing()
    socket.say({ type: 'facts', bitrate_kbps: 800, loss: 0.02, jitter_ms: 3.1, frame_rate: 25, key_frame_interval_ms: 2000, viewers: 2 })
    socket.say({ type: 'skipped', frames: 12, reason: 'loss' })
    socket.say({ type: 'skipped', frames: 30, reason: 'slow' })
    socket.say({ type: 'skipped', frames: 3, reason: 'loss' })
    expect(player.view).toMatchObject({ facts: { loss: 0.02, key_frame_interval_ms: 2000 }, skipped: { loss: 15, slow: 30 } })
  })
})

describe('what goes wrong', () => {
  it('shows the platform’s own sentence and waits for a person', async () => {
    around.openLive = () => Promise.reject(new ApiError({ title: '', status: 503, ...FAILURE, code: 'live.no_packet', attempt: 'a9' }))
    const player = session()
    await player.start()
    expect(player.view).toMatchObject({ phase: 'failed', attempt: 'a9', problem: { zh: '没有数据包' } })
    now = 600_000
    player.tick()
    expect(player.view.phase).toBe('failed')
  })

  it('asks for the trace when the stream ends before a picture came', async () => {
    around.readAttempt = () => Promise.resolve({ outcome: 'failed', failure: FAILURE })
    const player = session()
    await player.start()
    sockets[0]!.say({ type: 'ended', reason: 'stopped' })
    await settled()
    expect(player.view).toMatchObject({ phase: 'failed', problem: { code: 'no_packet', remedy_en: 'check the firewall' } })
  })

  it('calls again by itself when a running picture breaks off, later each time', async () => {
    const player = session()
    await player.start()
    sockets[0]!.say({ type: 'ready', mime: MIME })
    player.firstFrame()
    sockets[0]!.onclose!()
    await settled()
    expect(player.view.phase).toBe('retrying')
    now = 999
    player.tick()
    expect(around.openLive).toHaveBeenCalledTimes(1)
    now = 1000
    player.tick()
    expect(around.openLive).toHaveBeenCalledTimes(2)
    await settled()
    sockets[1]!.onclose!()
    await settled()
    expect(player.view.retryAtMs).toBe(3000)
  })

  it('does not call again where the right was taken away', async () => {
    const player = session()
    await player.start()
    sockets[0]!.say({ type: 'ready', mime: MIME })
    player.firstFrame()
    sockets[0]!.onclose!()
    await settled()
    around.openLive = () => Promise.reject(new ApiError({ title: '', status: 403, code: 'access.forbidden', zh: '', en: '' }))
    now = 5000
    player.tick()
    await settled()
    expect(player.view.phase).toBe('failed')
  })

  it('says that H.265 cannot be played here, and tells the platform the codec', async () => {
    const player = session()
    await player.start()
    sockets[0]!.say({ type: 'ready', mime: 'video/mp4; codecs="hvc1.1.6.L93.B0"' })
    expect(player.view).toMatchObject({ phase: 'failed', problem: { code: 'console.no_h265' } })
    expect(around.report).toHaveBeenCalledWith('a1', 'error', 'not_supported: video/mp4; codecs="hvc1.1.6.L93.B0"', 0)
    // The reason is told before the viewer leaves; what the connection does afterwards is no news.
    expect(around.closeLive).not.toHaveBeenCalled()
    sockets[0]!.say({ type: 'ended', reason: 'dropped' })
    await settled()
    expect(around.closeLive).toHaveBeenCalledWith('v1')
    expect(player.view.phase).toBe('failed')
  })

  it('calls a media port that does not answer by its name', async () => {
    const player = session()
    await player.start()
    now = 10_001
    player.tick()
    await settled()
    expect(player.view.problem?.code).toBe('console.media_unreachable')
  })

  it('tells an interrupted picture and its return', async () => {
    const player = session()
    await player.start()
    sockets[0]!.say({ type: 'ready', mime: MIME })
    source.open()
    sockets[0]!.onmessage!({ data: box('ftyp').buffer })
    player.firstFrame()
    now = 5000
    player.tick()
    expect(player.view.phase).toBe('waiting')
    sockets[0]!.onmessage!({ data: box('moof').buffer })
    expect(player.view.phase).toBe('playing')
  })
})

describe('messages of the core', () => {
  it.each([
    ['{"type":"ready","mime":"video/mp4"}', 'ready'],
    ['{"type":"ready"}', undefined],
    ['{"type":"ended","reason":"x"}', 'ended'],
    ['{"type":"refused","reason":"expired"}', 'refused'],
    ['{"type":"skipped","frames":3}', 'skipped'],
    ['{"type":"novelty"}', undefined],
    ['[1]', undefined],
    ['not json', undefined],
    ['null', undefined],
  ])('%s reads as %s', (text, type) => {
    expect(parseMessage(text)?.type).toBe(type)
  })
})

describe('steps', () => {
  it.each([
    [[], 'calling', 0],
    [['requested', 'authorized', 'signalled'], 'connecting', 0],
    [['answered'], 'connecting', 1],
    [['answered', 'first_packet'], 'connecting', 2],
    [['first_key_frame'], 'connecting', 3],
    [['something_new'], 'connecting', 0],
    [[], 'playing', 4],
  ] as const)('%j in phase %s has reached %i', (steps, phase, at) => {
    expect(reached([...steps], phase)).toBe(at)
  })
})
