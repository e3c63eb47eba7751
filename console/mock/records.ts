// Devices, platforms, people, traces and the audit log of the made-up city.

import { CITY, channels, divisions, pickOne, random } from './city.ts'

const HOUR = 3600_000
export const at = (msAgo: number): string => new Date(Date.now() - msAgo).toISOString()

export const platform = {
  code: '99010000002000000001', name: '安澜市视频监控共享平台', level: 'city', division: CITY, division_name: '安澜市', version: '0.1.0',
  sip: { domain: '9901000000', realm: '9901000000', host: '10.10.1.5', port: 5060 },
}

export const purposes = [
  ['duty_patrol', '值班巡查', 'Duty patrol'], ['alarm_verification', '警情核实', 'Alarm verification'], ['incident_command', '应急指挥', 'Incident command'],
  ['case_investigation', '案事件查证', 'Case investigation'], ['maintenance', '设备运维', 'Equipment maintenance'], ['acceptance', '工程验收', 'Acceptance of works'], ['cascade', '上级平台调阅', 'Call by an upper platform'],
].map(([id, zh, en]) => ({ id, zh, en }))

export const permissions = [
  ['directory.read', '查看目录、设备与平台', 'See the directory, devices and platforms'], ['directory.write', '维护目录、设备档案，导入导出', 'Keep the directory and device records; import and export'],
  ['platforms.write', '维护上下级平台、注册规则与共享范围', 'Keep platforms, registration rules and what is shared'], ['live.view', '观看实时视频', 'Look at live video'],
  ['live.traces', '查看点播与接入诊断', 'See the traces of attempts'], ['users.manage', '管理用户、角色与组织机构', 'Manage users, roles and organisations'], ['audit.read', '查阅与校验审计日志', 'Read and verify the audit log'],
  ['alarms.read', '查看警情', 'See alarms'], ['alarms.handle', '受理与处置警情', 'Take and handle alarms'], ['alarms.supervise', '警情督办', 'Supervise alarms'], ['subscribers.read', '查看报警用户', 'See alarm subscribers'], ['subscribers.write', '维护报警用户', 'Keep alarm subscribers'], ['subscribers.secrets', '维护口令与主机密钥', 'Set verbal passwords and panel keys'],
  ['system.read', '查看系统运行状态', 'See the state of the system'],
].map(([id, zh, en]) => ({ id, zh, en }))

export const user = {
  id: 'u1', name: 'admin', display_name: '李卫国', organisation: '安澜市公安局指挥中心', permissions: permissions.map((permission) => permission.id), divisions: [''],
  must_change_password: false,
}

const REASONS = [
  { zh: '连续三次心跳未到', en: 'Three keepalives in a row did not arrive' }, { zh: '设备主动注销', en: 'The device unregistered' }, { zh: '注册成功', en: 'Registered' }, { zh: '注册到期未续', en: 'The registration ran out' },
]

export const devices = channels.slice(0, 1200).map((channel, i) => ({
  code: channel.code, name: channel.name, state: channel.status === 'ON' ? 'online' : channel.status === 'OFF' ? 'offline' : 'degraded', division: channel.division, division_name: channel.division_name, manufacturer: channel.manufacturer, model: channel.model,
  firmware: `V5.${i % 9}.${i % 7}`, edition: i % 3 ? '2016' : '2022', transport: i % 5 ? 'udp' : 'tcp', remote_address: `10.${20 + (i % 9)}.${i % 250}.${(i * 7) % 250}:5060`, check_ssrc: true, any_source: false, has_password: true, rule: null, media_transport: 'udp', keepalive_interval_s: 60, keepalive_misses: 3, user_agent: 'IPC/5.1', enabled: true,
  expires_utc: at(-HOUR), since_utc: at(HOUR * (i % 200)), state_reason: 'registered', channels: 1, channels_online: channel.status === 'ON' ? 1 : 0, charset: 'GB18030',
  violations: i % 4 ? 0 : 2, life_cycle: channel.life_cycle, catalog: { state: 'complete', received: 1, expected: 1, at_utc: at(HOUR) }, created_utc: at(HOUR * 2000),
}))

