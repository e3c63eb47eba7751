import type { AttemptStep } from '@/api/types'

import type { Phase } from './session'

// The way of one attempt. The API may name finer steps; they are shown where they stand in the trace.
export const WAY = ['signalled', 'answered', 'first_packet', 'first_key_frame', 'first_frame'] as const
export type WayStep = (typeof WAY)[number]

const READS_AS: Record<string, WayStep> = {
  requested: 'signalled',
  authorized: 'signalled',
  signalled: 'signalled',
  trying: 'signalled',
  answered: 'answered',
  first_packet: 'first_packet',
  first_key_frame: 'first_key_frame',
  first_viewer_byte: 'first_key_frame',
  first_frame: 'first_frame',
}

/** How far the attempt has come, by the steps told so far and by what the player itself sees; -1: nothing yet. */
export function reached(steps: string[], phase: Phase): number {
  let furthest = -1
  for (const step of steps) {
    const known = READS_AS[step]
    if (known) furthest = Math.max(furthest, WAY.indexOf(known))
  }
  if (phase === 'calling') furthest = Math.max(furthest, 0)
  if (phase === 'connecting') furthest = Math.max(furthest, 0)
  if (phase === 'buffering') furthest = Math.max(furthest, 3)
  if (phase === 'playing') furthest = WAY.length - 1
  return furthest
}

export function stepsOf(steps: AttemptStep[]): string[] {
  return steps.map((step) => step.step)
}
