import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'

import { api } from '@/api'
import type { AlarmClass, AlarmRow, PlatformEvent } from '@/api/types'
import { Bursts } from '@/events/bursts'
import { useEvents } from '@/events/store'
import { useSession } from '@/session/store'

import type { Draft } from './actions'
import { isOpen } from './classes'
import { type CaseNews, compare, newsOf, placed, placedMany, withNews } from './queue'
import { SoundDesk } from './sound'
import { Tones } from './tones'
import { useAlarmVocabulary } from './words'

const PAGE_ROWS = 500
// Beyond that a queue is no longer worked through from a screen; the list has the rest.
const MOST_ROWS = 5_000
// New alarms of one moment are read together, so many at a time (the platform takes no more ids in one question).
const GATHER_MS = 250
const ASKED_AT_ONCE = 200
// Where more are open than are held here, their number is asked for at most so often.
const RECOUNT_MS = 5_000
const MOST_DRAFTS = 50
const MUTED = 'anlan.alarms.muted'

/** All open alarms that one may see, kept current by events: the desk, the count in the top bar, the banner and the sound read it. */
export const useAlarms = defineStore('alarms', () => {
  const events = useEvents()
  const session = useSession()
  const vocabulary = useAlarmVocabulary()
  const rows = shallowRef<AlarmRow[]>([])
  const loaded = ref(false)
  const error = shallowRef<unknown>(null)
  const beyond = ref(0)
  /** Whether the browser lets the page be heard; null: it was not asked. */
  const audible = ref<boolean | null>(null)
  const muted = ref(sessionStorage.getItem(MUTED) === 'yes')
  const sounding = ref<AlarmClass | null>(null)
  const heard = ref(0)
  const drafts = new Map<string, Draft>()

  const desk = new SoundDesk()
  desk.muted = muted.value
  const tones = new Tones((yes) => (audible.value = yes))
  const unknown = new Map<string, CaseNews>()
  // Closed while the queue was being read: a page read before that must not bring them back.
  const gone = new Set<string>()
  const bursts = new Bursts<{ news: CaseNews; atUtc: string }>(deal)
  let reading = 0
  let gathering = 0
  let recounting = 0
  let askedMs = Number.NEGATIVE_INFINITY
  let started = false
  let stops: (() => void)[] = []

  const waiting = computed(() => rows.value.filter((row) => row.state === 'waiting'))
  const holdUps = computed(() => waiting.value.filter((row) => row.alarm_class === 'hold_up'))

  function listen(): void {
    sounding.value = session.may('alarms.handle') ? desk.due(rows.value) : null
    heard.value += 1
    tones.play(sounding.value)
  }
  watch(rows, listen)

  async function load(): Promise<void> {
    reading += 1
    try {
      const found: AlarmRow[] = []
      let cursor: string | null = null
      let total = 0
      do {
        const page: Awaited<ReturnType<typeof api.alarms.list>> = await api.alarms.list({ view: 'queue', limit: PAGE_ROWS, cursor })
        found.push(...page.items)
        total = page.total ?? found.length
        cursor = page.next_cursor
      } while (cursor && found.length < MOST_ROWS && started)
      if (!started) return
      // What an event told meanwhile is newer than the page it was read before.
      const before = new Map(rows.value.map((row) => [row.id, row]))
      const newest = new Map(found.map((row) => [row.id, row]))
      for (const [id, row] of newest) {
        const held = before.get(id)
        if (held && held.version > row.version) newest.set(id, held)
      }
      rows.value = [...newest.values()].filter((row) => isOpen(row.state) && !gone.has(row.id)).sort(compare)
      beyond.value = Math.max(0, total - found.length)
      loaded.value = true
      error.value = null
    } catch (failure) {
      error.value = failure
    } finally {
      reading -= 1
      if (reading === 0) gone.clear()
    }
  }

  function put(row: AlarmRow): void {
    const held = rows.value.find((one) => one.id === row.id)
    if (held && held.version > row.version) return
    rows.value = placed(rows.value, row)
  }

  function take(event: PlatformEvent): void {
    const news = newsOf(event)
    if (!news) return
    if (reading > 0 && !isOpen(news.state)) gone.add(news.id)
    bursts.add({ news, atUtc: event.occurred_utc })
  }

  /** What came together: one new list, whatever the number of events. */
  function deal(items: { news: CaseNews; atUtc: string }[]): void {
    const held = new Map(rows.value.map((row) => [row.id, row]))
    const changed = new Map<string, AlarmRow>()
    for (const { news, atUtc } of items) {
      const row = changed.get(news.id) ?? held.get(news.id)
      if (row) changed.set(news.id, withNews(row, news, atUtc))
      else if (!isOpen(news.state)) unknown.delete(news.id)
      else if (isWithin(news)) unknown.set(news.id, news)
      else recount()
    }
    show(changed)
    if (unknown.size <= MOST_ROWS) return gather(GATHER_MS)
    unknown.clear()
    if (reading === 0) void load()
  }

  /** Whether a new alarm stands within what is held here; behind a full list it is only counted. */
  function isWithin(news: CaseNews): boolean {
    const last = rows.value.at(-1)
    return rows.value.length < MOST_ROWS || !last || news.rank < last.rank
  }

  function show(changed: ReadonlyMap<string, AlarmRow>): void {
    if (changed.size === 0) return
    const next = placedMany(rows.value, changed)
    if (next.length > MOST_ROWS) recount()
    rows.value = next.slice(0, MOST_ROWS)
    // Room for those that stood behind the end.
    if (beyond.value > 0 && rows.value.length < MOST_ROWS / 2 && reading === 0) void load()
  }

  function gather(strideMs: number): void {
    if (unknown.size === 0 || gathering) return
    gathering = window.setTimeout(() => void readUnknown(), Math.max(0, askedMs + strideMs - performance.now()))
  }

  /** The rows of alarms that events told of. One that the platform does not give is closed by now, or not for these eyes. */
  async function readUnknown(): Promise<void> {
    const wanted = [...unknown.values()].slice(0, ASKED_AT_ONCE)
    const ids = wanted.map((news) => news.id).join(',')
    askedMs = performance.now()
    const page = await api.alarms.list({ view: 'queue', ids, counted: false, limit: ASKED_AT_ONCE }).catch(() => null)
    gathering = 0
    if (!started) return
    // Events told of them meanwhile are newer than what was read.
    const found = new Map(page?.items.map((row) => [row.id, row]))
    for (const { id } of wanted) {
      const row = found.get(id)
      const newest = unknown.get(id)
      if (row && newest) found.set(id, withNews(row, newest, row.last_signal_utc))
      else found.delete(id)
      if (page) unknown.delete(id)
    }
    show(found)
    gather(page ? GATHER_MS : RECOUNT_MS)
  }

  function recount(): void {
    if (!recounting) recounting = window.setTimeout(() => void countAll(), RECOUNT_MS)
  }

  async function countAll(): Promise<void> {
    const page = await api.alarms.list({ view: 'queue', limit: 1 }).catch(() => null)
    recounting = 0
    if (started && page) beyond.value = Math.max(0, (page.total ?? 0) - rows.value.length)
  }

  /** Something of the user's hand: the browser asks for one before a page may be heard. */
  function touched(): void {
    if (audible.value !== true) void tones.wake()
  }

  function start(): void {
    if (started || !session.may('alarms.read')) return
    started = true
    void vocabulary.load()
    stops = [events.on('alarms.case', take), watch(() => events.gaps, () => void load())]
    window.addEventListener('pointerdown', touched)
    if (session.may('alarms.handle')) void tones.wake()
    void load()
  }

  function stop(): void {
    if (!started) return
    started = false
    for (const end of stops) end()
    window.removeEventListener('pointerdown', touched)
    bursts.stop()
    window.clearTimeout(gathering)
    window.clearTimeout(recounting)
    gathering = recounting = 0
    unknown.clear()
    drafts.clear()
    rows.value = []
    loaded.value = false
    error.value = null
    audible.value = null
    tones.close()
  }

  function acknowledge(): void {
    void tones.wake()
    desk.acknowledge(rows.value)
    listen()
  }

  function mute(on: boolean): void {
    void tones.wake()
    muted.value = on
    sessionStorage.setItem(MUTED, on ? 'yes' : 'no')
    desk.mute(rows.value, on)
    listen()
  }

  /** Whether this alarm is heard now. */
  function isSounding(row: AlarmRow): boolean {
    return heard.value >= 0 && session.may('alarms.handle') && desk.isSounding(row)
  }

  /** What was typed for an action and not sent; kept while one looks at other alarms. */
  function draft(alarm: string, action: string, first: () => Draft): Draft {
    const key = `${alarm} ${action}`
    const held = drafts.get(key) ?? first()
    drafts.delete(key)
    drafts.set(key, held)
    const oldest = drafts.keys().next().value
    if (drafts.size > MOST_DRAFTS && oldest !== undefined) drafts.delete(oldest)
    return held
  }
  const keepDraft = (alarm: string, action: string, value: Draft): unknown => drafts.set(`${alarm} ${action}`, value)
  const dropDraft = (alarm: string, action: string): unknown => drafts.delete(`${alarm} ${action}`)

  return { rows, loaded, error, beyond, audible, muted, sounding, waiting, holdUps, start, stop, load, put, acknowledge, mute, isSounding, draft, keepDraft, dropDraft }
})
