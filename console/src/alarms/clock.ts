import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const TICK_MS = 1000
const now = ref(Date.now())
let users = 0
let timer = 0

/** The present in milliseconds, told each second to all who look; one timer for any number of them. */
export function useNow(): Readonly<Ref<number>> {
  users += 1
  if (users === 1) {
    now.value = Date.now()
    timer = window.setInterval(() => (now.value = Date.now()), TICK_MS)
  }
  onScopeDispose(() => {
    users -= 1
    if (users === 0) window.clearInterval(timer)
  })
  return readonly(now)
}

/** `4:07`, `1:02:33`, `2 d 3 h`: a span short enough for a row. */
export function span(ms: number, day: (days: number, hours: number) => string): string {
  const whole = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  if (hours >= 24) return day(Math.floor(hours / 24), hours % 24)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

/** How a waiting alarm stands to its clock: ``ms`` left, or over. A third of the time left is soon. */
export function deadline(receivedUtc: string, deadlineUtc: string, nowMs: number): { ms: number; standing: 'in_time' | 'soon' | 'over' } {
  const until = Date.parse(deadlineUtc)
  const left = until - nowMs
  const whole = until - Date.parse(receivedUtc)
  return { ms: Math.abs(left), standing: left < 0 ? 'over' : left < whole / 3 ? 'soon' : 'in_time' }
}
