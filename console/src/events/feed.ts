import type { ListenRefusal, PlatformEvent } from '@/api/types'

/** ``crowded``: the platform has said that it takes no further listener of this account. */
export type LinkCondition = 'connecting' | 'open' | 'lost' | 'crowded'

type Socket = Pick<WebSocket, 'close'> & {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
}

type Surroundings = {
  open: (address: string) => Socket
  later: (call: () => void, delayMs: number) => unknown
  forget: (timer: unknown) => void
  random: () => number
}

const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 15_000
/** A place comes free when somebody closes a window; asking more often would not bring it sooner. */
const RETRY_CROWDED_MS = 30_000
const REMEMBERED_IDS = 512

/**
 * The platform's events, in order and without loss over breaks: after a break the feed asks for what came after the last
 * sequence it saw; what arrives twice (at-least-once delivery) is told once.
 */
export class EventFeed {
  private socket: Socket | null = null
  private retry: unknown = null
  private failures = 0
  private refusal: ListenRefusal | null = null
  private wanted = false
  private refused = false
  private last: number | null = null
  private readonly seen = new Set<string>()

  constructor(
    private readonly address: string,
    private readonly tell: (event: PlatformEvent) => void,
    private readonly condition: (now: LinkCondition, refusal: ListenRefusal | null) => void,
    /** The platform no longer holds what was missed: everything on the screen must be read anew. */
    private readonly gap: () => void,
    private readonly around: Surroundings,
  ) {}

  get sequence(): number | null {
    return this.last
  }

  start(): void {
    if (this.wanted) return
    this.wanted = true
    this.connect()
  }

  stop(): void {
    this.wanted = false
    if (this.retry !== null) this.around.forget(this.retry)
    this.retry = null
    const socket = this.socket
    this.socket = null
    if (socket) {
      socket.onclose = null
      socket.close()
    }
  }

  /** Try at once, as when the browser says that the network is back. */
  retryNow(): void {
    if (!this.wanted || this.socket) return
    if (this.retry !== null) this.around.forget(this.retry)
    this.connect()
  }

  private connect(): void {
    this.retry = null
    // While others hold the places the words of the refusal stay on the screen.
    if (!this.refusal) this.condition('connecting', null)
    const socket = this.around.open(`${this.address}?grouped=true${this.last === null ? '' : `&after=${this.last}`}`)
    this.socket = socket
    socket.onmessage = (message) => {
      if (this.socket === socket && typeof message.data === 'string') this.receive(message.data)
    }
    socket.onclose = () => {
      if (this.socket !== socket) return
      this.socket = null
      const crowded = this.refused
      this.refused = false
      if (!crowded) this.refusal = null
      this.condition(crowded ? 'crowded' : 'lost', this.refusal)
      if (!this.wanted) return
      const ceiling = crowded ? RETRY_CROWDED_MS : Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.failures)
      if (!crowded) this.failures += 1
      // Spread the returns, so that a restarted platform is not met by all consoles at once.
      this.retry = this.around.later(() => this.connect(), ceiling * (0.5 + this.around.random() / 2))
    }
  }

  private receive(text: string): void {
    let message: Partial<PlatformEvent> & Partial<ListenRefusal> & { type?: string; sequence?: number; events?: Partial<PlatformEvent>[] }
    try {
      message = JSON.parse(text) as typeof message
    } catch {
      return
    }
    if (message.type === 'hello') {
      this.failures = 0
      this.refusal = null
      this.condition('open', null)
      const head = message.sequence ?? 0
      // A head below what we saw means another database answers: its past is not ours.
      if (this.last !== null && head < this.last) {
        this.last = head
        this.seen.clear()
        this.gap()
      } else this.last ??= head
      return
    }
    if (message.type === 'refused') {
      this.refused = true
      this.refusal = { zh: message.zh ?? '', en: message.en ?? '', remedy_zh: message.remedy_zh ?? null, remedy_en: message.remedy_en ?? null }
      return
    }
    if (message.type === 'reset') {
      if (typeof message.sequence === 'number') this.last = message.sequence
      this.gap()
      return
    }
    for (const event of message.type === 'events' ? (message.events ?? []) : [message]) this.receiveOne(event)
  }

  private receiveOne(message: Partial<PlatformEvent>): void {
    if (typeof message.kind !== 'string' || typeof message.sequence !== 'number' || typeof message.id !== 'string') return
    if (this.seen.has(message.id)) return
    this.seen.add(message.id)
    if (this.seen.size > REMEMBERED_IDS) {
      const oldest = this.seen.values().next().value
      if (oldest !== undefined) this.seen.delete(oldest)
    }
    this.last = Math.max(this.last ?? 0, message.sequence)
    this.tell(message as PlatformEvent)
  }
}
