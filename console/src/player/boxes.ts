// Just enough of ISO/IEC 14496-12 to tell an initialisation segment from a media segment.

function boxType(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(bytes[offset + 4] ?? 0, bytes[offset + 5] ?? 0, bytes[offset + 6] ?? 0, bytes[offset + 7] ?? 0)
}

export type SegmentKind = 'init' | 'media' | 'other'

export function segmentKind(bytes: Uint8Array): SegmentKind {
  if (bytes.byteLength < 8) return 'other'
  const type = boxType(bytes, 0)
  if (type === 'ftyp' || type === 'moov') return 'init'
  if (type === 'moof' || type === 'styp' || type === 'sidx' || type === 'prft' || type === 'emsg') return 'media'
  return 'other'
}
