// The HTTP contract, answered from the made-up city.

import * as alarms from './alarms.ts'
import { channelByCode, channels, CITY, divisions, roads, type MockChannel } from './city.ts'
import * as records from './records.ts'
import { watched } from './stream.ts'

export type Ask = { method: string; path: string; query: URLSearchParams; body: Record<string, unknown>; cookie: string }
export type Answer = { status?: number; body?: unknown; cookie?: string }
type Handler = (ask: Ask, part: string) => Answer

const problem = (status: number, code: string, zh: string, en: string, more: object = {}): Answer => ({ status, body: { type: 'about:blank', title: code, status, code, zh, en, ...more } })
const missing = (): Answer => problem(404, 'directory.unknown', '没有这条记录。', 'There is no such record.')

let mustChange = false

function page<T>(rows: readonly T[], query: URLSearchParams): Answer {
  const start = Number(query.get('cursor') ?? 0)
  const limit = Math.min(500, Number(query.get('limit') ?? 100))
  return { body: { items: rows.slice(start, start + limit), next_cursor: start + limit < rows.length ? String(start + limit) : null, total: rows.length } }
}

function sorted<T extends object>(rows: T[], query: URLSearchParams): T[] {
  const sort = query.get('sort')
  if (!sort) return rows
  const key = sort.replace(/^-/, '') as keyof T
  const sign = sort.startsWith('-') ? -1 : 1
  return [...rows].sort((a, b) => (String(a[key] ?? '') < String(b[key] ?? '') ? -sign : sign))
}

function filtered<T extends object>(rows: readonly T[], query: URLSearchParams): T[] {
  return rows.filter((row) => {
    const get = (key: string): string => String((row as Record<string, unknown>)[key] ?? '')
    for (const [key, value] of query) {
      if (['cursor', 'limit', 'sort', 'from', 'to'].includes(key) || !value) continue
      if (key === 'division') {
        if (!get('division').startsWith(value)) return false
      } else if (key === 'q') {
        if (!get('name').includes(value) && !get('code').includes(value)) return false
      } else if (key === 'status' ? get('status') !== value && get('state') !== value : !get(key).includes(value)) return false
    }
    return true
  })
}

function tree(parent: string): object[] {
  if (!parent) return [node(CITY)]
  if (parent.length < 8) return divisions.filter((division) => division.parent === parent).map((division) => node(division.code))
  return channels.filter((channel) => channel.division === parent).map((channel) => ({ id: channel.code, code: channel.code, name: channel.name, kind: 'channel', has_children: false, online: 0, total: 0, status: channel.status, life_cycle: channel.life_cycle, platform: channel['platform'] }))
}

function node(code: string): object {
  const division = divisions.find((one) => one.code === code)!
  return { id: code, code, name: division.name, kind: 'division', has_children: division.total > 0, online: division.online, total: division.total, status: null, life_cycle: null, platform: null }
}

function overview(under: string): object {
  const root = divisions.find((division) => division.code === (under || CITY))!
  return {
    platform: records.platform, divisions: divisions.filter((division) => division.parent === root.code).map((d) => ({ code: d.code, name: d.name, channels: d.total, online: d.online })),
    channels: { total: root.total, online: root.online }, devices: { total: records.devices.length, online: records.devices.filter((device) => device.state === 'online').length },
    platforms: records.platforms.map(({ code, name, role, state, since_utc }) => ({ code, name, role, state, since_utc })), streams: { active: 14, viewers: 23, forwards: 2, bitrate_kbps: 54_300 },
  }
}

