// `npm run mock`: the console with a stand-in for the platform, for work on screens. Never part of a build.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { type WebSocket, WebSocketServer } from 'ws'

import { start as startAlarms } from './alarms.ts'
import { channels, count, divisions } from './city.ts'
import { answer } from './routes.ts'
import { view } from './stream.ts'

const sockets = new WebSocketServer({ noServer: true })
const listeners = new Set<WebSocket>()
let sequence = 1000

function tell(kind: string, facts: Record<string, unknown>): void {
  sequence += 1
  const text = JSON.stringify({ sequence, id: `e${sequence}`, kind, occurred_utc: new Date().toISOString(), division: '', facts })
  for (const listener of listeners) listener.send(text)
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const isJson = request.headers['content-type']?.includes('json') ?? false
  const path = url.pathname.replace('/api/v1', '')
  const live = path === '/live' && request.method === 'POST'
  const body = isJson && text ? (JSON.parse(text) as Record<string, unknown>) : {}
  if (live) {
    for (const step of ['signalled', 'answered', 'first_packet']) {
      tell('live.attempt', { id: 'a0', channel: body['channel'], step, outcome: 'running' })
      await new Promise((resolve) => setTimeout(resolve, 120))
    }
  }
  const said = answer({ method: request.method ?? 'GET', path, query: url.searchParams, body, cookie: request.headers.cookie ?? '' })
  if (live && said.status === 201) (said.body as Record<string, unknown>)['url'] = `ws://${request.headers.host}/mock-media`
  response.statusCode = said.status ?? 200
  // Cookies do not tell ports apart, so their names do, as on the platform.
  const port = request.headers.host?.split(':')[1]
  if (said.cookie) response.setHeader('Set-Cookie', port ? said.cookie.replace('anlan_csrf=', `anlan_csrf_${port}=`) : said.cookie)
  response.setHeader('Content-Type', response.statusCode >= 400 ? 'application/problem+json' : 'application/json')
  response.end(said.body === undefined ? '' : JSON.stringify(said.body))
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const path = (request.url ?? '').split('?')[0]
  if (path === '/api/v1/events') {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      listeners.add(ws)
      ws.on('close', () => listeners.delete(ws))
      ws.send(JSON.stringify({ type: 'hello', sequence }))
    })
  } else if (path === '/mock-media') {
    sockets.handleUpgrade(request, socket, head, (ws) => ws.once('message', (token: Buffer) => view(token.toString(), ws)))
  }
}

function changeSomething(): void {
  const channel = channels[Math.floor(Math.random() * 300)]
  if (!channel || channel.life_cycle !== 'active') return
  channel.status = channel.status === 'ON' ? 'OFF' : 'ON'
  count()
  tell('directory.channel_state', { code: channel.code, status: channel.status })
  for (const length of [4, 6, 8]) {
    const division = divisions.find((one) => one.code === channel.division.slice(0, length))
    if (division) tell('directory.counts', { node: division.code, online: division.online, total: division.total })
  }
}

// As strict as the platform's own (`anlan.api.headers`), so that what it would block is seen here.
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self' ws:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

export function mockPlatform(): Plugin {
  const install = (server: ViteDevServer | PreviewServer, policy: string): void => {
    if (policy) {
      server.middlewares.use((_request, response, next) => {
        response.setHeader('Content-Security-Policy', policy)
        next()
      })
    }
    server.middlewares.use('/api', (request, response) => {
      request.url = `/api${request.url ?? ''}`
      void respond(request, response)
    })
    server.httpServer?.on('upgrade', upgrade)
    const timer = setInterval(changeSomething, 3000)
    const alarmTimer = startAlarms(tell)
    server.httpServer?.on('close', () => {
      clearInterval(timer)
      clearInterval(alarmTimer)
    })
  }
  return { name: 'anlan-mock-platform', configureServer: (server) => install(server, ''), configurePreviewServer: (server) => install(server, POLICY) }
}
