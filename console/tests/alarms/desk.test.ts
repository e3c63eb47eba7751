import { describe, expect, it } from 'vitest'

import { ACTION_KEYS, buttons, DESK_ACTIONS, DESK_KEYS, type DeskAction, factsOf, FIELDS, firstDraft, missing, pressed } from '@/alarms/actions'
import { ALARM_CLASSES, ALARM_STATES, isOpen } from '@/alarms/classes'
import { deadline, span } from '@/alarms/clock'
import { chosen, compare, neighbour, newsOf, placed, withNews } from '@/alarms/queue'
import { HEARD, SoundDesk } from '@/alarms/sound'
import type { AlarmAction, AlarmClass, AlarmRow, AlarmState, PlatformEvent } from '@/api/types'
import zh from '@/locales/zh'

const row = (id: string, rank = 3, more: Partial<AlarmRow> = {}): AlarmRow => ({
  id, state: 'waiting', alarm_class: ALARM_CLASSES[rank]!, rank, kind: { code: 'burglary', zh: '入侵', en: 'Burglary' }, original: '1130', division: '99010101', division_name: '柳溪街道', subscriber: null, source: 'dc09|0||1', zone: '', zone_name: '', text: '',
  received_utc: '2026-11-25T01:00:00Z', last_signal_utc: '2026-11-25T01:00:00Z', signals: 1, repeats: 0, group_size: 0, group_alarm: null, claimed_by: null, claimed_utc: null, handed_to: null, handed_kind: null, home: '', writer: '', deadline_utc: '2026-11-25T01:01:30Z', escalated: false, confirmed_by: null, version: 1, longitude: null, latitude: null,
  closed_utc: null, result: null, ...more,
})
const ids = (rows: readonly AlarmRow[]): string[] => rows.map((one) => one.id)

describe('the queue', () => {
  it('stands by rank, then by receipt, then by id', () => {
    const rows = [row('d', 3), row('c', 3), row('b', 0, { received_utc: '2026-11-25T01:05:00Z' }), row('a', 3, { received_utc: '2026-11-25T00:59:00Z' })]
    expect(ids([...rows].sort(compare))).toEqual(['b', 'a', 'c', 'd'])
  })

  it.each<[string, AlarmRow, string[]]>([
    ['a new one goes to its place', row('x', 1), ['a', 'x', 'b', 'c']],
    ['one that changed stays', row('b', 3, { version: 2 }), ['a', 'b', 'c']],
    ['one whose rank rose moves up', row('c', 0, { received_utc: '2026-11-25T00:00:00Z' }), ['c', 'a', 'b']],
    ['one that is closed leaves', row('a', 0, { state: 'closed' }), ['b', 'c']],
    ['a closed one that was not there stays out', row('x', 0, { state: 'closed' }), ['a', 'b', 'c']],
  ])('%s', (_what, fresh, wanted) => {
    const before = [row('a', 0), row('b', 3), row('c', 5)]
    expect(ids(placed(before, fresh))).toEqual(wanted)
    expect(ids(before)).toEqual(['a', 'b', 'c'])
  })

  it('keeps 2,000 in order through 500 changes', () => {
    let rows = Array.from({ length: 2000 }, (_, i) => row(String(i).padStart(5, '0'), i % 9)).sort(compare)
    for (let i = 0; i < 500; i += 1) rows = placed(rows, row(String(i * 3).padStart(5, '0'), (i * 7) % 9, { version: 2 }))
    expect(rows).toHaveLength(2000)
    expect(rows).toEqual([...rows].sort(compare))
  })

  const event = (facts: Record<string, unknown>): PlatformEvent => ({ sequence: 1, id: 'e', kind: 'alarms.case', occurred_utc: '2026-11-25T01:02:00Z', division: '', facts })
  const claimed = { id: 'a', state: 'claimed', alarm_class: 'intrusion', rank: 3, claimed_by: 'u7', claimed_by_name: '张敏', version: 2, signals: 4 }

  it('shows at once who has taken one', () => {
    const now = withNews(row('a'), newsOf(event(claimed))!, '2026-11-25T01:02:00Z')
    expect(now).toMatchObject({ state: 'claimed', version: 2, signals: 4, claimed_by: { id: 'u7', name: '张敏' }, claimed_utc: '2026-11-25T01:02:00Z' })
  })
  it('does not go back to what is older than the row', () => {
    const held = row('a', 3, { version: 5 })
    expect(withNews(held, newsOf(event(claimed))!, '')).toBe(held)
  })
  it('lets go of the holder of one that is given back', () => {
    const held = row('a', 3, { state: 'claimed', claimed_by: { id: 'u7', name: '张敏' } })
    expect(withNews(held, newsOf(event({ ...claimed, state: 'waiting', claimed_by: null }))!, '').claimed_by).toBeNull()
  })
  it.each([[{ ...claimed, state: 'odd' }], [{ ...claimed, version: '2' }], [{ ...claimed, alarm_class: '' }], [{}]])('cannot read %j', (facts) => expect(newsOf(event(facts))).toBeNull())

  it('shows what one chose to see', () => {
    const rows = [row('a', 0), row('b', 3, { state: 'claimed', claimed_by: { id: 'me', name: '' } }), row('c', 3, { division: '99010201' })]
    expect(ids(chosen(rows, 'all', new Set(), '', 'me'))).toEqual(['a', 'b', 'c'])
    expect(ids(chosen(rows, 'waiting', new Set(), '', 'me'))).toEqual(['a', 'c'])
    expect(ids(chosen(rows, 'mine', new Set(), '', 'me'))).toEqual(['b'])
    expect(ids(chosen(rows, 'all', new Set<AlarmClass>(['intrusion']), '990101', 'me'))).toEqual(['b'])
  })
  it.each<[string | null, number, 1 | -1, string | null]>([[null, 0, 1, 'a'], ['a', 0, 1, 'b'], ['a', 0, -1, 'a'], ['c', 2, 1, 'c'], ['gone', 1, 1, 'b'], ['gone', 1, -1, 'a'], ['gone', 9, 1, 'c']])('from %s (place %i) a step of %i leads to %s', (at, last, step, wanted) => {
    expect(neighbour([row('a'), row('b'), row('c')], at, last, step)?.id).toBe(wanted)
  })
  it('has no neighbour where it is empty', () => expect(neighbour([], 'a', 0, 1)).toBeNull())
})

