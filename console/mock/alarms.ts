// The alarm centre of the made-up city: open and closed cases that change by themselves, and the premises they come from.

import { channels, divisions, pickOne, random, type MockChannel } from './city.ts'
import { at, user } from './records.ts'

type Row = Record<string, unknown> & { id: string; state: string; alarm_class: string; rank: number; version: number; division: string; received_utc: string; claimed_by: { id: string; name: string } | null; subscriber: { id: string; name: string; category: string; address: string } | null }
type Step = Record<string, unknown>

const CLASSES = ['hold_up', 'fire', 'confirmed_intrusion', 'intrusion', 'tamper', 'fault', 'open_close', 'test', 'information']
const KINDS: [string, string, string, string, string][] = [
  ['hold_up', 'panic', '紧急按钮', 'Panic button', '1120'], ['fire', 'smoke', '感烟探测', 'Smoke', '1111'], ['confirmed_intrusion', 'burglary', '入侵报警', 'Burglary', '1130'], ['intrusion', 'perimeter', '周界报警', 'Perimeter', '1131'],
  ['intrusion', 'burglary', '入侵报警', 'Burglary', '1130'], ['tamper', 'tamper', '防拆报警', 'Tamper', '1137'], ['fault', 'ac_loss', '交流断电', 'Mains lost', '1301'], ['fault', 'battery', '电池欠压', 'Battery low', '1302'], ['open_close', 'late_close', '未按时布防', 'Late to close', '3454'],
]
const SHOPS = ['惠民超市', '供销社农资店', '黄金首饰店', '手机专卖店', '卫生院药房', '邮政储蓄网点', '加油站', '幼儿园', '粮油店', '家电商场']
const ROLES: [string, string, string][] = [['owner', '户主或负责人', 'Owner'], ['key_holder', '钥匙保管人', 'Key holder'], ['guard', '保安或护卫', 'Guard'], ['neighbour', '邻里联防', 'Neighbour'], ['village', '村（居）联系人', 'Village contact'], ['other', '其他', 'Other']]
const words = (table: [string, string, string][]): object[] => table.map(([id, zh, en]) => ({ id, zh, en }))
export const subscriberWords = {
  categories: words([['household', '居民农户', 'Household'], ['shop', '商业网点', 'Shop'], ['institution', '机关企事业单位', 'Institution'], ['key_unit', '重点单位', 'Key unit'], ['community', '居民小区', 'Community'], ['other', '其他', 'Other']]),
  contact_roles: words(ROLES), principles: words([['passive_infrared', '被动红外', 'Passive infrared'], ['contact', '磁开关', 'Magnetic contact'], ['vibration', '振动', 'Vibration'], ['button', '紧急按钮', 'Hold-up button'], ['smoke', '感烟', 'Smoke'], ['other', '其他', 'Other']]),
  supervision_classes: { SP2: 90_000, SP3: 1800, SP4: 180, SP5: 90, DP3: 180, DP4: 90, C: 0 },
}
const sames = (ids: string): object[] => ids.split(' ').map((id) => ({ id, zh: id, en: id }))
export const alarmWords = {
  classes: words([['hold_up', '紧急求助', 'Hold-up'], ['fire', '火警急救', 'Fire, medical'], ['confirmed_intrusion', '入侵（已确认）', 'Intrusion, confirmed'], ['intrusion', '入侵', 'Intrusion'], ['tamper', '防拆', 'Tamper'], ['fault', '故障', 'Fault'], ['open_close', '布撤防异常', 'Opening, closing'], ['test', '测试', 'Test'], ['information', '提示', 'Information']]),
  results: sames('true_crime true_fire true_other false_user false_equipment false_environment false_unknown test duplicate'), false_causes: sames('user equipment environment unknown'),
  methods: sames('video phone guard'), findings: sames('confirmed false unreachable unclear'), forward_conditions: sames('confirmed_by_user two_zones emergency'),
}
const PLAN = ['调看关联摄像机，确认现场情况', '拨打第一联系人并核对口令', '联系不上时依次拨打其余联系人', '符合转警条件时立即转公安 110', '通知最近的巡逻力量到场']

