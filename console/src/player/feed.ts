import { segmentKind } from './boxes'

/** The part of a video element that the feed needs, so that tests can stand in for it. */
export type Screen = {
  currentTime: number
  playbackRate: number
  readonly paused: boolean
  readonly buffered: TimeRanges
  play(): Promise<void>
}

export type FeedFault = 'not_supported' | 'append_failed' | 'overrun'

export type FeedNews = {
  fault: (fault: FeedFault, detail: string) => void
}

type Queued = { bytes: Uint8Array; mime: string | null }

// Seconds behind the newest picture: where we like to be, from where we hurry, from where we jump.
export const TARGET_S = 0.35
export const HURRY_S = 0.9
export const JUMP_S = 2.5
const HURRY_RATE = 1.1
const STALL_MS = 900
const KEEP_BEHIND_S = 8
const TRIM_BEHIND_S = 20
// A hundred seconds of a 1080p stream: beyond that the decoder is stuck and the session starts anew.
const QUEUE_BYTES = 24 * 1024 * 1024

/**
 * Carries the core's segments into a MediaSource and keeps the picture near the live edge.
 *
 * `tick` is to be called about four times a second with a monotonic time in milliseconds.
 */
export class MediaFeed {
  private buffer: SourceBuffer | null = null
  private queue: Queued[] = []
  private queued = 0
  /** What the buffer is set to, and what the next initialisation segment is. */
  private mime = ''
  private announced = ''
  private closed = false
  private lastTime = -1
  private lastMovedMs = 0
  private dropped = 0

  constructor(
    readonly source: MediaSource,
    private readonly screen: Screen,
    private readonly news: FeedNews,
    private readonly isTypeSupported: (mime: string) => boolean,
  ) {}

  /**
   * The codecs of what comes next. The first call opens the buffer, later ones take effect at the next init segment.
   *
   * The kinds of track must stay: a buffer takes no track that its first init segment did not have (Media Source Extensions, "initialization segment received").
   */
  expect(mime: string): boolean {
    if (!this.isTypeSupported(mime)) {
      this.news.fault('not_supported', mime)
      return false
    }
    if (this.mime === '') this.mime = mime
    this.announced = mime
    if (this.source.readyState === 'open') this.openBuffer()
    else this.source.addEventListener('sourceopen', () => this.openBuffer(), { once: true })
    return true
  }

  push(bytes: Uint8Array): void {
    if (this.closed) return
    const init = segmentKind(bytes) === 'init'
    this.queue.push({ bytes, mime: init ? this.announced : null })
    this.queued += bytes.byteLength
    if (this.queued > QUEUE_BYTES) {
      this.closed = true
      this.news.fault('overrun', `${this.queued} bytes wait`)
      return
    }
    this.pump()
  }

  /** Seconds between the picture on the screen and the newest one received. */
  get behindS(): number | null {
    const ranges = this.screen.buffered
    return ranges.length === 0 ? null : Math.max(0, ranges.end(ranges.length - 1) - this.screen.currentTime)
  }

  get jumps(): number {
    return this.dropped
  }

  tick(nowMs: number): void {
    if (this.closed) return
    this.pump()
    const ranges = this.screen.buffered
    if (ranges.length === 0) return
    this.keepMoving(ranges, nowMs)
    this.followLiveEdge(ranges)
    this.trim(ranges)
  }

  /** Go to the newest picture at once, as when the page was in the background. */
  toLiveEdge(): void {
    const ranges = this.screen.buffered
    if (ranges.length > 0) this.jump(ranges)
  }

  close(): void {
    this.closed = true
    this.queue = []
    this.queued = 0
    if (this.source.readyState === 'open') {
      try {
        this.buffer?.abort()
        this.source.endOfStream()
      } catch {
        // The element was taken away first; nothing is left to end.
      }
    }
    this.buffer = null
  }

