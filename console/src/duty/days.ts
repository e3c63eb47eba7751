// Days and times of shifts as they stand on rosters.

const two = (value: number): string => String(value).padStart(2, '0')

/** Days from the first to the last, `2026-01-02` each. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  const end = Date.parse(`${last}T00:00:00Z`)
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= end && days.length < 400; at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: string): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7
}

/** The local day of this reader. */
export function today(): string {
  const now = new Date()
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** First and last day of a month, so many months from this one. */
export function month(offset: number): [string, string] {
  const now = new Date()
  const first = new Date(Date.UTC(now.getFullYear(), now.getMonth() + offset, 1))
  const last = new Date(Date.UTC(now.getFullYear(), now.getMonth() + offset + 1, 0))
  return [first.toISOString().slice(0, 10), last.toISOString().slice(0, 10)]
}

/** `20:00` of a minute of the day. */
export function minuteText(minute: number): string {
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`
}

/** Minute of the day of `20:00`; null where it is no time. */
export function minuteOf(text: string): number | null {
  const found = /^(\d{1,2}):([0-5]\d)$/.exec(text.trim())
  const hours = found ? Number(found[1]) : 24
  return found && hours < 24 ? hours * 60 + Number(found[2]) : null
}

/** `01-02 20:00`, local to the reader. */
export function shortMoment(iso: string | null | undefined): string {
  if (!iso) return '–'
  const at = new Date(iso)
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}