describe('keys', () => {
  const press = (key: string, allowed: AlarmAction[] = [], more: object = {}): unknown => pressed({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }, allowed)

  it('are one each', () => {
    const keys = [...Object.values(ACTION_KEYS), ...Object.entries(DESK_KEYS).filter(([name]) => name !== 'mute').map(([, key]) => key)]
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('do only what is allowed now', () => {
    expect(press('c', ['claim'])).toEqual({ kind: 'action', action: 'claim' })
    expect(press('C', ['claim'], { shiftKey: true })).toEqual({ kind: 'action', action: 'claim' })
    expect(press('c', ['verify'])).toBeNull()
  })
  it('leave the browser its own', () => expect(press('c', ['claim'], { ctrlKey: true })).toBeNull())
  it('acknowledge with M and mute with Shift and M', () => {
    expect(press('m')).toEqual({ kind: 'desk', key: 'acknowledge' })
    expect(press('M', [], { shiftKey: true })).toEqual({ kind: 'desk', key: 'mute' })
  })
})

describe('actions', () => {
  it.each<[AlarmState, AlarmAction[], string[], string]>([
    ['waiting', ['claim', 'note', 'correct'], ['claim', 'note'], 'claim'],
    ['verifying', ['verify', 'decide_false', 'dispatch', 'forward', 'release'], ['verify', 'decide_false', 'dispatch', 'forward', 'release'], 'dispatch'],
    ['second_check', ['approve', 'return', 'note'], ['approve', 'return', 'note'], 'approve'],
    ['closed', ['note'], ['note'], ''],
  ])('of %s', (state, allowed, wanted, next) => {
    const shown = buttons(state, allowed)
    expect(shown.map((one) => one.action)).toEqual(wanted)
    expect(shown.find((one) => one.isNext)?.action ?? '').toBe(next)
  })
  it.each<[DeskAction, Record<string, string | string[]>, string[]]>([
    ['claim', {}, []],
    ['verify', { method: 'phone' }, ['outcome']],
    ['forward', { desk: '110', conditions: [] }, ['conditions']],
    ['close', { result: 'test', note: '  ' }, ['note']],
    ['hand_over', { to_kind: 'user', to: 'u7' }, []],
  ])('%s with %j lacks %j', (action, draft, wanted) => expect(missing(action, draft)).toEqual(wanted))
  it('send what is shown and filled in', () => {
    expect(factsOf('verify', { method: 'video', outcome: 'confirmed', contact: 'k1', password_correct: 'yes', note: '' })).toEqual({ method: 'video', outcome: 'confirmed' })
    expect(factsOf('correct', { step: '3', text: 'x' })).toEqual({ step: 3, text: 'x' })
    expect(factsOf('hand_over', { to_kind: 'user', to: 'u7', to_name: '张敏' })).toEqual({ to_kind: 'user', to: 'u7', to_name: '张敏' })
  })
  it('propose the result that follows from the cause, and who was sent', () => {
    const step = (action: string, facts: Record<string, unknown>): never => ({ sequence: 1, action, facts }) as never
    expect(firstDraft('close', { state: 'handled', steps: [step('decide_false', { cause: 'equipment' })] })).toEqual({ result: 'false_equipment' })
    expect(firstDraft('arrive', { state: 'dispatched', steps: [step('dispatch', { who: '一组' })] })).toEqual({ who: '一组' })
  })
  it('have their words', () => {
    const table = zh.alarms as unknown as Record<string, Record<string, string>>
    const lacking = DESK_ACTIONS.flatMap((action) => [
      ...(table['actions']![action] ? [] : [action]),
      ...FIELDS[action].flatMap((field) => [...(table['fields']![field.name] ? [] : [field.name]), ...(field.values ?? []).filter((value) => !table[field.words!]?.[value])]),
    ])
    expect(lacking).toEqual([])
    expect(ALARM_STATES.filter((state) => !table['states']![state])).toEqual([])
    expect(ALARM_STATES.filter((state) => !isOpen(state))).toEqual(['closed', 'archived'])
  })
})

describe('sound', () => {
  it('is that of the most urgent that waits', () => {
    expect(new SoundDesk().due([row('a', 5), row('b', 1), row('c', 0, { state: 'claimed' })])).toBe('fire')
  })
  it('ends with acknowledging, and starts with the next', () => {
    const desk = new SoundDesk()
    const rows = [row('a', 3)]
    desk.acknowledge(rows)
    expect(desk.due(rows)).toBeNull()
    expect(desk.due([...rows, row('b', 3)])).toBe('intrusion')
  })
  it('starts anew for one that rose, and for one that came back', () => {
    const desk = new SoundDesk()
    desk.acknowledge([row('a', 3)])
    expect(desk.due([row('a', 2)])).toBe('confirmed_intrusion')
    desk.acknowledge([row('a', 2)])
    expect(desk.due([row('a', 2, { state: 'claimed' })])).toBeNull()
    expect(desk.due([row('a', 2)])).toBe('confirmed_intrusion')
  })
  it('is silent while muted, but for a new hold-up', () => {
    const desk = new SoundDesk()
    const old = [row('a', 0), row('b', 1)]
    desk.mute(old, true)
    expect(desk.due(old)).toBeNull()
    expect(desk.due([...old, row('c', 1)])).toBeNull()
    expect(desk.due([...old, row('d', 0)])).toBe('hold_up')
    expect(desk.isSounding(row('d', 0))).toBe(true)
    desk.acknowledge([row('d', 0)])
    expect(desk.due([...old, row('d', 0)])).toBeNull()
  })
  it('is kept for what somebody must act on', () => {
    for (const quiet of ['open_close', 'test', 'information'] as const) expect(HEARD).not.toContain(quiet)
  })
})

describe('the clock', () => {
  it.each([['2026-11-25T01:00:10Z', 80_000, 'in_time'], ['2026-11-25T01:01:10Z', 20_000, 'soon'], ['2026-11-25T01:02:00Z', 30_000, 'over']])('at %s', (now, ms, standing) => {
    expect(deadline('2026-11-25T01:00:00Z', '2026-11-25T01:01:30Z', Date.parse(now))).toEqual({ ms, standing })
  })
  it.each([[7_000, '0:07'], [247_000, '4:07'], [3_753_000, '1:02:33'], [183_600_000, '2d3h'], [-5, '0:00']])('%i ms is %s', (ms, wanted) => expect(span(ms, (d, h) => `${d}d${h}h`)).toBe(wanted))
})
