// What the API sends and takes (docs/reference/api.md). Field names are the API's own. Kept by hand in this one file
// until `make reference` writes it from the OpenAPI document.

export type Bilingual = { zh: string; en: string }

export type Page<T> = { items: T[]; next_cursor: string | null; total: number }

export type Problem = {
  title: string
  status: number
  code: string
  zh: string
  en: string
  remedy_zh?: string | null
  remedy_en?: string | null
  fields?: Record<string, Bilingual>
  trace?: string | null
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

/** What is typed into a device that joins this platform. */
export type JoinParameters = { domain: string; realm: string; host: string; port: number; transports: string[] }

export type OwnPlatform = {
  code: string
  name: string
  level: 'city' | 'county' | 'township' | 'other'
  division: string
  division_name: string
  version: string
  sip?: JoinParameters | null
}

export type Purpose = Bilingual & { id: string }

export type SessionInfo = { user: User; platform: OwnPlatform; purposes: Purpose[]; map?: { tile_url: string } | null }

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

export type Channel = {
  code: string
  name: string
  status: string
  division: string
  division_name?: string | null
  platform?: string | null
  platform_name?: string | null
  device?: string | null
  kind?: string | null
  site_category?: string | null
  life_cycle?: string | null
  organisation?: string | null
  address?: string | null
  longitude?: number | null
  latitude?: number | null
  manufacturer?: string | null
  model?: string | null
  updated_utc?: string | null
  // The rest of the Catalog Item (GB/T 28181 annex A), shown as facts on the record page.
  [field: string]: unknown
}

export type HistoryEntry = { at_utc: string; actor?: string | null; what?: string | null; zh?: string | null; en?: string | null; changes?: Record<string, [unknown, unknown]> | null }

export type MapCluster = { longitude: number; latitude: number; count: number; online: number }
export type MapPoint = { code: string; name: string; longitude: number; latitude: number; status: string; direction: number | null }
export type MapChannels = { clusters: MapCluster[]; points: MapPoint[] }

export type SearchHit = { kind: string; code: string; name: string; division: string }

export type Device = {
  code: string
  name: string
  state: string
  division: string
  division_name?: string | null
  manufacturer?: string | null
  model?: string | null
  firmware?: string | null
  edition?: string | null
  transport?: string | null
  remote_address?: string | null
  registered_utc?: string | null
  last_seen_utc?: string | null
  since_utc?: string | null
  channels?: number | null
  channels_online?: number | null
  violations?: number | null
  life_cycle?: string | null
  catalog?: CatalogProgress | null
  [field: string]: unknown
}

export type CatalogProgress = { state: string; received: number; expected: number; at_utc?: string | null }

export type Transition = { state: string; at_utc: string; reason: Bilingual | null }
export type Check = Bilingual & { code: string; clause: string | null; at_utc?: string | null }

export type CodePart = { digits: string; name: Bilingual; meaning: Bilingual }
export type NextCode = { code: string; explanation?: CodePart[] | null }

export type RegistrationRule = { id: string; prefix: string; description?: string | null; enabled?: boolean | null; created_utc?: string | null }
export type Refusal = { at_utc: string; code: string; address: string; reason: Bilingual; count?: number | null }

export type Platform = {
  code: string
  name: string
  role: PlatformRole
  state: string
  since_utc?: string | null
  reason?: Bilingual | null
  host?: string | null
  port?: number | null
  transport?: string | null
  edition?: string | null
  username?: string | null
  charset?: string | null
  register_expires_s?: number | null
  keepalive_interval_s?: number | null
  division?: string | null
  enabled?: boolean | null
  channels?: number | null
  channels_online?: number | null
  catalog?: CatalogProgress | null
  [field: string]: unknown
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

export type LiveStream = {
  stream: string
  channel: string
  channel_name?: string | null
  state: string
  viewers: number
  forwards?: number | null
  bitrate_kbps?: number | null
  lost?: number | null
  video_codec?: string | null
  width?: number | null
  height?: number | null
  frame_rate?: number | null
  started_utc?: string | null
  watching?: string[] | null
}

export type AttemptOutcome = 'running' | 'playing' | 'failed' | 'ended'
export type Failure = Bilingual & { code: string; remedy_zh: string | null; remedy_en: string | null }
export type AttemptStep = { step: string; at_utc: string; elapsed_ms: number; facts: Record<string, unknown> }

export type Attempt = {
  id: string
  channel: string
  channel_name: string | null
  requester: string
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
  errors: (Bilingual & { row: number; column: string | null; value: string | null })[]
}

export type RoleGrant = { role: string; division: string }
export type Account = {
  id: string
  name: string
  display_name: string
  organisation: string | null
  roles: RoleGrant[]
  enabled: boolean
  locked_until_utc?: string | null
  last_login_utc?: string | null
  must_change_password?: boolean
}
export type Role = { id: string; name: string; permissions: string[]; built_in?: boolean }
export type Organisation = { id: string; name: string; parent?: string | null; division?: string | null }
export type ApiToken = { id: string; name: string; created_utc: string; expires_utc?: string | null; last_used_utc?: string | null; permissions?: string[]; token?: string }
export type Permission = Bilingual & { id: string }

export type AuditLine = {
  sequence: number
  at_utc: string
  actor: string
  action: string
  resource: string
  purpose: string | null
  outcome: 'allowed' | 'refused' | 'done'
  facts?: Record<string, unknown> | null
  remote_host?: string | null
}
export type AuditVerdict = { ok: boolean; lines: number; faults?: (Bilingual & { sequence: number })[] | null; anchors?: number | null }

export type PlatformEvent = {
  sequence: number
  id: string
  kind: string
  occurred_utc: string
  division: string
  facts: Record<string, unknown>
}
