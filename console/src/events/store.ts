import { defineStore } from 'pinia'
import { reactive, ref, shallowRef } from 'vue'

import type { ListenRefusal, PlatformEvent } from '@/api/types'

import { EventFeed, type LinkCondition } from './feed'

type Listener = (event: PlatformEvent) => void

const KEPT_STATES = 20_000

/** What the platform tells as it happens. Cells read the newest state here; screens may listen to kinds of events. */
export const useEvents = defineStore('events', () => {
  const link = ref<LinkCondition>('connecting')
  const refusal = ref<ListenRefusal | null>(null)
  const gaps = ref(0)
  const channels = reactive(new Map<string, string>())
  const devices = reactive(new Map<string, string>())
  const platforms = reactive(new Map<string, string>())
  const counts = reactive(new Map<string, { online: number; total: number }>())
  const listeners = new Map<string, Set<Listener>>()
  const feed = shallowRef<EventFeed | null>(null)

  function keep<T>(map: Map<string, T>, code: unknown, value: T): void {
    if (typeof code !== 'string') return
    if (map.size >= KEPT_STATES && !map.has(code)) {
      const oldest = map.keys().next().value
      if (oldest !== undefined) map.delete(oldest)
    }
    map.set(code, value)
  }

  function take(event: PlatformEvent): void {
    const facts = event.facts
    if (event.kind === 'directory.channel_state') keep(channels, facts['code'], String(facts['status']))
    else if (event.kind === 'directory.device_state') keep(devices, facts['code'], String(facts['state']))
    else if (event.kind === 'directory.platform_state') keep(platforms, facts['code'], String(facts['state']))
    else if (event.kind === 'directory.counts') keep(counts, facts['node'], { online: Number(facts['online']), total: Number(facts['total']) })
    for (const listener of listeners.get(event.kind) ?? []) listener(event)
  }

  function forgetStates(): void {
    channels.clear()
    devices.clear()
    platforms.clear()
    counts.clear()
  }

  function start(): void {
    if (feed.value) return
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    feed.value = new EventFeed(
      `${scheme}://${location.host}/api/v1/events`,
      take,
      (now, why) => {
        link.value = now
        refusal.value = why
      },
      () => {
        forgetStates()
        gaps.value += 1
      },
      {
        open: (address) => new WebSocket(address),
        later: (call, delay) => window.setTimeout(call, delay),
        forget: (timer) => window.clearTimeout(timer as number),
        random: Math.random,
      },
    )
    feed.value.start()
    window.addEventListener('online', retry)
  }

  function stop(): void {
    feed.value?.stop()
    feed.value = null
    forgetStates()
    window.removeEventListener('online', retry)
  }

  function retry(): void {
    feed.value?.retryNow()
  }

  /** Listen to one kind; the answer stops it. */
  function on(kind: string, listener: Listener): () => void {
    const set = listeners.get(kind) ?? new Set<Listener>()
    set.add(listener)
    listeners.set(kind, set)
    return () => set.delete(listener)
  }

  return { link, refusal, gaps, channels, devices, platforms, counts, start, stop, retry, on, take }
})