const spots: MockChannel[] = channels.filter((_, i) => i % 97 === 0)
export const subscribers = Array.from({ length: 600 }, (_, i) => {
  const spot = spots[i % spots.length]!
  return {
    id: `s${i}`, number: `AL${String(10_000 + i)}`, name: `${spot.division_name}${SHOPS[i % SHOPS.length]}`, category: i % 3 ? 'shop' : i % 2 ? 'key_unit' : 'household', division: spot.division, division_name: spot.division_name, village: '', address: spot.address, longitude: spot.longitude + 0.0003, latitude: spot.latitude + 0.0002,
    company: i % 2 ? 'o4' : '', company_name: i % 2 ? '平安报警服务有限公司' : '', contract: i % 2 ? `HT2026-${i}` : '', contract_from: '2026-01-01', contract_until: '2026-12-31', confirmation_s: null, plan: PLAN, note: '', enabled: i % 31 !== 7, has_password: i % 4 !== 0, version: 1, created_utc: at(9e9), changed_utc: at(9e7 + i * 1e5), spot,
  }
})
export type MockSubscriber = (typeof subscribers)[number]
export const bare = (one: MockSubscriber): object => Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'spot'))
const near = (one: MockSubscriber): MockChannel[] => channels.filter((channel) => channel.division === one.division && channel.life_cycle === 'active').slice(0, 5)
const CONTACTS = [{ name: '王建国', phone: '139 0000 0001', role: 'owner', holds_key: true, note: '' }, { name: '刘敏', phone: '139 0000 0002', role: 'key_holder', holds_key: true, note: '夜间可到场' }, { name: '赵队长', phone: '0000-8800110', role: 'guard', holds_key: false, note: '' }]
const parts = new Map<string, object[]>()
function part(one: MockSubscriber, name: string): object[] {
  const first: Record<string, object[]> = {
    contacts: CONTACTS, partitions: [{ number: '1', name: '营业厅' }, { number: '2', name: '库房' }], zones: [{ number: '1', name: '前门磁开关', partition: '1', principle: 'contact', bypassed: false }, { number: '3', name: '营业厅红外', partition: '1', principle: 'passive_infrared', bypassed: false }, { number: '24', name: '柜台紧急按钮', partition: '1', principle: 'button', bypassed: false }],
    schedules: [{ weekdays: '12345', open_from: 450, open_until: 540, close_from: 1080, close_until: 1230, partition: '' }], cameras: near(one).slice(0, 2).map((channel) => ({ channel: channel.code, zone: '' })),
  }
  return parts.get(`${one.id} ${name}`) ?? first[name] ?? []
}

export const open = new Map<string, Row>()
export const closed: Row[] = []
const steps = new Map<string, Step[]>()
let tell: (kind: string, facts: Record<string, unknown>) => void = () => undefined
let serial = 0

function addStep(row: Row, action: string, from: string, facts: object, who = user.display_name): void {
  const list = steps.get(row.id) ?? []
  list.push({ sequence: list.length + 1, at_utc: new Date().toISOString(), actor: 'u1', actor_kind: who ? 'user' : 'rule', actor_name: who, organisation: who ? user.organisation : '', action, from_state: from, to_state: row.state, facts, longitude: null, latitude: null })
  steps.set(row.id, list)
}
function announce(row: Row): void {
  tell('alarms.case', { id: row.id, state: row.state, alarm_class: row.alarm_class, rank: row.rank, claimed_by: row.claimed_by?.id ?? null, claimed_by_name: row.claimed_by?.name ?? '', version: row.version, signals: row['signals'], subscriber: row.subscriber?.id ?? null, division: row.division })
}
function make(kind: (typeof KINDS)[number], ageMs: number): Row {
  const [alarmClass, code, zh, en, original] = kind
  const one = pickOne(subscribers)
  serial += 1
  const received = Date.now() - ageMs
  const urgent = alarmClass === 'hold_up' || alarmClass === 'fire'
  const known = serial % 17 !== 0
  return {
    id: `${String(received).padStart(14, '0')}${String(serial).padStart(6, '0')}`, state: 'waiting', alarm_class: alarmClass, rank: CLASSES.indexOf(alarmClass), kind: { code, zh, en }, original, division: known ? one.division : '9901', division_name: known ? one.division_name : '安澜市', subscriber: known ? { id: one.id, name: one.name, category: one.category, address: one.address } : null,
    source: known ? `dc09|0||${one.number}` : 'dc09|0||FFFF1', zone: '3', zone_name: known ? '营业厅红外' : '', text: '', received_utc: new Date(received).toISOString(), last_signal_utc: new Date(received).toISOString(), signals: 1 + Math.floor(random() * 4), repeats: 0, group_size: 0, group_alarm: null, claimed_by: null, claimed_utc: null, handed_to: null,
    deadline_utc: new Date(received + (urgent ? 30_000 : 90_000)).toISOString(), escalated: ageMs > 600_000 && random() < 0.3, confirmed_by: alarmClass === 'confirmed_intrusion' ? 'two_zones' : null, version: 1, longitude: known ? one.longitude : null, latitude: known ? one.latitude : null, closed_utc: null, result: null,
  }
}
for (let i = 0; i < Number(process.env['MOCK_ALARMS'] ?? 40); i += 1) {
  const row = make(KINDS[i < 1 ? 0 : 1 + (i % (KINDS.length - 1))]!, i < 1 ? 12_000 : Math.floor(random() * 900_000))
  if (i % 3 === 1) Object.assign(row, { state: pickOne(['claimed', 'verifying', 'dispatched', 'forwarded', 'on_scene', 'handled']), claimed_by: pickOne([{ id: 'u1', name: user.display_name }, { id: 'u7', name: '张敏' }, { id: 'u9', name: '陈建军' }]), claimed_utc: at(60_000) })
  open.set(row.id, row)
}
for (let i = 0; i < 300; i += 1) closed.push({ ...make(pickOne(KINDS), 3_600_000 * (i + 1)), state: 'closed', result: pickOne(['false_user', 'false_environment', 'true_crime', 'test']), closed_utc: at(3_500_000 * (i + 1)) })