function mapChannels(query: URLSearchParams): Answer {
  const [w = 0, s = 0, e = 0, n = 0] = (query.get('bbox') ?? '').split(',').map(Number)
  const zoom = Number(query.get('zoom'))
  const inside = channels.filter((c) => c.longitude >= w && c.longitude <= e && c.latitude >= s && c.latitude <= n)
  if (inside.length <= 300) return { body: { clusters: [], points: inside.map(({ code, name, longitude, latitude, status, direction }) => ({ code, name, longitude, latitude, status, direction })) } }
  const size = 360 / 2 ** zoom / 4
  const cells = new Map<string, MockChannel[]>()
  for (const channel of inside) {
    const key = `${Math.floor(channel.longitude / size)}:${Math.floor(channel.latitude / size)}`
    cells.set(key, [...(cells.get(key) ?? []), channel])
  }
  const mean = (list: MockChannel[], key: 'longitude' | 'latitude'): number => list.reduce((sum, c) => sum + c[key], 0) / list.length
  return { body: { clusters: [...cells.values()].map((list) => ({ longitude: mean(list, 'longitude'), latitude: mean(list, 'latitude'), count: list.length, online: list.filter((c) => c.status === 'ON').length })), points: [] } }
}

function open(ask: Ask): Answer {
  const channel = channelByCode.get(String(ask.body['channel']))
  if (!channel) return missing()
  if (channel.status === 'OFF') {
    return problem(503, 'live.offline', '设备离线：连续三次心跳未到（07:42 起）。', 'The device is offline: three keepalives in a row did not arrive (since 07:42).', { remedy_zh: '请检查设备供电与网络；设备重新注册后可播放。', remedy_en: 'Check its power and network; it plays once it has registered again.', trace: 'r-81', attempt: 'a2' })
  }
  return { status: 201, body: { attempt: `a${Math.floor(Math.random() * 3)}`, stream: `s-${channel.code}`, viewer: `v${Date.now()}`, url: '', token: channel.code, expires_utc: new Date(Date.now() + 30_000).toISOString(), watermark: { user: '李卫国', time_utc: new Date().toISOString() } } }
}

