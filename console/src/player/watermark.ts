import { clock, day } from '@/words/format'

// Thin, tiled and turned: legible on any photo of the screen, never in the way of the picture.
const TURN = -Math.PI / 9

export type Mark = { user: string; organisation: string }

export function markText(mark: Mark, now: Date): string {
  return [mark.user, mark.organisation, `${day(now)} ${clock(now)}`].filter(Boolean).join('  ')
}

/** Draw the mark over a context of the given size in CSS pixels. */
export function drawMark(context: CanvasRenderingContext2D, width: number, height: number, text: string): void {
  const size = Math.max(10, Math.min(18, width / 50))
  context.save()
  context.font = `${size}px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`
  context.textBaseline = 'middle'
  const stepX = context.measureText(text).width + size * 5
  const stepY = size * 9
  context.translate(width / 2, height / 2)
  context.rotate(TURN)
  const reach = Math.hypot(width, height) / 2 + stepX
  let row = 0
  for (let y = -reach; y < reach; y += stepY) {
    row += 1
    for (let x = -reach - (row % 2) * (stepX / 2); x < reach; x += stepX) {
      context.fillStyle = 'rgba(0, 0, 0, 0.16)'
      context.fillText(text, x + 1, y + 1)
      context.fillStyle = 'rgba(255, 255, 255, 0.16)'
      context.fillText(text, x, y)
    }
  }
  context.restore()
}
