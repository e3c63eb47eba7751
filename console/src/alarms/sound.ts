import type { AlarmClass, AlarmRow } from '@/api/types'

import { ALARM_CLASSES } from './classes'

// Which sound is due: pure rules. The sounds themselves are made in `tones.ts`.

/** The classes that are heard; the rest is only seen. */
export const HEARD: readonly AlarmClass[] = ['hold_up', 'fire', 'confirmed_intrusion', 'intrusion', 'tamper', 'fault']

type Heard = Pick<AlarmRow, 'id' | 'state' | 'alarm_class'>

// Raised to another class, an alarm is heard anew.
const nameOf = (row: Heard): string => `${row.id} ${row.alarm_class}`

/**
 * What the desk has heard. An alarm sounds while it waits, until it is acknowledged here or taken by somebody; one that comes
 * back to the queue sounds again. Muted, the desk is silent but for hold-ups that were not acknowledged: a mute acknowledges
 * those that sound, never one that is still to come.
 */
export class SoundDesk {
  muted = false
  private acknowledged = new Set<string>()

  private sounding(rows: readonly Heard[]): Heard[] {
    return rows.filter((row) => row.state === 'waiting' && HEARD.includes(row.alarm_class) && !this.acknowledged.has(nameOf(row)))
  }

  /** The class whose sound is due, the most urgent first; null: silence. Forgets what no longer waits. */
  due(rows: readonly Heard[]): AlarmClass | null {
    const waiting = new Set(rows.filter((row) => row.state === 'waiting').map(nameOf))
    for (const name of this.acknowledged) if (!waiting.has(name)) this.acknowledged.delete(name)
    const classes = new Set(this.sounding(rows).map((row) => row.alarm_class))
    const first = ALARM_CLASSES.find((one) => classes.has(one)) ?? null
    return this.muted && first !== 'hold_up' ? null : first
  }

  isSounding(row: Heard): boolean {
    return this.sounding([row]).length > 0 && (!this.muted || row.alarm_class === 'hold_up')
  }

  acknowledge(rows: readonly Heard[]): void {
    for (const row of this.sounding(rows)) this.acknowledged.add(nameOf(row))
  }

  mute(rows: readonly Heard[], muted: boolean): void {
    if (muted) this.acknowledge(rows)
    this.muted = muted
  }
}
