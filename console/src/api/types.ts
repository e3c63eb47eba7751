// What the API sends and takes (docs/reference/api.md). Field names are the API's own. Kept by hand in this one file
// until `make reference` writes it from the OpenAPI document.

export type Bilingual = { zh: string; en: string }

export type Page<T> = { items: T[]; next_cursor: string | null; total: number | null }

export type Problem = {
  title: string
  status: number
  code: string
  zh: string
  en: string
  remedy_zh?: string | null
  remedy_en?: string | null
  fields?: Record<string, Bilingual>
  /** Id of the request, as in the platform's log. */
  trace?: string | null
  /** Id of the attempt whose trace tells more. */
  attempt?: string | null
}

export type User = {
  id: string
  name: string
  display_name: string
  organisation: string
  permissions: string[]
  divisions: string[]
  must_change_password: boolean
}

/** What is typed into a device or platform that registers here. */
export type JoinParameters = { domain: string; realm: string; host: string; port: number }

export type OwnPlatform = {
  code: string
  name: string
  level: 'city' | 'county' | 'township' | 'other'
  division: string
  division_name: string
  version: string
  sip: JoinParameters
}

export type Purpose = Bilingual & { id: string }

export type SessionInfo = { user: User; platform: OwnPlatform; purposes: Purpose[]; map: { tile_url: string } }

export type LoginAnswer = { user: User; must_change_password: boolean; csrf: string }

export type Count = { total: number; online: number }

export type OverviewDivision = { code: string; name: string; channels: number; online: number }
export type PlatformRole = 'upper' | 'lower' | 'peer'
export type OverviewPlatform = { code: string; name: string; role: PlatformRole; state: string; since_utc: string | null }

export type Overview = {
  platform: OwnPlatform
  divisions: OverviewDivision[]
  channels: Count
  devices: Count
  platforms: OverviewPlatform[]
  streams: { active: number; viewers: number; forwards: number; bitrate_kbps: number }
}

export type NodeKind = 'division' | 'platform' | 'system' | 'business_group' | 'virtual_organisation' | 'device' | 'channel'

export type TreeNode = {
  id: string
  code: string
  name: string
  kind: NodeKind
  has_children: boolean
  online: number
  total: number
  status: string | null
  life_cycle: string | null
  platform: string | null
}

export type LifeCycle = 'planned' | 'building' | 'accepted' | 'active' | 'suspended' | 'retired'

export type ChannelBrief = {
  code: string
  name: string
  kind: string
  /** ON or OFF. */
  status: string
  /** VLOST or DEFECT as last notified, or empty. */
  fault: string
  division: string
  division_name: string
  platform: string | null
  platform_name: string | null
  device: string | null
  wire_code: string
  life_cycle: string
  site_category: string
  owner_organisation: string
  manufacturer: string
  model: string
  address: string
  longitude: number | null
  latitude: number | null
  direction_type: number | null
  violations: string[]
  changed_utc: string
}

export type Channel = ChannelBrief & {
  peer_name: string
  path: { id: string; code: string; name: string; kind: string }[]
  overrides: Record<string, unknown>
  listed: boolean
  added_utc: string
  /** The Catalog Item as sent (GB/T 28181 annex A). */
  item: Record<string, unknown> | null
}

export type HistoryEntry = { id: number; at_utc: string; actor: string; what: string; changes: Record<string, [unknown, unknown]> }

export type MapCluster = { longitude: number; latitude: number; count: number; online: number }
export type MapPoint = { code: string; name: string; longitude: number; latitude: number; status: string; direction: number | null }
export type MapChannels = { clusters: MapCluster[]; points: MapPoint[] }

export type SearchHit = { kind: string; id: string; code: string; name: string; division: string; status: string | null }

export type CatalogProgress = { state: string; received?: number | null; expected?: number | null; at_utc?: string | null }

type Peer = {
  code: string
  name: string
  /** unknown, online, degraded, offline or refused. */
  state: string
  state_reason: string
  since_utc: string | null
  division: string
  division_name: string
  edition: string
  charset: string
  transport: string
  media_transport: string
  check_ssrc: boolean
  any_source: boolean
  keepalive_interval_s: number
  keepalive_misses: number
  enabled: boolean
  has_password: boolean
  expires_utc: string | null
  user_agent: string
  manufacturer: string
  model: string
  firmware: string
  violations: number
  channels: number
  channels_online: number
  catalog: CatalogProgress | null
  created_utc: string
}