export const platforms = [
  { code: '99000000002000000001', name: '省级共享平台', role: 'upper', state: 'online', host: '10.1.0.5' },
  ...divisions.filter((division) => division.code.length === 6).map((division, i) => ({
    code: `${division.code}00002000000001`, name: `${division.name}视频监控平台`, role: 'lower', state: i === 7 ? 'offline' : i === 4 ? 'degraded' : 'online', host: `10.10.${i + 1}.5`, division: division.code,
    channels: division.total, channels_online: division.online, division_name: division.name,
  })),
  { code: '99010000002000000009', name: '高速公路视频平台', role: 'peer', state: 'online', host: '10.30.0.9', channels: 320, channels_online: 311 },
].map((one, i) => ({
  port: 5060, transport: i % 2 ? 'udp' : 'tcp', edition: '2022', username: platform.code, charset: 'GB18030', register_expires_s: 3600, keepalive_interval_s: 60, enabled: true, since_utc: at(HOUR * (5 + i * 9)), state_reason: 'registered', check_ssrc: true, any_source: false, has_password: true, expires_utc: at(-HOUR), manufacturer: '', model: '', firmware: '', violations: 0, direction: 'in', created_utc: at(HOUR * 900), media_transport: 'udp', level: 'county', domain: '9901000000', user_agent: 'Anlan', keepalive_misses: 3,
  division: CITY, division_name: '安澜市', catalog: { state: i === 4 ? 'incomplete' : 'complete', received: i === 4 ? 4810 : 5120, expected: 5120, at_utc: at(HOUR) }, ...one,
}))

export const transitions = (state: string): object[] => Array.from({ length: 9 }, (_, i) => ({
  id: i, code: 'x', address: '10.20.3.4:5060', state: i === 0 ? state : i % 2 ? 'offline' : 'online', at_utc: at(HOUR * (i * 17 + 1)), reason: REASONS[i % 2 ? 0 : 2],
}))

export const checks = [
  { code: 'catalog.civil_code', zh: '目录项 CivilCode 为空，已按所在区划补齐', en: 'CivilCode is empty; the division of its place was taken', clause: 'GB/T 28181-2022 A.2.1.9', count: 3 },
  { code: 'sip.clock', zh: '设备时钟偏差 47 秒，未采用 Date 头校时', en: 'The device clock is 47 s off; it ignores the Date header', clause: 'GB/T 28181-2022 9.10', count: 1 },
]

export const findings = [
  { code: 'refused_wrong_password', severity: 'problem', zh: '注册被拒绝：密码错误。', en: 'Registration refused: wrong password.', remedy_zh: '请核对设备上填写的密码与平台登记的是否一致。', remedy_en: 'Compare the password entered in the device with the one on record.', at_utc: at(HOUR / 3), facts: { host: '10.20.3.4', port: 5060 } },
  { code: 'clock_off', severity: 'warning', zh: '设备时钟比平台慢 47 秒。', en: 'Its clock is off by 47 s (behind).', remedy_zh: '请在设备上启用“平台校时”或 NTP。', remedy_en: 'Switch on time from the platform, or NTP, on the device.', at_utc: null, facts: { offset_s: -47 } },
  { code: 'violation_civil_code_missing', severity: 'hint', zh: '目录项 CivilCode 为空。', en: 'CivilCode is empty.', remedy_zh: '已容忍；建议联系厂家升级固件。', remedy_en: 'Tolerated; ask the maker for firmware that keeps to the standard.', at_utc: null, facts: { clause: 'GB/T 28181-2022 A.2.1.9' } },
]

const FAILURES = [
  { code: 'live.no_packet', zh: '设备已应答，但没有收到数据包。', en: 'The device answered, but no packet arrived.', remedy_zh: '放通设备到媒体地址 10.10.1.5:10000 的 UDP，或将该设备改为 TCP。', remedy_en: 'Open UDP from the device to 10.10.1.5:10000, or set the device to TCP.' },
  { code: 'live.busy', zh: '设备应答 486：会话已满。', en: 'The device answered 486: all sessions are taken.', remedy_zh: '关闭其他平台的会话后重试。', remedy_en: 'Close sessions of other platforms and try again.' },
  { code: 'live.ssrc_mismatch', zh: '收到的数据包 SSRC 不符，为防止串流已拒绝。', en: 'The packets carry another SSRC; refused so that no picture is swapped.', remedy_zh: '对该设备关闭 SSRC 校验，平台将为其单开端口。', remedy_en: 'Switch the SSRC check off for this device; it then gets a port of its own.' },
]
const STEPS = ['requested', 'authorized', 'signalled', 'answered', 'first_packet', 'first_key_frame', 'first_viewer_byte', 'first_frame']

