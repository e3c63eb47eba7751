import { ApiError } from '@/api/http'
import type { Attempt, LiveAnswer, Problem } from '@/api/types'

import { type FeedFault, MediaFeed, type Screen } from './feed'
import { parseMessage, type SkipReason, type StreamFacts, trackCount } from './protocol'

export type Phase = 'calling' | 'connecting' | 'buffering' | 'playing' | 'waiting' | 'retrying' | 'failed' | 'closed'

export type View = {
  phase: Phase
  attempt: string | null
  answer: LiveAnswer | null
  facts: StreamFacts
  mime: string
  /** What the API or the browser said, when the phase is `failed` or `retrying`. */
  problem: Problem | null
  behindS: number | null
  firstFrameMs: number | null
  /** Frames left out so far, by reason. */
  skipped: Record<SkipReason, number>
  /** Clock time in ms of the next try, while `retrying`. */
  retryAtMs: number | null
}

export type Surroundings = {
  openLive: (signal: AbortSignal) => Promise<LiveAnswer>
  closeLive: (viewer: string) => Promise<unknown>
  report: (attempt: string, step: 'first_frame' | 'error', detail: string, elapsedMs: number) => Promise<unknown>
  /** The trace of the attempt: what became of it, told by the platform. */
  readAttempt: (attempt: string) => Promise<Pick<Attempt, 'outcome' | 'failure'>>
  socket: (url: string) => WebSocket
  mediaSource: () => MediaSource
  isTypeSupported: (mime: string) => boolean
  /** Monotonic, in milliseconds. */
  now: () => number
  /** Attach the source to the element; the answer detaches it. */
  attach: (source: MediaSource) => () => void
}

// Without a byte for so long the picture is called interrupted (the core tells `silent` after 5 s).
const SILENT_MS = 4000
const CONNECT_MS = 10_000
// The platform's own limits (call 8 s, first packet 6 s, first key frame 6 s) end an attempt earlier; this is the net below.
const READY_MS = 40_000
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000, 30_000]

export function emptyView(): View {
  return { phase: 'calling', attempt: null, answer: null, facts: {}, mime: '', problem: null, behindS: null, firstFrameMs: null, skipped: { loss: 0, slow: 0 }, retryAtMs: null }
}

/** One channel on one screen, from the click to the last picture: asks, connects, plays, and comes back after breaks. */
export class LiveSession {
  readonly view: View = emptyView()
  private feed: MediaFeed | null = null
  private socket: WebSocket | null = null
  private detach: (() => void) | null = null
  private abort: AbortController | null = null
  private startedMs = 0
  private lastByteMs = 0
  private connectingMs = 0
  private opened = false
  private retries = 0
  private stopped = false
  private tickets = 0

  constructor(
    private readonly screen: Screen,
    private readonly around: Surroundings,
    private readonly changed: (view: View) => void,
  ) {}

  async start(): Promise<void> {
    void this.tearDown()
    this.tickets += 1
    this.stopped = false
    this.startedMs = this.around.now()
    this.set({ ...emptyView(), skipped: this.view.skipped })
    const abort = new AbortController()
    this.abort = abort
    try {
      const answer = await this.around.openLive(abort.signal)
      if (abort.signal.aborted) {
        void this.around.closeLive(answer.viewer).catch(() => undefined)
        return
      }
      this.set({ answer, attempt: answer.attempt, phase: 'connecting' })
      this.connect(answer)
    } catch (error) {
      if (abort.signal.aborted) return
      const problem = error instanceof ApiError ? error.problem : browserProblem('console.fault', error instanceof Error ? error.message : '')
      this.set({ attempt: problem.attempt ?? null })
      // Refusals of rights and of the device are for a person to act on; lost connections mend themselves.
      if (problem.status === 0 || (this.retries > 0 && problem.status !== 403 && problem.status !== 401)) this.comeBack(problem)
      else this.set({ phase: 'failed', problem })
    }
  }

  /** Ends the picture; the promise waits until the platform knows, and never fails. */
  stop(): Promise<void> {
    this.stopped = true
    const told = this.tearDown()
    this.set({ phase: 'closed' })
    return told
  }

  retry(): void {
    this.retries = 0
    void this.start()
  }

  /** Four times a second. */
  tick(): void {
    if (this.stopped) return
    const now = this.around.now()
    if (this.view.phase === 'retrying') {
      if (this.view.retryAtMs !== null && now >= this.view.retryAtMs) void this.start()
      return
    }
    if (this.view.phase === 'connecting' && now - this.connectingMs > (this.opened ? READY_MS : CONNECT_MS)) {
      void this.lost(browserProblem(this.opened ? 'console.no_picture' : 'console.media_unreachable', ''))
      return
    }
    if (!this.feed) return
    this.feed.tick(now)
    const behindS = this.feed.behindS
    if (behindS !== this.view.behindS) this.set({ behindS })
    if (this.view.phase === 'playing' && now - this.lastByteMs > SILENT_MS) this.set({ phase: 'waiting' })
  }

  /** The element shows its first picture. */
  firstFrame(): void {
    if (this.view.firstFrameMs !== null || !this.view.attempt || !this.feed) return
    const elapsed = this.around.now() - this.startedMs
    this.retries = 0
    this.set({ firstFrameMs: elapsed, phase: 'playing' })
    void this.around.report(this.view.attempt, 'first_frame', this.view.mime, elapsed).catch(() => undefined)
  }

  /** The element itself gave up (`MediaError`). */
  elementFailed(detail: string): void {
    if (this.stopped || !this.feed) return
    void this.reportError(`element: ${detail}`)
    void this.lost(browserProblem('console.decoder', detail))
  }

