import type { Problem } from './types'

const ROOT = '/api/v1'

/** A refusal or failure as the API tells it (RFC 9457), or as the browser saw it where no answer came. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.en}`)
    this.name = 'ApiError'
  }

  get status(): number {
    return this.problem.status
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>

type Options = { query?: Query; body?: unknown; signal?: AbortSignal }

let onSignedOut: () => void = () => undefined

/** Called whenever the API says that nobody is signed in (any more). */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler
}

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return ROOT + path + (text ? `?${text}` : '')
}

export async function call<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-Anlan-CSRF'] = csrf()
  let body: BodyInit | undefined
  if (options.body instanceof FormData) body = options.body
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  let response: Response
  try {
    response = await fetch(address(path, options.query), { method, headers, body, signal: options.signal, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({
      title: 'unreachable',
      status: 0,
      code: 'console.unreachable',
      zh: '与平台的连接中断。',
      en: 'The platform cannot be reached.',
      remedy_zh: '请检查网络；恢复后本页会自动刷新。',
      remedy_en: 'Check the network; this page refreshes by itself once it is back.',
    })
  }
  if (!response.ok) throw await failure(response, path)
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

async function failure(response: Response, path: string): Promise<ApiError> {
  if (response.status === 401 && path !== '/session') onSignedOut()
  const isProblem = response.headers.get('Content-Type')?.includes('json') ?? false
  if (isProblem) {
    const problem = (await response.json()) as Partial<Problem>
    if (typeof problem.zh === 'string' && typeof problem.en === 'string') {
      return new ApiError({ title: '', code: 'unknown', ...problem, zh: problem.zh, en: problem.en, status: response.status })
    }
  }
  return new ApiError({
    title: response.statusText,
    status: response.status,
    code: 'console.unexpected_answer',
    zh: `平台返回了意外的应答（${response.status}）。`,
    en: `The platform gave an unexpected answer (${response.status}).`,
    remedy_zh: '请稍后重试；仍然如此请告知管理员。',
    remedy_en: 'Try again later; if it stays so, tell the administrator.',
  })
}

/** The double-submit value: the cookie that only a page of this origin can read (docs/threat-model.md). Its name carries the port. */
function csrf(): string {
  const name = location.port ? `anlan_csrf_${location.port}` : 'anlan_csrf'
  const match = new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(document.cookie)
  return match?.[1] ? decodeURIComponent(match[1]) : ''
}

/** Whether this browser holds a session, as far as a page can see: the readable cookie comes and goes with the other. */
export function hasSessionCookie(): boolean {
  return csrf() !== ''
}

/** Lets the browser save what the API sends under the name the API gives. */
export function download(path: string, query: Query = {}): void {
  const link = document.createElement('a')
  link.href = address(path, query)
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}
