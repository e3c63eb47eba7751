import { ref } from 'vue'

import { api } from '@/api'
import { ApiError, call, hasSessionCookie } from '@/api/http'
import type { components } from '@/api/schema'
import type { AlarmDetail, AlarmRow, SessionInfo } from '@/api/types'
import { EventFeed } from '@/events/feed'

import { databaseStore, isPassing, Outbox, Refused } from './outbox'

type S = components['schemas']
export type Attendance = S['AttendBody']['what']
export const ATTENDANCES: readonly Attendance[] = ['going', 'arrived', 'nothing', 'found']

/** What waits to be sent; `user`: who did it, and in whose name alone it may be sent. */
export type Sending = { id: string; user: string; alarm: string } & ({ kind: 'attend'; body: S['AttendBody'] } | { kind: 'photo'; file: Blob; taken_utc: string; text: string; longitude: number | null; latitude: number | null })

/** Between two tries to reach a platform that was away. */
export const AGAIN_MS = 10_000
/** Classes that somebody goes and looks for; faults and openings are the company's business. */
const QUIET = new Set(['fault', 'open_close', 'test', 'information'])
const KEPT = 'anlan.village'
const KEPT_DETAILS = 20

type Kept = { user: string; rows: AlarmRow[]; details: Record<string, AlarmDetail> }

export const session = ref<SessionInfo | null>(null)
export const rows = ref<AlarmRow[]>([])
export const details = ref<Record<string, AlarmDetail>>({})
/** Whether what is shown may be old: the platform could not be asked. */
export const isBlind = ref(false)
export const refusal = ref<Refused | null>(null)

export const outbox = new Outbox<Sending>(databaseStore<Sending>('anlan-village'), send, (_item, why) => (refusal.value = why))

/** What a refusal of the API means to a phone that can try again. */
function turned(error: unknown): never {
  if (error instanceof ApiError && error.status !== 0 && error.status !== 401 && !isPassing(error.status)) throw new Refused(error.status, error.problem.zh, error.problem.en, error.problem.code)
  if (error instanceof ApiError && error.status === 401) session.value = null
  throw error
}

async function send(item: Sending): Promise<void> {
  if (session.value?.user.id !== item.user) throw new Error('made by somebody else, or nobody is signed in')
  try {
    if (item.kind === 'attend') await call('POST', `/alarms/${encodeURIComponent(item.alarm)}/attend`, { body: item.body })
    else {
      const form = new FormData()
      form.append('file', item.file, 'photo.jpg')
      for (const [name, value] of Object.entries({ id: item.id, taken_utc: item.taken_utc, text: item.text, longitude: item.longitude, latitude: item.latitude })) if (value !== null && value !== '') form.append(name, String(value))
      await call('POST', `/alarms/${encodeURIComponent(item.alarm)}/photos`, { body: form })
    }
  } catch (error) {
    turned(error)
  }
  if (item.kind === 'attend') void look(item.alarm)
}

/** Who is signed in, as the platform says, else as this phone last knew: without a network the page still opens. */
export async function begin(): Promise<void> {
  const kept = recall()
  if (kept) {
    rows.value = kept.rows
    details.value = kept.details
  }
  if (!hasSessionCookie()) {
    // Nobody has signed in from this phone: asking would only add a refusal to the audit log.
    session.value = null
    return forget()
  }
  try {
    session.value = await api.session.read()
    isBlind.value = false
    if (kept && kept.user !== session.value.user.id) forget()
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) session.value = null
    else isBlind.value = true
  }
}

function recall(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Kept | null
  } catch {
    return null
  }
}
function keep(): void {
  if (!session.value) return
  const open = new Set(rows.value.map((row) => row.id))
  const kept: Kept = { user: session.value.user.id, rows: rows.value, details: Object.fromEntries(Object.entries(details.value).filter(([id]) => open.has(id)).slice(-KEPT_DETAILS)) }
  localStorage.setItem(KEPT, JSON.stringify(kept))
}
/** Names and addresses leave the phone with the session. */
export function forget(): void {
  localStorage.removeItem(KEPT)
  rows.value = []
  details.value = {}
}

export async function list(): Promise<void> {
  if (!session.value) return
  try {
    const page = await api.alarms.list({ view: 'queue', limit: 100 })
    rows.value = page.items.filter((row) => !QUIET.has(row.alarm_class) && row.group_size === 0)
    isBlind.value = false
    keep()
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) session.value = null
    isBlind.value = true
  }
}

export async function look(alarm: string): Promise<void> {
  if (!session.value) return
  try {
    details.value = { ...details.value, [alarm]: await api.alarms.read(alarm) }
    isBlind.value = false
    keep()
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) session.value = null
    isBlind.value = true
  }
}

/** Alarms as they come and change; `fresh` is called for one that was not here before. Answers how to stop. */
export function listen(fresh: () => void): () => void {
  let reading: ReturnType<typeof setTimeout> | undefined
  const renew = (): void => {
    // Many changes at once are one reading.
    clearTimeout(reading)
    reading = setTimeout(() => {
      const before = new Set(rows.value.map((row) => row.id))
      void list().then(() => { if (rows.value.some((row) => !before.has(row.id))) fresh() })
    }, 300)
  }
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const feed = new EventFeed(
    `${scheme}://${location.host}/api/v1/events`,
    (event) => {
      if (event.kind !== 'alarms.case') return
      renew()
      const id = String(event.facts['id'])
      if (details.value[id]) void look(id)
    },
    (now) => { if (now === 'open') renew() },
    renew,
    { open: (address) => new WebSocket(address), later: (task, delay) => setTimeout(task, delay), forget: (timer) => clearTimeout(timer as number), random: Math.random },
  )
  feed.start()
  const online = (): void => feed.retryNow()
  window.addEventListener('online', online)
  return () => {
    window.removeEventListener('online', online)
    clearTimeout(reading)
    feed.stop()
  }
}

/** What the alarm is called: by hand everything has the same kind, so that the class says more. */
export const isByHand = (row: AlarmRow): boolean => row.kind.code === 'manual'

/** Where a map program opens the place: the phone's own where it knows `geo:`, else a map that takes WGS-84. */
export function mapLink(longitude: number, latitude: number, name: string): string {
  if (navigator.userAgent.includes('Android')) return `geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(name)})`
  return `https://uri.amap.com/marker?position=${longitude},${latitude}&coordinate=wgs84&callnative=1&name=${encodeURIComponent(name)}`
}
