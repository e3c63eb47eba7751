import { useI18n } from 'vue-i18n'

import type { HistoryEntry } from '@/api/types'

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value as string | number | boolean)
}

/** One change of a record as a sentence: what was done, and which fields went from what to what. */
export function useChangeText(): (entry: HistoryEntry) => string {
  const { t, te } = useI18n()
  return (entry) => {
    const reason = te(`changes.${entry.what}`) ? t(`changes.${entry.what}`) : entry.what
    const fields = Object.entries(entry.changes).map(([field, [before, after]]) => `${te(`facts.${field}`) ? t(`facts.${field}`) : field} ${shown(before)} → ${shown(after)}`)
    return [reason, fields.join('; ')].filter(Boolean).join(': ') || '–'
  }
}