export type Device = Peer & { remote_address: string; rule: string | null; life_cycle: string; owner_organisation: string }

export type Transition = { id: number; state: string; code: string; reason: Bilingual; at_utc: string; address: string }
export type Check = Bilingual & { code: string; clause: string | null; count: number }

export type CodePart = { digits: string; name: Bilingual; meaning: Bilingual }
export type NextCode = { code: string; explanation?: CodePart[] | null }

export type RegistrationRule = {
  id: string
  name: string
  code_prefix: string
  type_codes: string[]
  division: string
  edition: string
  media_transport: string
  max_devices: number
  enabled: boolean
  created_utc?: string | null
  devices?: number | null
}
export type Refusal = { id: number; at_utc: string; code: string; address: string; transport: string; reason_code: string; reason: Bilingual }

export type Platform = Peer & {
  role: PlatformRole
  direction: string
  level: string
  host: string
  port: number
  username: string
  domain: string
  register_expires_s: number
}

export type Share = { node: string; kind: 'division' | 'group' | 'channel'; recursive: boolean; name?: string | null }

export type LiveAnswer = {
  attempt: string
  stream: string
  viewer: string
  url: string
  token: string
  expires_utc: string
  watermark: { user: string; time_utc: string }
}

/** A running stream: the media core's statistics and who looks. */
export type LiveStream = {
  id: string
  channel: string
  channel_name?: string | null
  state: string
  transport?: string
  packets?: number
  lost?: number
  damaged_ps?: number
  jitter_ms?: number
  bitrate_kbps?: number
  frame_rate?: number
  key_frame_interval_ms?: number
  viewers?: number
  forwards?: number
  video_codec?: string
  width?: number
  height?: number
  opened_us?: number
  watchers?: { id: string; user: string; remote_host?: string; skipped_frames?: number }[]
}

export type AttemptOutcome = 'running' | 'playing' | 'failed' | 'ended'
export type Failure = Bilingual & { code: string; remedy_zh: string | null; remedy_en: string | null }
export type AttemptStep = { step: string; at_utc: string; elapsed_ms: number; facts: Record<string, unknown> }

export type Attempt = {
  id: string
  channel: string
  channel_name: string | null
  requester: string
  requester_name: string
  requester_kind: string
  organisation: string
  purpose: string | null
  started_utc: string
  outcome: AttemptOutcome
  failure: Failure | null
  steps: AttemptStep[]
}

export type ImportReport = {
  rows: number
  would_create: number
  would_update: number
  unchanged: number
  applied: boolean
  errors: (Bilingual & { row: number; column: string; column_en: string; value: string })[]
  errors_total: number
}

export type RoleGrant = { role: string; division: string }
export type Account = {
  id: string
  name: string
  display_name: string
  organisation: { id: string; name: string }
  division: string
  roles: RoleGrant[]
  enabled: boolean
  must_change_password: boolean
  locked_until_utc: string | null
  last_sign_in_utc: string | null
  created_utc: string
}
export type Role = Bilingual & { id: string; permissions: string[]; built_in: boolean }
export type Organisation = { id: string; name: string; division: string; parent_id: string | null }
export type ApiToken = { id: string; name: string; user: string; permissions: string[]; division: string; created_utc: string; expires_utc: string; used_utc: string | null }
export type TokenCreated = { token: string; view: ApiToken }
export type Permission = Bilingual & { id: string }

export type AuditLine = {
  sequence: number
  occurred_utc: string
  actor_id: string
  actor_name: string
  actor_kind: string
  organisation: string
  remote_host: string
  action: string
  resource_kind: string
  resource_id: string
  resource_name: string
  division: string
  purpose: string
  outcome: string
  facts: Record<string, unknown>
}
export type AuditVerdict = { whole: boolean; lines: number; anchors: number; findings: (Bilingual & { kind: string; first: number; last: number })[]; more: number }

export type PlatformEvent = {
  sequence: number
  id: string
  kind: string
  occurred_utc: string
  division: string
  facts: Record<string, unknown>
}
