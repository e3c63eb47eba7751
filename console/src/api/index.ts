import type { FeatureCollection } from 'geojson'

import { duty } from './duty'
import { address, call, type Query } from './http'
import type * as t from './types'

const id = encodeURIComponent

function imported(path: string, file: File, dryRun: boolean): Promise<t.ImportReport> {
  const body = new FormData()
  body.append('file', file)
  return call<t.ImportReport>('POST', path, { query: { dry_run: dryRun }, body })
}

/** Every call the console makes, by what it is about. */
export const api = {
  session: {
    read: () => call<t.SessionInfo>('GET', '/session'),
    open: (name: string, password: string) => call<t.LoginAnswer>('POST', '/session', { body: { name, password } }),
    close: () => call<undefined>('DELETE', '/session'),
    changePassword: (old: string, fresh: string) => call<undefined>('POST', '/session/password', { body: { old, new: fresh } }),
  },
  overview: (division: string) => call<t.Overview>('GET', '/overview', { query: { division } }),
  divisions: () => call<t.DivisionList>('GET', '/divisions'),
  vocabulary: () => call<t.Vocabulary>('GET', '/directory/vocabulary'),
  tree: (parent: string, cursor: string | null = null) => call<{ items: t.TreeNode[]; next_cursor?: string | null }>('GET', '/tree', { query: { parent, cursor, limit: 500 } }),
  search: (q: string, signal?: AbortSignal) => call<{ items: t.SearchHit[] }>('GET', '/search', { query: { q }, signal }),
  channels: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.ChannelBrief>>('GET', '/channels', { query, signal }),
    read: (code: string) => call<t.Channel>('GET', `/channels/${id(code)}`),
    change: (code: string, body: t.ChannelChange) => call<t.Channel>('PATCH', `/channels/${id(code)}`, { body }),
    history: (code: string) => call<t.Page<t.HistoryEntry>>('GET', `/channels/${id(code)}/history`),
    import: (file: File, dryRun: boolean) => imported('/channels/import', file, dryRun),
  },
  map: {
    channels: (bbox: string, zoom: number, division: string, signal?: AbortSignal) =>
      call<t.MapChannels>('GET', '/map/channels', { query: { bbox, zoom, division }, signal }),
    boundaries: () => call<FeatureCollection>('GET', '/map/boundaries'),
    roads: () => call<FeatureCollection>('GET', '/map/roads'),
  },
  devices: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.Device>>('GET', '/devices', { query, signal }),
    read: (code: string) => call<t.Device>('GET', `/devices/${id(code)}`),
    create: (body: t.NewDevice) => call<t.Device>('POST', '/devices', { body }),
    change: (code: string, body: t.DeviceChange) => call<t.Device>('PATCH', `/devices/${id(code)}`, { body }),
    remove: (code: string) => call<undefined>('DELETE', `/devices/${id(code)}`),
    transitions: (code: string) => call<t.Page<t.Transition>>('GET', `/devices/${id(code)}/transitions`),
    checks: (code: string) => call<{ items: t.Check[] }>('GET', `/devices/${id(code)}/checks`),
    diagnosis: (code: string) => call<t.Diagnosis>('GET', `/devices/${id(code)}/diagnosis`),
    askCatalog: (code: string) => call<undefined>('POST', `/devices/${id(code)}/catalog`),
    nextCode: (division: string, type: string) => call<t.NextCode>('GET', '/devices/next-code', { query: { division, type } }),
  },
  rules: {
    list: () => call<t.Page<t.RegistrationRule>>('GET', '/registration-rules'),
    create: (body: t.NewRule) => call<t.RegistrationRule>('POST', '/registration-rules', { body }),
    remove: (rule: string) => call<undefined>('DELETE', `/registration-rules/${id(rule)}`),
  },
  refusals: (query: Query, signal?: AbortSignal) => call<t.Page<t.Refusal>>('GET', '/refusals', { query, signal }),
  platforms: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.Platform>>('GET', '/platforms', { query, signal }),
    read: (code: string) => call<t.Platform>('GET', `/platforms/${id(code)}`),
    create: (body: t.NewPlatform) => call<t.Platform>('POST', '/platforms', { body }),
    change: (code: string, body: t.PlatformChange) => call<t.Platform>('PATCH', `/platforms/${id(code)}`, { body }),
    remove: (code: string) => call<undefined>('DELETE', `/platforms/${id(code)}`),
    transitions: (code: string) => call<t.Page<t.Transition>>('GET', `/platforms/${id(code)}/transitions`),
    shares: (code: string) => call<{ items: t.Share[] }>('GET', `/platforms/${id(code)}/shares`),
    setShares: (code: string, shares: t.Share[]) => call<undefined>('PUT', `/platforms/${id(code)}/shares`, { body: shares }),
    checks: (code: string) => call<{ items: t.Check[] }>('GET', `/platforms/${id(code)}/checks`),
    diagnosis: (code: string) => call<t.Diagnosis>('GET', `/platforms/${id(code)}/diagnosis`),
    askCatalog: (code: string) => call<undefined>('POST', `/platforms/${id(code)}/catalog`),
  },
  feeds: {
    list: () => call<{ items: t.Feed[] }>('GET', '/feeds'),
    read: (code: string) => call<t.FeedDetail>('GET', `/platforms/${id(code)}/feed`),
    makeKey: (code: string) => call<{ key: string }>('POST', `/platforms/${id(code)}/feed/key`),
    join: (code: string, body: t.FeedUpper) => call<t.FeedDetail>('PUT', `/platforms/${id(code)}/feed`, { body }),
    turn: (code: string, enabled: boolean) => call<t.FeedDetail>('PATCH', `/platforms/${id(code)}/feed`, { body: { enabled } }),
  },
  live: {
    open: (channel: string, purpose: string, signal?: AbortSignal) => call<t.LiveAnswer>('POST', '/live', { body: { channel, purpose }, signal }),
    close: (viewer: string) => call<undefined>('DELETE', `/live/${id(viewer)}`),
    report: (attempt: string, step: 'first_frame' | 'error', detail: string, elapsedMs: number) =>
      call<undefined>('POST', `/live/${id(attempt)}/report`, { body: { step, detail, elapsed_ms: Math.round(elapsedMs) } }),
    streams: () => call<t.Page<t.LiveStream>>('GET', '/live/streams'),
  },
  attempts: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.Attempt>>('GET', '/attempts', { query, signal }),
    read: (attempt: string) => call<t.Attempt>('GET', `/attempts/${id(attempt)}`),
  },
  access: {
    users: (query: Query, signal?: AbortSignal) => call<t.Page<t.Account>>('GET', '/users', { query, signal }),
    createUser: (body: t.NewUser) => call<t.Account>('POST', '/users', { body }),
    changeUser: (user: string, body: t.UserChange) => call<t.Account>('PATCH', `/users/${id(user)}`, { body }),
    setPassword: (user: string, password: string) => call<undefined>('POST', `/users/${id(user)}/password`, { body: { password } }),
    roles: () => call<t.Page<t.Role>>('GET', '/roles'),
    createRole: (body: t.NewRole) => call<t.Role>('POST', '/roles', { body }),
    changeRole: (role: string, body: t.RoleChange) => call<t.Role>('PATCH', `/roles/${id(role)}`, { body }),
    permissions: () => call<t.Page<t.Permission>>('GET', '/permissions'),
    organisations: () => call<t.Page<t.Organisation>>('GET', '/organisations'),
    createOrganisation: (body: t.NewOrganisation) => call<t.Organisation>('POST', '/organisations', { body }),
    changeOrganisation: (organisation: string, body: t.OrganisationChange) => call<t.Organisation>('PATCH', `/organisations/${id(organisation)}`, { body }),
    tokens: () => call<t.Page<t.ApiToken>>('GET', '/tokens'),
    createToken: (body: t.NewToken) => call<t.TokenCreated>('POST', '/tokens', { body }),
    removeToken: (token: string) => call<undefined>('DELETE', `/tokens/${id(token)}`),
  },
  incidents: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.IncidentRow>>('GET', '/incidents', { query, signal }),
    read: (incident: string) => call<t.Incident>('GET', `/incidents/${id(incident)}`),
    words: () => call<t.IncidentWords>('GET', '/incidents/vocabulary'),
    open: (body: t.NewIncident) => call<t.IncidentRow>('POST', '/incidents', { body }),
    fromAlarm: (alarm: string) => call<t.IncidentRow>('POST', '/incidents/from-alarm', { body: { alarm } }),
    change: (incident: string, body: Record<string, unknown>) => call<t.IncidentRow>('PATCH', `/incidents/${id(incident)}`, { body }),
    /** One of level, commander, close, note, correct, cameras, participants, plan, steps/n, tasks, tasks/n. */
    act: (incident: string, part: string, body: Record<string, unknown>) => call<t.IncidentRow>('POST', `/incidents/${id(incident)}/${part}`, { body }),
    drop: (incident: string, part: 'cameras' | 'participants', which: string) => call<t.IncidentRow>('DELETE', `/incidents/${id(incident)}/${part}/${id(which)}`),
    nearby: (incident: string, radius: number) => call<{ items: t.IncidentSight[] }>('GET', `/incidents/${id(incident)}/nearby-cameras`, { query: { radius_m: radius } }),
    people: (incident: string, q: string) => call<{ items: t.IncidentPerson[] }>('GET', `/incidents/${id(incident)}/people`, { query: { q } }),
    addFile: (incident: string, file: Blob, name: string, note: string, channel = '') => {
      const body = new FormData()
      body.append('file', file, name)
      body.append('note', note)
      body.append('channel', channel)
      return call<t.IncidentRow>('POST', `/incidents/${id(incident)}/files`, { body })
    },
    plans: (query: Query, signal?: AbortSignal) => call<t.Page<t.IncidentPlan>>('GET', '/incident-plans', { query, signal }),
    makePlan: (body: t.NewPlan) => call<t.IncidentPlan>('POST', '/incident-plans', { body }),
    changePlan: (plan: string, body: t.NewPlan & { version: number }) => call<t.IncidentPlan>('PUT', `/incident-plans/${id(plan)}`, { body }),
    removePlan: (plan: string) => call<undefined>('DELETE', `/incident-plans/${id(plan)}`),
    units: (query: Query, signal?: AbortSignal) => call<t.Page<t.IncidentUnit>>('GET', '/incident-units', { query, signal }),
    addUnit: (body: t.NewUnit) => call<t.IncidentUnit>('POST', '/incident-units', { body }),
    changeUnit: (unit: string, body: Record<string, unknown>) => call<t.IncidentUnit>('PATCH', `/incident-units/${id(unit)}`, { body }),
    removeUnit: (unit: string) => call<undefined>('DELETE', `/incident-units/${id(unit)}`),
  },
  webhooks: {
    list: () => call<t.Page<t.Webhook>>('GET', '/webhooks'),
    kinds: () => call<(t.Bilingual & { id: string })[]>('GET', '/webhooks/kinds'),
    create: (body: t.NewWebhook) => call<t.WebhookWithSecret>('POST', '/webhooks', { body }),
    change: (webhook: string, body: t.NewWebhook & { version: number }) => call<t.Webhook>('PUT', `/webhooks/${id(webhook)}`, { body }),
    remove: (webhook: string) => call<undefined>('DELETE', `/webhooks/${id(webhook)}`),
    turn: (webhook: string, on: boolean, version: number) => call<t.Webhook>('POST', `/webhooks/${id(webhook)}/${on ? 'on' : 'off'}`, { body: { version } }),
    renew: (webhook: string, version: number) => call<t.WebhookWithSecret>('POST', `/webhooks/${id(webhook)}/secret`, { body: { version } }),
    try: (webhook: string) => call<t.WebhookTrial>('POST', `/webhooks/${id(webhook)}/test`),
    deliveries: (webhook: string, query: Query, signal?: AbortSignal) => call<t.Page<t.WebhookDelivery>>('GET', `/webhooks/${id(webhook)}/deliveries`, { query, signal }),
    settle: (webhook: string, how: 'replay' | 'discard', deliveries: string[] | null) => call<{ count: number }>('POST', `/webhooks/${id(webhook)}/deliveries/${how}`, { body: { deliveries } }),
  },
  alarms: {
    list: (query: Query, signal?: AbortSignal) => call<t.AlarmPage>('GET', '/alarms', { query, signal }),
    evidence: (alarm: string, evidence: string) => address(`/alarms/${id(alarm)}/evidence/${id(evidence)}/content`),
    read: (alarm: string) => call<t.AlarmDetail>('GET', `/alarms/${id(alarm)}`),
    act: (alarm: string, action: t.AlarmAction, body: Record<string, unknown>) => call<t.AlarmRow>('POST', `/alarms/${id(alarm)}/${action}`, { body }),
    receivers: (alarm: string) => call<t.AlarmReceivers>('GET', `/alarms/${id(alarm)}/receivers`),
    open: (body: t.NewAlarm) => call<t.AlarmRow>('POST', '/alarms', { body }),
    clocks: (months: number) => call<t.MonthClocks[]>('GET', '/alarms/clocks', { query: { months } }),
    words: () => call<t.AlarmWords>('GET', '/alarms/vocabulary'),
    board: () => call<t.AlarmBoard>('GET', '/alarms/board'),
    signals: (query: Query, signal?: AbortSignal) => call<t.Page<t.AlarmSignal>>('GET', '/alarm-signals', { query, signal }),
    suppressions: () => call<t.Page<t.Suppression>>('GET', '/alarm-suppressions', { query: { limit: 500 } }),
    suppress: (body: t.NewSuppression) => call<t.Suppression>('POST', '/alarm-suppressions', { body }),
    endSuppression: (suppression: string) => call<undefined>('DELETE', `/alarm-suppressions/${id(suppression)}`),
  },
  subscribers: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.Subscriber>>('GET', '/subscribers', { query, signal }),
    words: () => call<t.SubscriberWords>('GET', '/subscribers/vocabulary'),
    read: (subscriber: string) => call<t.Subscriber>('GET', `/subscribers/${id(subscriber)}`),
    create: (body: t.NewSubscriber) => call<t.Subscriber>('POST', '/subscribers', { body }),
    change: (subscriber: string, body: t.SubscriberChange) => call<t.Subscriber>('PATCH', `/subscribers/${id(subscriber)}`, { body }),
    remove: (subscriber: string) => call<undefined>('DELETE', `/subscribers/${id(subscriber)}`),
    checkPassword: (subscriber: string, given: string) => call<{ correct: boolean; duress: boolean }>('POST', `/subscribers/${id(subscriber)}/password-check`, { body: { given } }),
    history: (subscriber: string) => call<t.Page<t.SubscriberHistory>>('GET', `/subscribers/${id(subscriber)}/changes`),
    proposals: (subscriber: string) => call<{ items: t.CameraProposal[] }>('GET', `/subscribers/${id(subscriber)}/camera-proposals`),
    part: <P extends keyof t.SubscriberParts>(subscriber: string, part: P) => call<{ items: t.SubscriberParts[P][] }>('GET', `/subscribers/${id(subscriber)}/${part}`),
    setPart: <P extends keyof t.SubscriberParts>(subscriber: string, part: P, version: number, items: t.SubscriberParts[P][]) =>
      call<{ version: number }>('PUT', `/subscribers/${id(subscriber)}/${part}`, { body: { version, items } }),
    accounts: (subscriber: string) => call<{ items: t.AlarmAccount[] }>('GET', `/subscribers/${id(subscriber)}/accounts`),
    addAccount: (subscriber: string, body: t.NewAccount) => call<t.MadeAccount>('POST', `/subscribers/${id(subscriber)}/accounts`, { body }),
    makeKey: (subscriber: string, account: string) => call<t.MadeKey>('POST', `/subscribers/${id(subscriber)}/accounts/${id(account)}/key`),
    changeAccount: (subscriber: string, account: string, body: t.AccountChange) => call<t.AlarmAccount>('PATCH', `/subscribers/${id(subscriber)}/accounts/${id(account)}`, { body }),
    removeAccount: (subscriber: string, account: string) => call<undefined>('DELETE', `/subscribers/${id(subscriber)}/accounts/${id(account)}`),
    buttons: (subscriber: string) => call<{ items: t.PhoneButton[] }>('GET', `/subscribers/${id(subscriber)}/buttons`),
    inviteButton: (subscriber: string, label: string) => call<t.ButtonInvitation>('POST', `/subscribers/${id(subscriber)}/buttons`, { body: { label } }),
    inviteButtonAgain: (subscriber: string, button: string) => call<t.ButtonInvitation>('POST', `/subscribers/${id(subscriber)}/buttons/${id(button)}/code`),
    removeButton: (subscriber: string, button: string) => call<undefined>('DELETE', `/subscribers/${id(subscriber)}/buttons/${id(button)}`),
    import: (file: File, dryRun: boolean) => imported('/subscribers/import', file, dryRun),
  },
  system: {
    receivers: () => call<t.Receivers>('GET', '/system/receivers'),
  },
  company: {
    read: () => call<t.CompanyInfo>('GET', '/company'),
  },
  duty,
  audit: {
    list: (query: Query, signal?: AbortSignal) => call<t.Page<t.AuditLine>>('GET', '/audit', { query, signal }),
    verify: () => call<t.AuditVerdict>('POST', '/audit/verify'),
  },
}
