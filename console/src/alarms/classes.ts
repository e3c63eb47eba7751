import { BellRing, Flame, FlaskConical, Info, LockKeyholeOpen, OctagonAlert, PlugZap, ScanEye, ShieldAlert } from '@lucide/vue'
import type { Component } from 'vue'

import type { AlarmClass, AlarmState } from '@/api/types'

/** The classes in the order of their rank: the most urgent first. */
export const ALARM_CLASSES: readonly AlarmClass[] = ['hold_up', 'fire', 'confirmed_intrusion', 'intrusion', 'tamper', 'fault', 'open_close', 'test', 'information']
export const OPEN_STATES: readonly AlarmState[] = ['waiting', 'claimed', 'verifying', 'dispatched', 'forwarded', 'on_scene', 'handled', 'second_check']
export const ALARM_STATES: readonly AlarmState[] = [...OPEN_STATES, 'closed', 'archived']

/** A sign for each class, so that no colour stands alone. */
export const CLASS_ICONS: Record<AlarmClass, Component> = {
  hold_up: OctagonAlert,
  fire: Flame,
  confirmed_intrusion: ShieldAlert,
  intrusion: BellRing,
  tamper: ScanEye,
  fault: PlugZap,
  open_close: LockKeyholeOpen,
  test: FlaskConical,
  information: Info,
}

export const isOpen = (state: AlarmState): boolean => OPEN_STATES.includes(state)

/** What the outcome of a case means in the common language of state. */
export const STATE_TONE: Record<AlarmState, 'fault' | 'degraded' | 'online' | 'suspended'> = {
  waiting: 'fault',
  claimed: 'degraded',
  verifying: 'degraded',
  dispatched: 'degraded',
  forwarded: 'degraded',
  on_scene: 'degraded',
  handled: 'online',
  second_check: 'degraded',
  closed: 'suspended',
  archived: 'suspended',
}
