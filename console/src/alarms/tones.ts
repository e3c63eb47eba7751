import type { AlarmClass } from '@/api/types'

/** A sound: beeps of [start, length] in seconds at a frequency in hertz (two: it slides), repeated. */
type Tone = { beeps: { at: number; for: number; hertz: number; to?: number }[]; shape: OscillatorType; everyS: number; loudness: number }

// Told apart with closed eyes: two-tone without pause, three-pulse of fire (ISO 8201), rising triple, double beep, single, low.
const TONES: Partial<Record<AlarmClass, Tone>> = {
  hold_up: { shape: 'square', everyS: 1, loudness: 0.3, beeps: [0, 1, 2, 3].map((i) => ({ at: i * 0.25, for: 0.25, hertz: i % 2 ? 760 : 1020 })) },
  fire: { shape: 'sawtooth', everyS: 4, loudness: 0.26, beeps: [0, 1, 2].map((i) => ({ at: i, for: 0.5, hertz: 520 })) },
  confirmed_intrusion: { shape: 'triangle', everyS: 2.5, loudness: 0.4, beeps: [0, 1, 2].map((i) => ({ at: i * 0.22, for: 0.18, hertz: 660 + i * 220 })) },
  intrusion: { shape: 'sine', everyS: 4, loudness: 0.35, beeps: [{ at: 0, for: 0.16, hertz: 880 }, { at: 0.26, for: 0.16, hertz: 880 }] },
  tamper: { shape: 'sine', everyS: 8, loudness: 0.28, beeps: [{ at: 0, for: 0.3, hertz: 620, to: 480 }] },
  fault: { shape: 'sine', everyS: 20, loudness: 0.2, beeps: [{ at: 0, for: 0.35, hertz: 330 }] },
}
const EDGE_S = 0.012

/** Makes the sounds; silent until the browser lets the page be heard. */
export class Tones {
  private context: AudioContext | null = null
  private playing: AlarmClass | null = null
  private timer = 0
  private voices = new Set<OscillatorNode>()

  constructor(private readonly allowed: (yes: boolean) => void) {}

  /** Ask the browser; it says yes at once, or after a click or key of the user. */
  async wake(): Promise<void> {
    if (!this.context) {
      this.context = new AudioContext()
      this.context.onstatechange = () => this.told()
    }
    if (this.context.state === 'suspended') void this.context.resume()
    await Promise.resolve()
    this.told()
  }

  play(alarmClass: AlarmClass | null): void {
    if (alarmClass === this.playing) return
    this.playing = alarmClass
    window.clearTimeout(this.timer)
    for (const voice of this.voices) voice.stop()
    this.voices.clear()
    if (alarmClass) this.round()
  }

  close(): void {
    this.play(null)
    void this.context?.close()
    this.context = null
  }

  private told(): void {
    this.allowed(this.context?.state === 'running')
  }

  private round(): void {
    const tone = this.playing && TONES[this.playing]
    if (!tone) return
    if (this.context?.state === 'running') for (const beep of tone.beeps) this.beep(this.context, tone, beep)
    this.timer = window.setTimeout(() => this.round(), tone.everyS * 1000)
  }

  private beep(context: AudioContext, tone: Tone, beep: Tone['beeps'][number]): void {
    const start = context.currentTime + beep.at
    const end = start + beep.for
    const voice = new OscillatorNode(context, { type: tone.shape, frequency: beep.hertz })
    if (beep.to) voice.frequency.linearRampToValueAtTime(beep.to, end)
    // Soft edges: a bare start and end would click.
    const gain = new GainNode(context, { gain: 0 })
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(tone.loudness, start + EDGE_S)
    gain.gain.setValueAtTime(tone.loudness, end - EDGE_S)
    gain.gain.linearRampToValueAtTime(0, end)
    voice.connect(gain).connect(context.destination)
    voice.onended = () => {
      gain.disconnect()
      this.voices.delete(voice)
    }
    this.voices.add(voice)
    voice.start(start)
    voice.stop(end)
  }
}
