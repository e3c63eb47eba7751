// What the media core says to a viewer beside the segments: text frames with one JSON object each.

export type StreamFacts = {
  video_codec?: string
  audio_codec?: string
  width?: number
  height?: number
  bitrate_kbps?: number
  /** Share of packets lost lately, 0 to 1. */
  loss?: number
  frame_rate?: number
  jitter_ms?: number
  key_frame_interval_ms?: number
  viewers?: number
}

/** Frames were left out since packets were lost on the way to the core, or since this viewer takes them too slowly. */
export type SkipReason = 'loss' | 'slow'

export type CoreMessage =
  | { type: 'ready'; mime: string; facts: StreamFacts }
  | { type: 'facts'; mime: string | null; facts: StreamFacts }
  | { type: 'skipped'; frames: number; why: SkipReason }
  | { type: 'ended'; reason: string }
  | { type: 'refused'; reason: string }

export function parseMessage(text: string): CoreMessage | null {
  let raw: Record<string, unknown>
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    raw = value as Record<string, unknown>
  } catch {
    return null
  }
  const facts = { ...raw } as StreamFacts
  const mime = typeof raw['mime'] === 'string' && raw['mime'] ? raw['mime'] : null
  const reason = typeof raw['reason'] === 'string' ? raw['reason'] : ''
  switch (raw['type']) {
    case 'ready':
      return mime ? { type: 'ready', mime, facts } : null
    case 'facts':
      return { type: 'facts', mime, facts }
    case 'skipped':
      return { type: 'skipped', frames: Number(raw['frames'] ?? 0), why: raw['reason'] === 'loss' ? 'loss' : 'slow' }
    case 'ended':
      return { type: 'ended', reason }
    case 'refused':
      return { type: 'refused', reason }
    default:
      return null
  }
}

/** How many tracks a type like `video/mp4; codecs="avc1.42C01E,flac"` has. */
export function trackCount(mime: string): number {
  return /codecs="([^"]*)"/.exec(mime)?.[1]?.split(',').length ?? 1
}
