// What the media core says to a viewer beside the segments: text frames with one JSON object each.

export type StreamFacts = {
  video_codec?: string
  audio_codec?: string
  width?: number
  height?: number
  bitrate_kbps?: number
  lost?: number
  loss_percent?: number
  frame_rate?: number
  jitter_ms?: number
  key_frame_interval_ms?: number
  viewers?: number
}

export type CoreMessage =
  | { type: 'ready'; mime: string; facts: StreamFacts }
  | { type: 'facts'; mime: string | null; facts: StreamFacts }
  | { type: 'skipped'; frames: number }
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
      return { type: 'skipped', frames: Number(raw['frames'] ?? 0) }
    case 'ended':
      return { type: 'ended', reason }
    case 'refused':
      return { type: 'refused', reason }
    default:
      return null
  }
}
