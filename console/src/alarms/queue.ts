import type { AlarmClass, AlarmRow, AlarmState, PlatformEvent } from '@/api/types'

import { ALARM_CLASSES, ALARM_STATES, isOpen } from './classes'

type Place = Pick<AlarmRow, 'rank' | 'received_utc' | 'id'>

/** The queue's order, as the platform's: effective rank, then the time of receipt, then the id. */
export function compare(a: Place, b: Place): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.received_utc !== b.received_utc) return a.received_utc < b.received_utc ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Where a row belongs in a sorted list. */
export function position(rows: readonly Place[], row: Place): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const there = rows[middle]
    if (there && compare(there, row) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The list with the row in its place: replaced, moved, added, or taken out where the case is no longer open. The list itself stays. */
export function placed(rows: readonly AlarmRow[], row: AlarmRow): AlarmRow[] {
  const at = rows.findIndex((one) => one.id === row.id)
  const before = rows[at]
  if (before && isOpen(row.state) && compare(before, row) === 0) return rows.with(at, row)
  const rest = at < 0 ? [...rows] : rows.toSpliced(at, 1)
  return isOpen(row.state) ? rest.toSpliced(position(rest, row), 0, row) : rest
}

/** `placed` for many rows in one pass: a burst of events costs one walk over the list. */
export function placedMany(rows: readonly AlarmRow[], changed: ReadonlyMap<string, AlarmRow>): AlarmRow[] {
  const entering = [...changed.values()].filter((row) => isOpen(row.state)).sort(compare)
  const merged: AlarmRow[] = []
  let next = 0
  for (const row of rows) {
    if (changed.has(row.id)) continue
    for (let one = entering[next]; one && compare(one, row) < 0; one = entering[next]) {
      merged.push(one)
      next += 1
    }
    merged.push(row)
  }
  return [...merged, ...entering.slice(next)]
}

/** What an event `alarms.case` says; null where it cannot be read. */
export type CaseNews = { id: string; state: AlarmState; alarm_class: AlarmClass; rank: number; claimed_by: { id: string; name: string } | null; version: number; signals: number | null }

export function newsOf(event: PlatformEvent): CaseNews | null {
  const facts = event.facts
  const state = ALARM_STATES.find((one) => one === facts['state'])
  const alarmClass = ALARM_CLASSES.find((one) => one === (facts['alarm_class'] ?? facts['class']))
  if (typeof facts['id'] !== 'string' || typeof facts['version'] !== 'number' || typeof facts['rank'] !== 'number' || !state || !alarmClass) return null
  return {
    id: facts['id'], state, alarm_class: alarmClass, rank: facts['rank'], version: facts['version'],
    claimed_by: typeof facts['claimed_by'] === 'string' && facts['claimed_by'] ? { id: facts['claimed_by'], name: typeof facts['claimed_by_name'] === 'string' ? facts['claimed_by_name'] : '' } : null,
    signals: typeof facts['signals'] === 'number' ? facts['signals'] : null,
  }
}

/** A row with what an event says of it; an event older than the row changes nothing. */
export function withNews(row: AlarmRow, news: CaseNews, nowUtc: string): AlarmRow {
  if (news.version < row.version) return row
  const same = row.claimed_by?.id === news.claimed_by?.id
  return {
    ...row, state: news.state, alarm_class: news.alarm_class, rank: news.rank, version: news.version, signals: news.signals ?? row.signals,
    claimed_by: news.claimed_by,
    claimed_utc: news.claimed_by === null ? null : same ? row.claimed_utc : nowUtc,
  }
}

export type QueueView = 'all' | 'waiting' | 'mine'

/** The rows one wants to see, in order: those of a division, of some classes, waiting, or one's own. */
export function chosen(rows: readonly AlarmRow[], view: QueueView, classes: ReadonlySet<AlarmClass>, division: string, user: string): AlarmRow[] {
  return rows.filter((row) =>
    (view === 'all' || (view === 'waiting' ? row.state === 'waiting' : row.claimed_by?.id === user))
    && (classes.size === 0 || classes.has(row.alarm_class)) && row.division.startsWith(division))
}

/** The row a step away from the chosen one; where that has left the list, the one that took its place. */
export function neighbour(rows: readonly AlarmRow[], at: string | null, lastIndex: number, step: 1 | -1): AlarmRow | null {
  if (rows.length === 0) return null
  const index = at === null ? -1 : rows.findIndex((row) => row.id === at)
  const next = index >= 0 ? index + step : at === null ? 0 : step > 0 ? lastIndex : lastIndex - 1
  return rows[Math.max(0, Math.min(rows.length - 1, next))] ?? null
}