export const attempts = Array.from({ length: 160 }, (_, i) => {
  const channel = channels[(i * 37) % 2000]!
  const failed = i % 6 === 2
  const reached = failed ? 4 + (i % 2) : STEPS.length
  let elapsed = 0
  return {
    id: `a${i}`, channel: channel.code, channel_name: channel.name, requester: 'u1', requester_kind: 'user', organisation: '安澜市公安局指挥中心', requester_name: pickOne(['李卫国', '王敏', '省级共享平台']), purpose: pickOne(['duty_patrol', 'alarm_verification', 'maintenance']), started_utc: at(i * 400_000 + 5000),
    outcome: failed ? 'failed' : i < 3 ? 'playing' : 'ended', failure: failed ? FAILURES[i % 3]! : null,
    steps: STEPS.slice(0, reached).map((step) => {
      elapsed += Math.floor(random() * (step === 'first_key_frame' ? 400 : 60)) + 2
      return { step, at_utc: at(i * 400_000 + 5000 - elapsed), elapsed_ms: elapsed, facts: step === 'signalled' ? { call_id: `c${i}@10.10.1.5`, ssrc: '0100000017', transport: 'UDP' } : step === 'first_packet' ? { source: '10.20.3.4:15060' } : {} }
    }),
  }
})

export const organisations = [
  { id: 'o1', name: '安澜市公安局指挥中心', parent_id: null, division: CITY }, { id: 'o2', name: '临江区公安分局', parent_id: 'o1', division: '990101' }, { id: 'o3', name: '市应急管理局', parent_id: null, division: CITY },
]
export const roles = [
  { id: 'admin', zh: '平台管理员', en: 'Administrator', permissions: user.permissions, built_in: true }, { id: 'operator', zh: '值机员', en: 'Operator', permissions: ['directory.read', 'live.view', 'live.traces'], built_in: true },
  { id: 'auditor', zh: '审计员', en: 'Auditor', permissions: ['audit.read'], built_in: true },
]
const organisation = (id: string): object => ({ id, name: organisations.find((one) => one.id === id)?.name })
export const users = [
  { id: 'u1', name: 'admin', display_name: '李卫国', organisation: organisation('o1'), division: CITY, roles: [{ role: 'admin', division: '' }], enabled: true, must_change_password: false, last_sign_in_utc: at(6e5), locked_until_utc: null, created_utc: at(HOUR * 900) },
  ...Array.from({ length: 40 }, (_, i) => ({
    id: `u${i + 2}`, name: `zhiji${String(i + 1).padStart(2, '0')}`, display_name: pickOne(['王', '张', '刘', '陈', '赵']) + pickOne(['敏', '强', '丽娟', '建军', '晓东']), organisation: organisation(pickOne(['o1', 'o2', 'o3'])), division: CITY,
    roles: [{ role: 'operator', division: divisions[i % 11]!.code }], enabled: i % 9 !== 5, must_change_password: i % 4 === 0, last_sign_in_utc: i % 4 ? at(HOUR * i) : null, locked_until_utc: i === 3 ? new Date(Date.now() + 6e5).toISOString() : null, created_utc: at(HOUR * 800),
  })),
]
export const tokens = [{ id: 't1', name: '应急指挥系统', user: 'admin', division: '', created_utc: at(HOUR * 900), expires_utc: new Date(Date.now() + HOUR * 4000).toISOString(), used_utc: at(60_000), permissions: ['directory.read'] }]
export const rules = [
  { id: 'r1', name: '柳溪街道摄像机', code_prefix: '99010101', type_codes: ['132'], division: '99010101', edition: '2022', media_transport: 'udp', max_devices: 500, enabled: true, created_utc: at(HOUR * 800), devices: 212 },
  { id: 'r2', name: '望山区二类点', code_prefix: '990102', type_codes: [], division: '', edition: '2016', media_transport: 'tcp_passive', max_devices: 2000, enabled: true, created_utc: at(HOUR * 300), devices: 1280 },
]
export const refusals = Array.from({ length: 30 }, (_, i) => ({
  at_utc: at(i * 900_000), code: `99010101001320${String(8000 + i).padStart(6, '0')}`, id: i, address: `10.22.${i}.7:5060`, transport: 'udp', reason_code: 'x', reason: i % 2 ? { zh: '密码错误', en: 'Wrong password' } : { zh: '未登记的设备：编码既无登记也无规则', en: 'Unknown device: neither entered nor covered by a rule' },
}))
export const audit = Array.from({ length: 900 }, (_, i) => ({
  sequence: 900 - i, occurred_utc: at(i * 130_000), actor_id: 'u1', actor_name: pickOne(['李卫国', '王敏', '张建军']), actor_kind: 'user', organisation: '安澜市公安局指挥中心', remote_host: `10.9.0.${i % 200}`,
  action: pickOne(['live.view', 'session.sign_in', 'user.change', 'directory.write']), resource_kind: 'channel', resource_id: channels[i]!.code, resource_name: channels[i]!.name, division: channels[i]!.division,
  purpose: i % 3 ? '' : 'duty_patrol', outcome: i % 17 === 4 ? 'refused' : i % 3 ? 'done' : 'allowed', facts: {},
}))