const exact: Record<string, Handler> = {
  'POST /session': ({ body }) => {
    if (body['password'] === 'wrong') return problem(401, 'access.wrong_password', '用户名或密码错误。', 'Wrong user name or password.', { remedy_zh: '连续 5 次错误将锁定 15 分钟。', remedy_en: 'Five wrong entries in a row lock the account for 15 minutes.' })
    mustChange = body['name'] === 'new'
    return { body: { user: records.user, must_change_password: mustChange, csrf: 'c' }, cookie: 'anlan_csrf=c; Path=/' }
  },
  'GET /session': ({ cookie }) => (/anlan_csrf(_\d+)?=c/.test(cookie) ? { body: { user: { ...records.user, must_change_password: mustChange }, platform: records.platform, map: { tile_url: '' }, purposes: records.purposes } } : problem(401, 'access.signed_out', '尚未登录。', 'Nobody is signed in.')),
  'DELETE /session': () => ({ status: 204, cookie: 'anlan_csrf=; Path=/; Max-Age=0' }),
  'POST /session/password': ({ body }) => {
    if (String(body['new']).length < 12) return problem(422, 'access.weak', '新密码不符合要求。', 'The new password does not meet the rule.', { fields: { new: { zh: '不少于 12 位', en: 'At least 12 characters' } } })
    mustChange = false
    return { status: 204 }
  },
  'GET /overview': ({ query }) => ({ body: overview(query.get('division') ?? '') }),
  'GET /divisions': () => ({ body: { items: divisions.map(({ code, name }) => ({ code, name })) } }),
  'GET /directory/vocabulary': () => ({ body: { life_cycles: [], site_categories: [] } }),
  'GET /tree': ({ query }) => ({ body: { items: tree(query.get('parent') ?? '') } }),
  'GET /search': ({ query }) => ({ body: { items: [...divisions.map((d) => ({ kind: 'division', id: d.code, code: d.code, name: d.name, division: d.code, status: null })), ...channels.slice(0, 5000).map((c) => ({ kind: 'channel', id: `c:${c.code}`, code: c.code, name: c.name, division: c.division, status: c.status }))].filter((hit) => hit.name.includes(query.get('q') ?? '') || hit.code.includes(query.get('q') ?? '')).slice(0, 20) } }),
  'GET /channels': ({ query }) => page(sorted(filtered(channels, query), query), query),
  'GET /map/channels': ({ query }) => mapChannels(query),
  'GET /map/boundaries': () => ({ body: { type: 'FeatureCollection', features: divisions.map((d) => ({ type: 'Feature', properties: { code: d.code, name: d.name, level: d.code.length / 2 - 1 }, geometry: { type: 'Polygon', coordinates: [d.ring] } })) } }),
  'GET /map/roads': () => ({ body: { type: 'FeatureCollection', features: roads.map((road) => ({ type: 'Feature', properties: { name: road.name, class: road.major ? 'trunk' : 'local' }, geometry: { type: 'LineString', coordinates: road.line } })) } }),
  'GET /devices': ({ query }) => page(sorted(filtered(records.devices, query), query), query),
  'POST /devices': ({ body }) => (records.devices.some((d) => d.code === body['code']) ? problem(409, 'directory.code_taken', '编码已被占用。', 'The code is taken.', { fields: { code: { zh: '此编码已登记为“柳溪街道政府广场”', en: 'This code is entered already' } } }) : { status: 201, body: { ...records.devices[0], ...body } }),
  'GET /devices/next-code': ({ query }) => {
    const division = (query.get('division') ?? '').padEnd(8, '0').slice(0, 8)
    const type = query.get('type') ?? '132'
    return { body: { code: `${division}00${type}0000257`, explanation: [[division, '中心编码', 'Centre', `区划 ${division}`, `Division ${division}`], ['00', '行业编码', 'Industry', '社会治安路面接入', 'Public security, streets'], [type, '类型编码', 'Type', '网络摄像机', 'Network camera'], ['0', '网络标识', 'Network', '监控报警专网', 'Surveillance network'], ['000257', '序号', 'Serial', '下一个可用序号', 'Next free serial']].map(([digits, zh, en, mzh, men]) => ({ digits, name: { zh, en }, meaning: { zh: mzh, en: men } })) } }
  },
  'GET /registration-rules': ({ query }) => page(records.rules, query),
  'POST /registration-rules': ({ body }) => ({ status: 201, body: { id: 'r9', ...body } }),
  'GET /refusals': ({ query }) => page(records.refusals, query),
  'GET /platforms': ({ query }) => page(sorted(filtered(records.platforms, query), query), query),
  'POST /platforms': ({ body }) => ({ status: 201, body: { ...records.platforms[0], ...body } }),
  'POST /live': open,
  'GET /live/streams': () => ({ body: { items: watched().map(({ code, viewers }) => ({ id: `s-${code}`, channel: code, channel_name: channelByCode.get(code)?.name, state: 'playing', viewers, forwards: 0, bitrate_kbps: 512, lost: 0, video_codec: 'h264', width: 640, height: 360, frame_rate: 15, opened_us: (Date.now() - 60_000) * 1000, watchers: [{ id: 'v1', user: '李卫国' }, { id: 'f1', user: '省级共享平台' }] })) } }),
  'GET /attempts': ({ query }) => page(filtered(records.attempts, query), query),
  'POST /channels/import': ({ query }) => ({ body: query.get('dry_run') === 'true' ? { rows: 320, would_create: 301, would_update: 12, unchanged: 7, applied: false, errors_total: 2, errors: [{ row: 14, column: '编码', column_en: 'code', value: '990101010013200', zh: '编码不足二十位', en: 'The code has fewer than 20 digits' }, { row: 77, column: '经度', column_en: 'longitude', value: '312.4', zh: '经度超出 -180 至 180', en: 'Longitude is outside -180 to 180' }] } : { rows: 320, would_create: 301, would_update: 12, unchanged: 7, applied: true, errors_total: 0, errors: [] } }),
  'GET /alarms': ({ query }) => {
    const wanted = (query.get('view') === 'all' ? alarms.all() : alarms.queue()).filter((row) => ['state', 'division'].every((key) => String(row[key]).startsWith(query.get(key) ?? '')) && (!query.get('class') || row.alarm_class === query.get('class'))
      && (!query.get('claimed_by') || row.claimed_by?.id === query.get('claimed_by')) && (!query.get('subscriber') || row.subscriber?.id === query.get('subscriber')) && (row.subscriber?.name ?? '').includes(query.get('q') ?? ''))
    const answer = page(wanted, query)
    return { body: { ...(answer.body as object), by_class: alarms.byClass(wanted) } }
  },
  'POST /alarms': ({ body }) => ({ status: 201, body: alarms.openByHand(body) }),
  'GET /alarms/board': () => ({ body: alarms.board() }),
  'GET /alarms/clocks': () => ({ body: alarms.months() }),
  'GET /alarm-signals': ({ query }) => page(alarms.unknownSignals, query),
  'GET /alarm-suppressions': ({ query }) => page([{ id: 'p1', mode: 'test', subscriber: 's3', subscriber_name: alarms.subscribers[3]!.name, division: '990101', zone: '', reason: '季度检测', starts_utc: records.at(3e6), ends_utc: records.at(-3e6), made_by_name: '李卫国' }], query),
  'GET /subscribers': ({ query }) => page(filtered(alarms.subscribers, query).map(alarms.bare), query),
  'GET /alarms/vocabulary': () => ({ body: alarms.alarmWords }),
  'GET /subscribers/vocabulary': () => ({ body: alarms.subscriberWords }),
  'POST /subscribers': ({ body }) => (alarms.subscribers.some((one) => one.number === body['number']) ? problem(409, 'subscribers.number_taken', '编号已被占用。', 'The number is taken.', { fields: { number: { zh: '此编号已登记', en: 'This number is entered already' } } }) : { status: 201, body: { ...alarms.bare(alarms.subscribers[0]!), ...body, id: 's0' } }),
  'GET /users': ({ query }) => page(filtered(records.users, query), query),
  'POST /users': ({ body }) => ({ status: 201, body: { id: 'u99', enabled: true, ...body } }),
  'GET /roles': ({ query }) => page(records.roles, query),
  'POST /roles': ({ body }) => ({ status: 201, body: { id: 'x', ...body } }),
  'GET /organisations': ({ query }) => page(records.organisations, query),
  'POST /organisations': ({ body }) => ({ status: 201, body: { id: 'x', ...body } }),
  'GET /tokens': ({ query }) => page(records.tokens, query),
  'POST /tokens': ({ body }) => ({ status: 201, body: { token: 'anl_9f2c41d07e6b4b2f8f0a', view: { ...records.tokens[0], id: 't9', ...body } } }),
  'GET /permissions': () => ({ body: { items: records.permissions } }),
  'GET /audit': ({ query }) => page(filtered(records.audit, query), query),
  'POST /audit/verify': () => ({ body: { whole: true, lines: 900, anchors: 12, findings: [], more: 0 } }),
}