  /** The platform told that this attempt is over. */
  attemptFailed(): void {
    if (!this.stopped && ['connecting', 'buffering', 'playing', 'waiting'].includes(this.view.phase)) void this.lost(browserProblem('console.stream_ended', ''))
  }

  toLiveEdge(): void {
    this.feed?.toLiveEdge()
  }

  private connect(answer: LiveAnswer): void {
    this.connectingMs = this.around.now()
    this.opened = false
    const socket = this.around.socket(answer.url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.onopen = () => {
      this.opened = true
      socket.send(answer.token)
    }
    socket.onmessage = (message: MessageEvent) => {
      if (this.socket !== socket) return
      if (typeof message.data === 'string') this.hear(message.data)
      else this.take(new Uint8Array(message.data as ArrayBuffer))
    }
    socket.onclose = () => {
      if (this.socket === socket) void this.lost(browserProblem(this.opened ? 'console.media_lost' : 'console.media_unreachable', ''))
    }
  }

  private hear(text: string): void {
    const message = parseMessage(text)
    if (!message) return
    if (message.type === 'skipped') this.set({ skipped: { ...this.view.skipped, [message.why]: this.view.skipped[message.why] + message.frames } })
    else if (message.type === 'ended') void this.lost(browserProblem('console.stream_ended', message.reason))
    else if (message.type === 'refused') {
      void this.reportError(`refused: ${message.reason}`)
      // A token serves once and for 30 s: a fresh one is the remedy.
      void this.lost(browserProblem('console.media_refused', message.reason))
    } else {
      this.set({ facts: { ...this.view.facts, ...message.facts } })
      if (message.mime) this.expect(message.mime)
    }
  }

  private expect(mime: string): void {
    // Sound that sets in or ends makes another set of tracks, which the buffer at hand would refuse.
    if (this.feed && trackCount(mime) !== trackCount(this.view.mime)) this.dropFeed()
    if (!this.feed) {
      const source = this.around.mediaSource()
      this.feed = new MediaFeed(source, this.screen, { fault: (fault, detail) => this.feedFailed(fault, detail) }, this.around.isTypeSupported)
      this.detach = this.around.attach(source)
    }
    this.set({ mime, phase: this.view.firstFrameMs === null ? 'buffering' : this.view.phase })
    this.feed.expect(mime)
  }

  private take(bytes: Uint8Array): void {
    this.lastByteMs = this.around.now()
    if (this.view.phase === 'waiting') this.set({ phase: 'playing' })
    this.feed?.push(bytes)
  }

  private feedFailed(fault: FeedFault, detail: string): void {
    const told = this.reportError(`${fault}: ${detail}`)
    if (fault === 'not_supported') {
      this.set({ phase: 'failed', problem: browserProblem(/hvc1|hev1/.test(detail) ? 'console.no_h265' : 'console.not_supported', detail) })
      // The platform must hear the reason before the viewer leaves, else the trace says that somebody closed the picture.
      const ticket = this.tickets
      void told.then(() => {
        if (ticket === this.tickets) void this.tearDown()
      })
    } else void this.lost(browserProblem('console.decoder', detail))
  }

  private async reportError(detail: string): Promise<void> {
    if (this.view.attempt) await this.around.report(this.view.attempt, 'error', detail.slice(0, 300), this.around.now() - this.startedMs).catch(() => undefined)
  }

  /** The picture is gone. Where the platform knows why, its sentence is shown; what never came is not asked for again by itself. */
  private async lost(seen: Problem): Promise<void> {
    // What this browser cannot play at all is settled; the end of the connection is no news.
    if (this.stopped || this.view.phase === 'failed') return
    const { attempt, firstFrameMs } = this.view
    void this.tearDown()
    const ticket = ++this.tickets
    this.set({ phase: 'retrying', problem: seen, retryAtMs: null, behindS: null })
    const trace = attempt ? await this.around.readAttempt(attempt).catch(() => null) : null
    if (this.stopped || ticket !== this.tickets) return
    const failure = trace?.outcome === 'failed' ? trace.failure : null
    if (failure && firstFrameMs === null) this.set({ phase: 'failed', problem: { title: '', status: 503, ...failure } })
    else this.comeBack(failure ? { title: '', status: 503, ...failure } : seen)
  }

  private comeBack(problem: Problem): void {
    const delay = RETRY_MS[Math.min(this.retries, RETRY_MS.length - 1)] ?? 30_000
    this.retries += 1
    this.set({ phase: 'retrying', problem, retryAtMs: this.around.now() + delay, behindS: null })
  }

  private tearDown(): Promise<void> {
    this.abort?.abort()
    this.abort = null
    const socket = this.socket
    this.socket = null
    if (socket) {
      socket.onclose = null
      socket.onmessage = null
      socket.close()
    }
    const viewer = this.view.answer?.viewer
    const told = viewer ? this.around.closeLive(viewer).then(() => undefined, () => undefined) : Promise.resolve()
    this.view.answer = null
    this.dropFeed()
    return told
  }

  private dropFeed(): void {
    this.feed?.close()
    this.feed = null
    this.detach?.()
    this.detach = null
  }

  private set(change: Partial<View>): void {
    Object.assign(this.view, change)
    this.changed(this.view)
  }
}

/** What only the browser can know; the sentences are in the locales under `player.problems`. */
export function browserProblem(code: string, detail: string): Problem {
  return { title: detail, status: 0, code, zh: '', en: '' }
}
