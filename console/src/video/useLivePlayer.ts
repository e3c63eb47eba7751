import { onBeforeUnmount, type Ref, shallowRef, watch } from 'vue'

import { api } from '@/api'
import { useEvents } from '@/events/store'
import { emptyView, LiveSession, type View } from '@/player/session'
import { reached, stepsOf } from '@/player/steps'
import { useSession } from '@/session/store'

import { usePurpose } from './purpose'

const TICK_MS = 250

/** Plays a channel in a video element; asks for the purpose first, where what one does has not ``given`` it already. */
export function useLivePlayer(channel: Ref<string>, video: Ref<HTMLVideoElement | null>, given?: string): {
  view: Ref<View>
  steps: Ref<string[]>
  progress: () => number
  retry: () => void
  declined: Ref<boolean>
} {
  const session = useSession()
  const purpose = usePurpose()
  const events = useEvents()
  const view = shallowRef<View>(emptyView())
  const steps = shallowRef<string[]>([])
  const declined = shallowRef(false)
  let player: LiveSession | null = null

  async function begin(): Promise<void> {
    void end()
    const element = video.value
    const code = channel.value
    const user = session.user
    if (!element || !code || !user) return
    declined.value = false
    view.value = emptyView()
    steps.value = []
    const why = given ?? (await purpose.ask(user.id))
    if (channel.value !== code || video.value !== element) return
    if (!why) {
      declined.value = true
      return
    }
    player = new LiveSession(
      element,
      {
        openLive: (signal) => {
          steps.value = []
          return api.live.open(code, given ?? purpose.known(user.id) ?? why, signal)
        },
        closeLive: api.live.close,
        readAttempt: api.attempts.read,
        report: api.live.report,
        socket: (url) => new WebSocket(url),
        mediaSource: () => new MediaSource(),
        isTypeSupported: (mime) => MediaSource.isTypeSupported(mime),
        now: () => performance.now(),
        attach: (source) => {
          const url = URL.createObjectURL(source)
          element.src = url
          void element.play().catch(() => undefined)
          return () => {
            URL.revokeObjectURL(url)
            element.removeAttribute('src')
            element.load()
          }
        },
      },
      (now) => (view.value = { ...now }),
    )
    await player.start()
  }

  async function end(): Promise<void> {
    const ended = player?.stop()
    player = null
    await ended
  }

  watch([channel, video], () => void begin(), { immediate: true, flush: 'post' })
  watch(video, (now, before) => {
    before?.removeEventListener('loadeddata', firstFrame)
    before?.removeEventListener('error', failed)
    now?.addEventListener('loadeddata', firstFrame)
    now?.addEventListener('error', failed)
  }, { immediate: true })

  function firstFrame(): void {
    player?.firstFrame()
  }
  function failed(): void {
    const error = video.value?.error
    if (error && video.value?.hasAttribute('src')) player?.elementFailed(`${error.code} ${error.message}`)
  }
  function visible(): void {
    // Browsers hold muted pictures of hidden pages back; on return the newest one is wanted.
    if (document.visibilityState === 'visible') player?.toLiveEdge()
  }

  const forgetFarewell = session.beforeSignOut(end)
  const timer = window.setInterval(() => player?.tick(), TICK_MS)
  document.addEventListener('visibilitychange', visible)
  // While the call is under way its id is not known yet; the channel's is.
  const stopListening = events.on('live.attempt', (event) => {
    const mine = view.value.attempt ? event.facts['id'] === view.value.attempt : event.facts['channel'] === channel.value
    const step = event.facts['step']
    if (mine && typeof step === 'string') steps.value = [...steps.value.slice(-15), step]
    if (event.facts['id'] === view.value.attempt && event.facts['outcome'] === 'failed') player?.attemptFailed()
  })
  watch(() => view.value.phase, async (phase) => {
    const attempt = view.value.attempt
    if (!attempt || !['connecting', 'buffering'].includes(phase) || events.link === 'open') return
    // Without the event link the steps are asked for.
    const trace = await api.attempts.read(attempt).catch(() => null)
    if (trace && view.value.attempt === attempt) steps.value = stepsOf(trace.steps)
  })

  onBeforeUnmount(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', visible)
    stopListening()
    forgetFarewell()
    void end()
  })

  return { view, steps, declined, progress: () => reached(steps.value, view.value.phase), retry: () => (player ? player.retry() : void begin()) }
}