export function start(say: typeof tell): NodeJS.Timeout {
  tell = say
  return setInterval(() => {
    const draw = Math.random()
    if (draw < 0.5) {
      const waiting = [...open.values()].filter((row) => row.state === 'waiting' && row.alarm_class !== 'hold_up')
      const row = waiting[Math.floor(Math.random() * waiting.length)]
      if (!row) return
      Object.assign(row, { state: 'claimed', claimed_by: { id: 'u7', name: '张敏' }, claimed_utc: new Date().toISOString(), version: row.version + 1 })
      announce(row)
    } else {
      const row = make(KINDS[1 + Math.floor(Math.random() * (KINDS.length - 1))]!, 0)
      open.set(row.id, row)
      announce(row)
    }
  }, Number(process.env['MOCK_ALARM_MS'] ?? 9000))
}

export const queue = (): Row[] => [...open.values()].sort((a, b) => a.rank - b.rank || (a.received_utc < b.received_utc ? -1 : 1))
export const all = (): Row[] => [...open.values(), ...closed].sort((a, b) => (a.id < b.id ? 1 : -1))
export const byClass = (rows: readonly Row[]): Record<string, number> => rows.reduce<Record<string, number>>((sum, row) => ({ ...sum, [row.alarm_class]: (sum[row.alarm_class] ?? 0) + 1 }), {})
const find = (id: string): Row | undefined => open.get(id) ?? closed.find((row) => row.id === id)

