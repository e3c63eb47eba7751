import type { AlarmAction, AlarmDetail, AlarmState } from '@/api/types'

import type { WordGroup } from './words'

// What an operator does with an alarm: the key of each action, and what it asks for.

/** What others do: the centre's own rules, the household's phone, the village. */
type Elsewhere = 'archive' | 'cancelled' | `attend_${string}`

export const ACTION_KEYS: Record<Exclude<AlarmAction, Elsewhere>, string> = {
  claim: 'c', take_over: 't', verify: 'v', decide_false: 'f', dispatch: 'd', forward: 'p', arrive: 'a', report: 'r', handle: 'h', close: 'x', approve: 'y', return: 'u',
  hand_over: 'o', release: 'b', take_back: 'l', note: 'n', correct: 'e', summon: 's', pull: '9', hand_up: 'z', hand_down: 'q', decline: '0',
}
export type DeskAction = keyof typeof ACTION_KEYS

/** Keys of the desk itself. */
export const DESK_KEYS = { next: 'j', previous: 'k', acknowledge: 'm', mute: 'M', hold_up: 'g', password: 'w', by_hand: 'i', help: '?' } as const
export type DeskKey = keyof typeof DESK_KEYS

export const DESK_ACTIONS = Object.keys(ACTION_KEYS) as DeskAction[]

/** What comes next in each state: shown as the button that stands out. */
const NEXT: Partial<Record<AlarmState, DeskAction>> = { waiting: 'claim', claimed: 'verify', verifying: 'dispatch', dispatched: 'arrive', forwarded: 'arrive', on_scene: 'handle', handled: 'close', second_check: 'approve' }
/** Those that stay in the second row: of use at any time, or rarely. */
const ASIDE: readonly DeskAction[] = ['summon', 'hand_over', 'release', 'take_back', 'note', 'correct', 'hand_up', 'hand_down', 'decline']

export type ActionButton = { action: DeskAction; key: string; isNext: boolean; aside: boolean }

/** The buttons of a case in the order of the work, of what the platform allows this person now. A correction starts from its step. */
export function buttons(state: AlarmState, allowed: readonly AlarmAction[]): ActionButton[] {
  return DESK_ACTIONS.filter((action) => allowed.includes(action) && action !== 'correct').map((action) => ({
    action, key: ACTION_KEYS[action].toUpperCase(), isNext: NEXT[state] === action, aside: ASIDE.includes(action),
  }))
}

export type Pressed = { kind: 'action'; action: DeskAction } | { kind: 'desk'; key: DeskKey } | null

/** What a key press means; with Ctrl, Alt or Meta it is the browser's. */
export function pressed(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>, allowed: readonly AlarmAction[]): Pressed {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  if (event.shiftKey && event.key.toLowerCase() === 'm') return { kind: 'desk', key: 'mute' }
  const typed = event.key.toLowerCase()
  const desk = (Object.keys(DESK_KEYS) as DeskKey[]).find((one) => one !== 'mute' && DESK_KEYS[one] === typed)
  if (desk) return { kind: 'desk', key: desk }
  const action = DESK_ACTIONS.find((one) => ACTION_KEYS[one] === typed)
  return action && allowed.includes(action) && action !== 'correct' ? { kind: 'action', action } : null
}

export type Field = {
  name: string
  kind: 'choice' | 'several' | 'line' | 'text' | 'contact' | 'who' | 'receiver' | 'step'
  required?: boolean
  most?: number
  /** Coded values of the platform's vocabulary. */
  group?: Exclude<WordGroup, 'classes'>
  /** Coded values of the form itself; their words stand below `alarms.<words>`. */
  values?: readonly string[]
  words?: string
  /** Shown only where another field has this value. */
  when?: [field: string, value: string]
}

const reason: Field = { name: 'reason', kind: 'text', required: true, most: 500 }
const note = (most: number, required = false): Field => ({ name: 'note', kind: 'text', most, required })

