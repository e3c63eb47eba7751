import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'

import type { IncidentEntry } from '@/api/types'
import { entrySentence } from '@/incidents/entry'
import en from '@/locales/en'

const { t } = createI18n({ legacy: false, locale: 'en', messages: { en } }).global
const speech = { t: (key: string, values: Record<string, unknown>): string => t(key, values), word: (group: string, id: string): string => `<${group} ${id}>`, level: (level: number): string => `level ${level}` }
const entry = (kind: string, facts: Record<string, unknown>): IncidentEntry => ({ sequence: 1, at_utc: '2026-01-01T00:00:00Z', actor: '', actor_name: '', organisation: '', kind, text: '原文', facts, corrects: null })

describe('an entry of the log', () => {
  it.each([
    ['opened', { source: 'hand', title: 'Fire', place: 'Main St 8' }, '<sources hand>: Fire (Main St 8)'],
    ['changed', { place: ['a', 'b'], radius_m: [1, 2] }, 'Changed: place, radius'],
    ['level', { from: 4, to: 2, reason: 'it spreads' }, 'level 4 → level 2: it spreads'],
    ['commander', { from: null, to: 'x', from_name: '', to_name: 'Li' }, 'none named → Li'],
    ['plan', { name: 'Fire plan', steps: 5 }, 'Fire plan, 5 steps'],
    ['step', { title: 'Call', state: 'skipped', note: 'no need' }, 'Does not apply: Call (no need)'],
    ['task', { name: 'Engine 1', state: 'sent', order: 'go' }, 'Engine 1: <task_states sent> (go)'],
    ['participant', { name: 'Zhao', organisation: 'Fire', ended: true }, 'Ended: Fire Zhao'],
    ['camera', { added: ['Gate', 'Yard'] }, 'Added 2: Gate, Yard'],
    ['camera', { removed: ['Gate'] }, 'Removed: Gate'],
    ['file', { name: 'a.png', note: 'north' }, 'a.png (north)'],
    ['report', { format: 'docx' }, 'As Word'],
    ['closed', { result: 'handled', text: 'out' }, '<results handled>: out'],
  ])('%s is said in the language of the console', (kind, facts, said) => {
    expect(entrySentence(entry(kind, facts), speech)).toBe(said)
  })

  it.each(['note', 'correction', 'opened', 'level', 'task', 'reported_again'])('%s without such facts is shown as it was stored', (kind) => {
    expect(entrySentence(entry(kind, {}), speech)).toBe('原文')
  })
})
