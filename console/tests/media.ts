// Stand-ins for the browser's media: ranges, a buffer, a source and a screen that a test can push about.

type Range = [number, number]

export function ranges(list: Range[]): TimeRanges {
  return { length: list.length, start: (i) => list[i]![0], end: (i) => list[i]![1] }
}

export class FakeBuffer extends EventTarget {
  mode = ''
  updating = false
  appended: number[] = []
  types: string[] = []
  removed: Range[] = []
  failWith: Error | null = null

  appendBuffer(bytes: Uint8Array): void {
    if (this.failWith) throw this.failWith
    this.appended.push(bytes.byteLength)
    this.updating = true
  }
  changeType(mime: string): void {
    this.types.push(mime)
  }
  remove(from: number, to: number): void {
    this.removed.push([from, to])
    this.updating = true
  }
  abort(): void {
    this.updating = false
  }
  finish(): void {
    this.updating = false
    this.dispatchEvent(new Event('updateend'))
  }
}

export class FakeSource extends EventTarget {
  readyState: 'closed' | 'open' | 'ended' = 'closed'
  buffer: FakeBuffer | null = null
  mime = ''
  addSourceBuffer(mime: string): FakeBuffer {
    this.mime = mime
    this.buffer = new FakeBuffer()
    return this.buffer
  }
  open(): void {
    this.readyState = 'open'
    this.dispatchEvent(new Event('sourceopen'))
  }
  endOfStream(): void {
    this.readyState = 'ended'
  }
}

export class FakeScreen {
  currentTime = 0
  playbackRate = 1
  paused = false
  played = 0
  list: Range[] = []
  get buffered(): TimeRanges {
    return ranges(this.list)
  }
  play(): Promise<void> {
    this.played += 1
    return Promise.resolve()
  }
}

/** A box of ISO/IEC 14496-12 with nothing in it but its size. */
export function box(type: string, size = 16): Uint8Array {
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, size)
  for (let i = 0; i < 4; i += 1) bytes[4 + i] = type.charCodeAt(i)
  return bytes
}