export const FIELDS: Record<DeskAction, readonly Field[]> = {
  claim: [],
  take_over: [],
  release: [reason],
  take_back: [reason],
  return: [reason],
  pull: [],
  hand_up: [reason],
  hand_down: [reason],
  decline: [reason],
  hand_over: [{ name: 'to_kind', kind: 'choice', required: true, values: ['user', 'division', 'organisation'], words: 'hand_kinds' }, { name: 'to', kind: 'receiver', required: true, most: 32 }],
  verify: [
    { name: 'method', kind: 'choice', required: true, group: 'methods' },
    { name: 'outcome', kind: 'choice', required: true, group: 'findings' },
    { name: 'contact', kind: 'contact', when: ['method', 'phone'] },
    { name: 'password_correct', kind: 'choice', values: ['not_asked', 'yes', 'no'], words: 'verbal', when: ['method', 'phone'] },
    note(500),
  ],
  decide_false: [{ name: 'cause', kind: 'choice', required: true, group: 'false_causes' }, note(500, true)],
  dispatch: [{ name: 'who', kind: 'who', required: true, most: 128 }, { name: 'instruction', kind: 'text', most: 500 }],
  forward: [
    { name: 'desk', kind: 'line', required: true, most: 128 },
    { name: 'conditions', kind: 'several', required: true, group: 'forward_conditions' },
    { name: 'reference', kind: 'line', most: 64 },
  ],
  arrive: [{ name: 'who', kind: 'who', required: true, most: 128 }],
  report: [{ name: 'text', kind: 'text', required: true, most: 2000 }],
  handle: [{ name: 'text', kind: 'text', required: true, most: 2000 }],
  close: [{ name: 'result', kind: 'choice', required: true, group: 'results' }, note(2000, true)],
  approve: [note(500)],
  summon: [{ name: 'contacts', kind: 'several', required: true }],
  note: [{ name: 'text', kind: 'text', required: true, most: 2000 }],
  correct: [{ name: 'step', kind: 'step', required: true }, { name: 'text', kind: 'text', required: true, most: 2000 }],
}

export type Draft = Record<string, string | string[]>

export const isShown = (field: Field, draft: Draft): boolean => !field.when || draft[field.when[0]] === field.when[1]
const filled = (value: string | string[] | undefined): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value?.trim()))

/** The names of the required fields that are still empty. */
export function missing(action: DeskAction, draft: Draft): string[] {
  return FIELDS[action].filter((field) => field.required && isShown(field, draft) && !filled(draft[field.name])).map((field) => field.name)
}

/** The facts as the platform takes them: only what is shown and filled in. */
export function factsOf(action: DeskAction, draft: Draft): Record<string, unknown> {
  const shown = FIELDS[action].filter((field) => isShown(field, draft) && filled(draft[field.name]))
  const facts: Record<string, unknown> = Object.fromEntries(shown.map((field) => [field.name, field.kind === 'step' ? Number(draft[field.name]) : draft[field.name]]))
  if (action === 'hand_over' && filled(draft['to_name'])) facts['to_name'] = draft['to_name']
  return facts
}

/** What stands in the form at first: what the case already tells. */
export function firstDraft(action: DeskAction, alarm: Pick<AlarmDetail, 'steps' | 'state'>): Draft {
  const last = (name: string): string => {
    const value = [...alarm.steps].reverse().find((step) => typeof step.facts[name] === 'string')?.facts[name]
    return typeof value === 'string' ? value : ''
  }
  if (action === 'verify') return { password_correct: 'not_asked' }
  if (action === 'hand_over') return { to_kind: 'user' }
  if (action === 'arrive') return { who: last('who') }
  if (action === 'close') {
    const cause = alarm.steps.findLast((step) => step.action === 'decide_false')?.facts['cause']
    return typeof cause === 'string' && alarm.state === 'handled' ? { result: `false_${cause}` } : {}
  }
  return {}
}