  private openBuffer(): void {
    if (this.buffer || this.closed || this.source.readyState !== 'open') return
    this.buffer = this.source.addSourceBuffer(this.mime)
    this.buffer.mode = 'segments'
    this.buffer.addEventListener('updateend', () => this.pump())
    this.buffer.addEventListener('error', () => this.fail('append_failed', 'the decoder refused a segment'))
    this.pump()
  }

  private pump(): void {
    const buffer = this.buffer
    const next = this.queue[0]
    if (!buffer || !next || buffer.updating || this.closed || this.source.readyState !== 'open') return
    try {
      if (next.mime !== null && next.mime !== this.mime) {
        buffer.changeType(next.mime)
        this.mime = next.mime
      }
      buffer.appendBuffer(next.bytes as Uint8Array<ArrayBuffer>)
      this.queue.shift()
      this.queued -= next.bytes.byteLength
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError') this.makeRoom(buffer)
      else this.fail('append_failed', error instanceof Error ? error.message : String(error))
    }
  }

  /** The browser's buffer is full: drop what was seen, and if nothing was, what waits. */
  private makeRoom(buffer: SourceBuffer): void {
    const ranges = this.screen.buffered
    const start = ranges.length > 0 ? ranges.start(0) : 0
    const until = this.screen.currentTime - 1
    if (until > start) buffer.remove(0, until)
    else this.fail('overrun', 'the browser has no room left')
  }

  private keepMoving(ranges: TimeRanges, nowMs: number): void {
    const time = this.screen.currentTime
    const inside = this.rangeAround(ranges, time)
    if (inside < 0) {
      // Before the first picture, or in a gap that loss has left.
      const next = this.nextRange(ranges, time)
      if (next >= 0) this.screen.currentTime = Math.max(ranges.start(next), next === ranges.length - 1 ? ranges.end(next) - TARGET_S : 0)
      else if (time > ranges.end(ranges.length - 1) + 0.5) this.jump(ranges)
      this.lastMovedMs = nowMs
    } else if (time !== this.lastTime) {
      this.lastMovedMs = nowMs
    } else if (nowMs - this.lastMovedMs > STALL_MS) {
      if (this.screen.paused) void this.screen.play().catch(() => undefined)
      if (ranges.end(ranges.length - 1) - time > 0.15) this.jump(ranges)
      this.lastMovedMs = nowMs
    }
    this.lastTime = this.screen.currentTime
  }

  private followLiveEdge(ranges: TimeRanges): void {
    const behind = ranges.end(ranges.length - 1) - this.screen.currentTime
    if (behind > JUMP_S) this.jump(ranges)
    else if (behind > HURRY_S) this.setRate(HURRY_RATE)
    else if (behind < TARGET_S + 0.1) this.setRate(1)
  }

  private setRate(rate: number): void {
    if (this.screen.playbackRate !== rate) this.screen.playbackRate = rate
  }

  private jump(ranges: TimeRanges): void {
    const last = ranges.length - 1
    this.screen.currentTime = Math.max(ranges.start(last), ranges.end(last) - TARGET_S)
    this.setRate(1)
    this.dropped += 1
  }

  private trim(ranges: TimeRanges): void {
    const buffer = this.buffer
    if (!buffer || buffer.updating || this.source.readyState !== 'open') return
    const time = this.screen.currentTime
    if (time - ranges.start(0) > TRIM_BEHIND_S) buffer.remove(0, time - KEEP_BEHIND_S)
  }

  private rangeAround(ranges: TimeRanges, time: number): number {
    for (let i = 0; i < ranges.length; i += 1) {
      const isLast = i === ranges.length - 1
      // At the very end of an earlier range there is a gap ahead: that is not inside.
      if (time >= ranges.start(i) && (isLast ? time <= ranges.end(i) : time < ranges.end(i) - 0.05)) return i
    }
    return -1
  }

  private nextRange(ranges: TimeRanges, time: number): number {
    for (let i = 0; i < ranges.length; i += 1) if (ranges.start(i) > time) return i
    return -1
  }

  private fail(fault: FeedFault, detail: string): void {
    if (this.closed) return
    this.closed = true
    this.news.fault(fault, detail)
  }
}
