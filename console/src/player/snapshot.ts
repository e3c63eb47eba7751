import { clock, day } from '@/words/format'

import { drawMark, type Mark, markText } from './watermark'

/** The picture on the screen as PNG, with the watermark burnt in. Null where there is no picture. */
export async function snapshot(video: HTMLVideoElement, mark: Mark, now: Date): Promise<Blob | null> {
  if (video.videoWidth === 0) return null
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  const context = canvas.getContext('2d')
  if (!context) return null
  context.drawImage(video, 0, 0)
  drawMark(context, canvas.width, canvas.height, markText(mark, now))
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
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
