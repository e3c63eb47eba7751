// One language of state on map, tree, table and chart: a colour, a shape and a word each, so that no colour stands alone.

export const STATES = ['online', 'degraded', 'fault', 'unknown', 'suspended', 'planned'] as const
export type State = (typeof STATES)[number]

export type Reading = {
  state: State
  /** Key of the word below `state.words`; finer than the colour: 离线 and 故障 are both red. */
  word: string
}

const WORDS: Record<string, State> = {
  online: 'online',
  on: 'online',
  ok: 'online',
  registered: 'online',
  connected: 'online',
  playing: 'online',
  receiving: 'online',
  active: 'online',
  enabled: 'online',
  degraded: 'degraded',
  vlost: 'degraded',
  defect: 'fault',
  connecting: 'degraded',
  registering: 'degraded',
  incomplete: 'degraded',
  stale: 'degraded',
  starting: 'degraded',
  running: 'degraded',
  closing: 'degraded',
  waiting: 'degraded',
  offline: 'fault',
  off: 'fault',
  fault: 'fault',
  failed: 'fault',
  refused: 'fault',
  lost: 'fault',
  silent: 'fault',
  unreachable: 'fault',
  locked: 'fault',
  unknown: 'unknown',
  never: 'unknown',
  idle: 'unknown',
  new: 'unknown',
  suspended: 'suspended',
  retired: 'suspended',
  disabled: 'suspended',
  unregistered: 'suspended',
  ended: 'suspended',
  planned: 'planned',
  building: 'planned',
  accepted: 'planned',
}

const ALIASES: Record<string, string> = { on: 'online', off: 'offline', ok: 'online', defect: 'fault' }

/** What a status of the API means. A life cycle that is not (yet, or any more) in use outranks the status. */
export function readState(status: string | null | undefined, lifeCycle?: string | null): Reading {
  if (lifeCycle && ['planned', 'building', 'suspended', 'retired'].includes(lifeCycle)) {
    return { state: WORDS[lifeCycle] ?? 'unknown', word: lifeCycle }
  }
  const key = (status ?? '').toLowerCase()
  const state = WORDS[key]
  if (!state) return { state: 'unknown', word: 'unknown' }
  return { state, word: ALIASES[key] ?? key }
}

/** All words that `readState` can answer; the locales must have each. */
export const STATE_WORDS = [...new Set(Object.keys(WORDS).map((key) => ALIASES[key] ?? key))]

/** The shape of each state in a 12 × 12 box, for SVG on the page and on the map alike. */
export const SHAPES: Record<State, string> = {
  online: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z',
  degraded: 'M6 1L11.4 10.5H0.6z',
  fault: 'M1.5 1.5h9v9h-9z',
  unknown: 'M6 0.8L11.2 6L6 11.2L0.8 6z',
  suspended: 'M2 1.5h3v9h-3zM7 1.5h3v9h-3z',
  planned: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z',
}
