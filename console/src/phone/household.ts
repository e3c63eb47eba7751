import type { components } from '@/api/schema'

import { isPassing, Refused } from './outbox'

type S = components['schemas']
export type ButtonInfo = S['ButtonView']
export type PressInfo = S['PressView']
export type PressBody = S['PressSent']
export type Call = PressBody['call']
export type Stage = S['MilestoneView']['stage']

export const CALLS: readonly Call[] = ['hold_up', 'medical', 'fire', 'suspicious']
const TOKEN = 'anlan.button'
const PATIENCE_MS = 15_000

export const token = (): string | null => localStorage.getItem(TOKEN)
export const forget = (): void => localStorage.removeItem(TOKEN)

async function ask<R>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<R> {
  const headers: Record<string, string> = { Accept: 'application/json', Authorization: `Button ${token() ?? ''}` }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const answer = await fetch(`/api/v1/button${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body), credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) })
  if (answer.ok) return (await answer.json()) as R
  if (isPassing(answer.status)) throw new Error(`the platform answered ${answer.status}`)
  const problem = (await answer.json().catch(() => ({}))) as { zh?: string; en?: string; code?: string }
  // An answer that is none of the platform's comes from something in between (a hotel's network): try again.
  if (!problem.zh || !problem.en) throw new Error(`an unexpected answer ${answer.status}`)
  throw new Refused(answer.status, problem.zh, problem.en, problem.code)
}

/** Use the one-time code up; from then on this browser is the household's button. */
export async function enrol(code: string): Promise<ButtonInfo> {
  const found = await ask<S['EnrolledView']>('POST', '/enrolment', { code })
  localStorage.setItem(TOKEN, found.token)
  return found
}

export const read = (): Promise<ButtonInfo> => ask('GET', '')
export const press = (body: PressBody): Promise<PressInfo> => ask('POST', '/presses', body)
export const follow = (id: string): Promise<PressInfo> => ask('GET', `/presses/${encodeURIComponent(id)}`)
export const cancel = (id: string, call: string, password: string): Promise<S['CancellationView']> => ask('POST', '/cancellations', { id, press: call, password })
