/** Attempts of one camera in their order: each is told once, when the operator goes on or a later one has taken its place. */
export class Attempts {
  private seen: string[] = []

  note(attempt: string | null | undefined): void {
    if (attempt && this.seen.at(-1) !== attempt) this.seen.push(attempt)
  }

  /** What is to be told now, the oldest first; nothing is told twice. */
  take(): string[] {
    const all = this.seen
    this.seen = []
    return all
  }
}

/** Whole seconds that count so far: what the platform has on record, and what stands on the screen since its first picture. */
export function countedS(recordedMs: number, firstPictureMs: number | null, nowMs: number): number {
  return Math.floor((recordedMs + (firstPictureMs === null ? 0 : Math.max(0, nowMs - firstPictureMs))) / 1000)
}
