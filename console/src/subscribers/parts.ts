import type { SubscriberParts } from '@/api/types'

// The rows that belong to a subscriber: what each column takes, and what an empty row is.

export type PartName = Exclude<keyof SubscriberParts, 'cameras'>
export type PartField = { name: string; label: string; kind: 'text' | 'yes' | 'role' | 'principle' | 'partition' | 'days' | 'time'; most?: number; width: string; required?: boolean }
export type PartRow = Record<string, string | number | boolean>

export const PART_FIELDS: Record<PartName, readonly PartField[]> = {
  contacts: [
    { name: 'name', label: 'person', kind: 'text', most: 64, width: '1fr', required: true },
    { name: 'phone', label: 'phone', kind: 'text', most: 32, width: '150px', required: true },
    { name: 'role', label: 'role', kind: 'role', width: '150px' },
    { name: 'holds_key', label: 'holds_key', kind: 'yes', width: '70px' },
    { name: 'note', label: 'note', kind: 'text', most: 255, width: '1.2fr' },
  ],
  partitions: [
    { name: 'number', label: 'number', kind: 'text', most: 8, width: '100px', required: true },
    { name: 'name', label: 'name', kind: 'text', most: 64, width: '1fr', required: true },
  ],
  zones: [
    { name: 'number', label: 'number', kind: 'text', most: 8, width: '90px', required: true },
    { name: 'name', label: 'name', kind: 'text', most: 64, width: '1fr', required: true },
    { name: 'partition', label: 'partition', kind: 'partition', most: 8, width: '90px' },
    { name: 'principle', label: 'principle', kind: 'principle', width: '180px' },
    { name: 'bypassed', label: 'bypassed', kind: 'yes', width: '70px' },
  ],
  schedules: [
    { name: 'weekdays', label: 'weekdays', kind: 'days', width: 'minmax(210px, 1fr)', required: true },
    { name: 'open_from', label: 'open_from', kind: 'time', width: '84px', required: true },
    { name: 'open_until', label: 'open_until', kind: 'time', width: '84px', required: true },
    { name: 'close_from', label: 'close_from', kind: 'time', width: '84px', required: true },
    { name: 'close_until', label: 'close_until', kind: 'time', width: '84px', required: true },
    { name: 'partition', label: 'partition', kind: 'partition', most: 8, width: '80px' },
  ],
}

export const EMPTY_ROWS: { [P in PartName]: SubscriberParts[P] } = {
  contacts: { name: '', phone: '', role: 'owner', holds_key: false, note: '' },
  partitions: { number: '', name: '' },
  zones: { number: '', name: '', partition: '', principle: 'other', bypassed: false },
  schedules: { weekdays: '12345', open_from: 480, open_until: 540, close_from: 1080, close_until: 1200, partition: '' },
}
export const MOST_ROWS = 512

/** `08:30` of minutes of the day; beyond midnight it counts on, as in `25:30`. */
export function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The minutes of `8:30`; null where it is no time of this day or the next. */
export function minutesOf(text: string): number | null {
  const match = /^(\d{1,2})[:：](\d{2})$/.exec(text.trim())
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : -1
  return match && Number(match[2]) < 60 && minutes >= 0 && minutes <= 2880 ? minutes : null
}

/** What is wrong in the rows before they are sent, as `row.field`. */
export function faultsOf(part: PartName, rows: readonly PartRow[], words: { required: string }): Record<string, string> {
  const found: Record<string, string> = {}
  rows.forEach((row, i) => {
    for (const field of PART_FIELDS[part]) if (field.required && row[field.name] === '') found[`${i}.${field.name}`] = words.required
  })
  return found
}
