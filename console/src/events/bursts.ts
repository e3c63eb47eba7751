/**
 * Deals with what comes in bursts together: at once where it has been quiet, else at most every `strideMs`, so that hundreds of
 * events a second cost the page as much as ten. A timer and not a frame of the screen: a hidden page gets no frames, and must be
 * heard all the same.
 */
export class Bursts<T> {
  private waiting: T[] = []
  private timer = 0
  private dealtMs = Number.NEGATIVE_INFINITY

  constructor(private readonly deal: (items: T[]) => void, private readonly strideMs = 100) {}

  add(item: T): void {
    this.waiting.push(item)
    if (!this.timer) this.timer = window.setTimeout(() => this.now(), Math.max(0, this.dealtMs + this.strideMs - performance.now()))
  }

  /** Deal with what waits without waiting longer. */
  now(): void {
    window.clearTimeout(this.timer)
    this.timer = 0
    this.dealtMs = performance.now()
    const items = this.waiting
    this.waiting = []
    if (items.length > 0) this.deal(items)
  }

  /** Forget what waits. */
  stop(): void {
    window.clearTimeout(this.timer)
    this.timer = 0
    this.waiting = []
  }
}