const below: [RegExp, Handler][] = [
  [/^GET \/alarms\/([^/]+)$/, (_, id) => { const found = alarms.detail(id); return found ? { body: found } : missing() }],
  [/^POST \/alarms\/([^/]+\/[a-z_]+)$/, ({ body }, part) => {
    const [id = '', action = ''] = part.split('/')
    const done = alarms.act(id, action, body)
    if (!done) return missing()
    if (done.row) return { body: done.row }
    return done.why === 'held' ? problem(409, 'alarms.claimed_by', `警情已由${done.current?.claimed_by?.name ?? ''}受理。`, `${done.current?.claimed_by?.name ?? ''} has this alarm.`, { current: done.current }) : problem(409, 'alarms.state', '警情的状态已变，不能执行此操作。', 'The alarm has another state now; this cannot be done.', { current: done.current })
  }],
  [/^GET \/subscribers\/([^/]+)$/, (_, id) => { const found = alarms.subscribers.find((one) => one.id === id); return found ? { body: alarms.bare(found) } : missing() }],
  [/^POST \/subscribers\/[^/]+\/password-check$/, ({ body }) => ({ body: { correct: body['given'] === '平安' } })],
  [/^GET \/subscribers\/[^/]+\/changes$/, (ask) => page([{ id: 2, actor_name: '李卫国', reason: 'edited', changes: { address: ['东口', '农贸市场东口'], verbal_password: ['***', '***'] }, at_utc: records.at(9e6) }, { id: 1, actor_name: '王敏', reason: 'created', changes: {}, at_utc: records.at(9e8) }], ask.query)],
  [/^GET \/subscribers\/([^/]+\/[a-z-]+)$/, (_, part) => { const [id = '', name = ''] = part.split('/'); const found = alarms.subscriberPart(id, name); return found ? { body: found } : missing() }],
  [/^PUT \/subscribers\/([^/]+\/[a-z]+)$/, ({ body }, part) => { const [id = '', name = ''] = part.split('/'); return { body: alarms.subscriberPart(id, name, body) } }],
  [/^PATCH \/subscribers\/([^/]+)$/, ({ body }, id) => { const found = alarms.subscribers.find((one) => one.id === id)!; Object.assign(found, body, { version: found.version + 1 }); return { body: alarms.bare(found) } }],
  [/^GET \/channels\/(\d{20})$/, (_, code) => (channelByCode.has(code) ? { body: channelByCode.get(code) } : missing())],
  [/^GET \/channels\/(\d{20})\/history$/, (ask) => page([{ id: 2, at_utc: records.at(9e6), actor: '李卫国', what: 'edited', changes: { name: ['东口', '农贸市场东口'], longitude: [112.1, 112.13] } }, { id: 1, at_utc: records.at(9e8), actor: '', what: 'catalog', changes: {} }], ask.query)],
  [/^PATCH \/channels\/(\d{20})$/, ({ body }, code) => ({ body: { ...channelByCode.get(code), ...body } })],
  [/^GET \/devices\/(\d{20})$/, (_, code) => ({ body: records.devices.find((d) => d.code === code) })],
  [/^GET \/devices\/(\d{20})\/transitions$/, (ask) => page(records.transitions('online'), ask.query)],
  [/^GET \/devices\/(\d{20})\/diagnosis$/, () => ({ body: { items: records.findings } })],
  [/^GET \/devices\/(\d{20})\/checks$/, (ask) => page(records.checks, ask.query)],
  [/^GET \/platforms\/(\d{20})$/, (_, code) => ({ body: records.platforms.find((p) => p.code === code) })],
  [/^GET \/platforms\/(\d{20})\/transitions$/, (ask) => page(records.transitions('registered'), ask.query)],
  [/^GET \/platforms\/(\d{20})\/checks$/, () => ({ body: { items: [] } })],
  [/^GET \/platforms\/(\d{20})\/shares$/, () => ({ body: [{ node: '990101', kind: 'division', recursive: true, name: '临江区' }] })],
  [/^GET \/attempts\/(.+)$/, (_, id) => { const found = records.attempts.find((attempt) => attempt.id === id); return found ? { body: found } : missing() }],
  [/^(POST|PATCH|PUT|DELETE) \/.+$/, () => ({ status: 204 })],
]

export function answer(ask: Ask): Answer {
  const name = `${ask.method} ${ask.path}`
  const handler = exact[name]
  if (handler) return handler(ask, '')
  for (const [pattern, handle] of below) {
    const match = pattern.exec(name)
    if (match) return handle(ask, match[1] ?? '')
  }
  return missing()
}
