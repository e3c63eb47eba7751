import type { IncidentEntry } from '@/api/types'

/** What a sentence of the log is made with: the console's strings and the platform's names of codes. */
export type EntrySpeech = {
  t: (key: string, values: Record<string, unknown>) => string
  word: (group: 'sources' | 'results' | 'task_states', id: string) => string
  level: (level: number) => string
}

const FIELDS = ['title', 'kind', 'place', 'longitude', 'latitude', 'radius_m', 'description'] as const

/** What an entry says, in the user's language; what people wrote, and what tells too little beside its words, as it was stored. */
export function entrySentence({ kind, facts, text }: IncidentEntry, { t, word, level }: EntrySpeech): string {
  const said = (key: string, values: Record<string, unknown> = {}): string => t(`incidents.said.${key}`, values)
  const fact = (name: string): string => (typeof facts[name] === 'string' ? facts[name] : '')
  const has = (...names: string[]): boolean => names.every((name) => name in facts)
  const beside = (words: string): string => (words ? said('beside', { words }) : '')
  const list = (names: unknown): string => (Array.isArray(names) ? names.filter((one) => typeof one === 'string').slice(0, 5).join(said('comma')) : '')
  const who = (): string => [fact('organisation'), fact('name')].filter(Boolean).join(' ')
  switch (kind) {
    case 'opened': return has('source', 'title') ? said('opened', { source: word('sources', fact('source')), title: fact('title') }) + beside(fact('place')) : text
    case 'changed': return said('changed', { fields: FIELDS.filter((name) => name in facts).map((name) => said(`fields.${name}`)).join(said('comma')) })
    case 'level': return has('reason') ? said('level', { from: level(Number(facts['from'])), to: level(Number(facts['to'])), reason: fact('reason') }) : text
    case 'commander': return has('to_name') ? said('commander', { from: fact('from_name') || t('incidents.no_commander', {}), to: fact('to_name') }) : text
    case 'plan': return has('name') ? said('plan', { name: fact('name'), n: Number(facts['steps']) }) : text
    case 'step': return has('title') ? said(fact('state') === 'done' ? 'step_done' : 'step_skipped', { title: fact('title') }) + beside(fact('note')) : text
    case 'task': return has('name') ? said('task', { unit: fact('name'), state: word('task_states', fact('state')) }) + beside(fact('order') || fact('outcome')) : text
    case 'participant': return has('name') ? said(facts['ended'] === true ? 'let_go' : 'invited', { who: who() }) + beside(fact('role')) : text
    case 'camera': return has('added') ? said('cameras_added', { n: (facts['added'] as unknown[]).length, names: list(facts['added']) }) : has('removed') ? said('cameras_removed', { names: list(facts['removed']) }) : text
    case 'file': return fact('name') + beside(fact('note'))
    case 'report': return said('report', { format: fact('format') === 'docx' ? 'Word' : 'PDF' })
    case 'closed': return has('text') ? said('closed', { result: word('results', fact('result')), text: fact('text') }) : text
    default: return text
  }
}