const MOVES: Record<string, [from: string[], to: string]> = {
  claim: [['waiting'], 'claimed'], release: [['claimed', 'verifying'], 'waiting'], hand_over: [['claimed', 'verifying', 'dispatched', 'forwarded', 'on_scene'], ''], take_back: [['claimed', 'verifying'], 'waiting'], verify: [['claimed', 'verifying'], 'verifying'], decide_false: [['claimed', 'verifying', 'dispatched', 'on_scene'], 'handled'],
  dispatch: [['claimed', 'verifying', 'forwarded'], 'dispatched'], forward: [['claimed', 'verifying', 'dispatched', 'on_scene'], 'forwarded'], arrive: [['dispatched', 'forwarded'], 'on_scene'], report: [['dispatched', 'forwarded', 'on_scene'], ''], handle: [['dispatched', 'forwarded', 'on_scene'], 'handled'], close: [['handled'], 'closed'],
  approve: [['second_check'], 'closed'], return: [['second_check'], 'handled'], note: [[...'waiting claimed verifying dispatched forwarded on_scene handled second_check closed'.split(' ')], ''],
}
export function detail(id: string): object | null {
  const row = find(id)
  if (!row) return null
  const one = subscribers.find((each) => each.id === row.subscriber?.id)
  const mine = row.claimed_by === null || row.claimed_by.id === 'u1'
  return {
    ...row, steps: steps.get(id) ?? [], cameras: one ? near(one).map((channel) => ({ channel: channel.code, name: channel.name, status: channel.status })) : [], contacts: one ? CONTACTS.map((each, i) => ({ id: `k${i}`, ...each })) : [], plan: one ? PLAN.map((text, i) => ({ step: i + 1, text })) : [],
    signal_list: Array.from({ length: Number(row['signals']) }, (_, i) => ({ id: `g${i}`, source: row['source'], known: row.subscriber !== null, subscriber: row.subscriber?.id ?? null, division: row.division, kind: 'burglary', alarm_class: row.alarm_class, original: row['original'], qualifier: i ? 'new' : 'status', partition: '1', zone: '3', user: '', text: '', occurred_utc: null, received_utc: row.received_utc, path: i ? '2' : '1', encrypted: true, raw: `#${row.subscriber?.id ?? 'FFFF1'}|1130 01 003`, outcome: i ? 'attached' : 'opened', alarm: id })),
    previous: one ? [{ id: closed[1]!.id, received_utc: closed[1]!.received_utc, result: 'false_user' }, { id: closed[2]!.id, received_utc: closed[2]!.received_utc, result: 'false_environment' }] : [], false_alarms_12_months: one ? 3 : 0,
    actions: Object.entries(MOVES).filter(([name, [from]]) => from.includes(row.state) && (mine || ['note', 'arrive', 'report', 'take_back'].includes(name))).map(([name]) => name).concat('correct'),
  }
}
export function act(id: string, action: string, body: Record<string, unknown>): { row?: Row; why?: 'state' | 'held'; current?: Row } | null {
  const row = find(id)
  const move = MOVES[action] ?? (action === 'correct' ? [[row?.state ?? ''], ''] as [string[], string] : null)
  if (!row || !move) return null
  if (!move[0].includes(row.state)) return { why: row.claimed_by && action === 'claim' ? 'held' : 'state', current: row }
  const before = row.state
  row.state = action === 'close' && row.alarm_class === 'hold_up' ? 'second_check' : move[1] || row.state
  row.version += 1
  if (action === 'claim') Object.assign(row, { claimed_by: { id: 'u1', name: user.display_name }, claimed_utc: new Date().toISOString() })
  if (row.state === 'waiting') Object.assign(row, { claimed_by: null, claimed_utc: null })
  if (row.state === 'closed') {
    Object.assign(row, { closed_utc: new Date().toISOString(), result: body['result'] ?? row['result'] })
    open.delete(id)
    closed.unshift(row)
  }
  addStep(row, action, before, Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'version')))
  announce(row)
  return { row }
}
export function openByHand(body: Record<string, unknown>): Row {
  const row = make(KINDS[0]!, 0)
  const division = divisions.find((one) => one.code === body['division'])
  Object.assign(row, { alarm_class: body['alarm_class'], rank: CLASSES.indexOf(String(body['alarm_class'])), text: body['text'], source: 'manual||', subscriber: null, division: division?.code ?? '9901', division_name: division?.name ?? '安澜市' })
  open.set(row.id, row)
  announce(row)
  return row
}
const clocks = (): object[] => CLASSES.slice(0, 6).map((alarm_class, i) => ({ alarm_class, count: 12 + i * 9, within_first_percent: i === 3 ? 74.6 : 88.2 - i, within_second_percent: i === 3 ? 96.1 : 99.1, p50_s: 11 + i, p95_s: 48 + i * 9, goals: i < 2 ? { first_s: 30, first_percent: 80, second_s: 60, second_percent: 98.5 } : { first_s: 90, first_percent: 80, second_s: 180, second_percent: 98.5 } }))
export function board(): object {
  const rows = queue()
  const tally = (key: (row: Row) => string | undefined): Record<string, number> => rows.reduce<Record<string, number>>((sum, row) => { const k = key(row); if (k) sum[k] = (sum[k] ?? 0) + 1; return sum }, {})
  const held = new Map<string, { id: string; name: string; open: number }>()
  for (const row of rows) if (row.claimed_by) held.set(row.claimed_by.id, { ...row.claimed_by, open: (held.get(row.claimed_by.id)?.open ?? 0) + 1 })
  return { by_class: byClass(rows), by_state: tally((row) => row.state), by_division: tally((row) => row.division), oldest_waiting_utc: rows.filter((row) => row.state === 'waiting').map((row) => row.received_utc).sort()[0] ?? null, operators: [...held.values()], clocks: clocks() }
}
export const months = (): object[] => ['', '2026-11', '2026-10'].map((month) => ({ month, classes: clocks() }))
export const unknownSignals = Array.from({ length: 14 }, (_, i) => ({ id: `z${i}`, source: `dc09|0||FFF${i}`, known: false, subscriber: null, division: '9901', kind: 'burglary', alarm_class: 'intrusion', original: '1130', qualifier: 'new', partition: '1', zone: '7', user: '', text: '', occurred_utc: null, received_utc: at(i * 400_000), path: '1', encrypted: false, raw: `"ADM-CID"0007R0L0#FFF${i}[#FFF${i}|1130 01 007]`, outcome: 'opened', alarm: closed[i]!.id }))

export function subscriberPart(id: string, name: string, body?: Record<string, unknown>): object | null {
  const one = subscribers.find((each) => each.id === id)
  if (!one) return null
  if (body) {
    parts.set(`${id} ${name}`, body['items'] as object[])
    one.version += 1
    return { version: one.version }
  }
  if (name === 'camera-proposals') return { items: near(one).map((channel, i) => ({ channel: channel.code, name: channel.name, status: channel.status, distance_m: 18 + i * 31, faces: i === 3 ? null : i % 2 === 0 })) }
  if (name === 'accounts') return { items: [{ id: 'a1', protocol: 'dc09', receiver: '0', line: '', account: one.number, model: 'DS-19A08', has_key: true, key_required: true, supervision_class: 'SP4', poll_s: 60, clock_behind_s: 40, clock_ahead_s: 20, enabled: true, links: [{ path: '', state: 'up', since_utc: at(9e7), heard_utc: at(6e4) }] }] }
  return { items: part(one, name) }
}
