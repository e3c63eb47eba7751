import { clock, day } from '@/words/format'

import { drawMark, type Mark, markText } from './watermark'

/** The picture on the screen as PNG, with the watermark burnt in. Null where there is no picture. */
export async function snapshot(video: HTMLVideoElement, mark: Mark, now: Date): Promise<Blob | null> {
  const canvas = drawn(video, mark, now, video.videoWidth)
  return canvas && new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

const WIDTHS = [1920, 1280, 960, 640]
const QUALITY = 0.85

/** The picture on the screen as JPEG of at most so many bytes, made smaller until it fits. Null where there is no picture, or none fits. */
export async function smallSnapshot(video: HTMLVideoElement, mark: Mark, now: Date, mostBytes: number): Promise<Blob | null> {
  for (const width of WIDTHS) {
    const canvas = drawn(video, mark, now, Math.min(width, video.videoWidth))
    const blob = canvas && (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY)))
    if (!blob || blob.size <= mostBytes) return blob
  }
  return null
}

function drawn(video: HTMLVideoElement, mark: Mark, now: Date, width: number): HTMLCanvasElement | null {
  if (video.videoWidth === 0) return null
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = Math.round((width * video.videoHeight) / video.videoWidth)
  const context = canvas.getContext('2d')
  if (!context) return null
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  drawMark(context, canvas.width, canvas.height, markText(mark, now))
  return canvas
}

export function snapshotName(channelName: string, code: string, now: Date): string {
  const clean = channelName.replace(/[\\/:*?"<>|\s]+/g, '_').slice(0, 60)
  return `${clean || code}_${day(now)}_${clock(now).replaceAll(':', '')}.png`
}

export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
