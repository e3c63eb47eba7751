/** `09:00 14:30` as minutes of the day, in order and each once; null where something else stands there. */
export function readTimes(text: string): number[] | null {
  const found = new Set<number>()
  for (const word of text.split(/[\s,，、;；]+/).filter(Boolean)) {
    const match = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(word)
    if (!match) return null
    found.add(Number(match[1]) * 60 + Number(match[2]))
  }
  return [...found].sort((a, b) => a - b)
}

/** Minutes of the day as `09:00 14:30`. */
export function sayTimes(minutes: readonly number[]): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return minutes.map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`).join(' ')
}
