// What the API sends and takes, by the names the console gives it. The shapes come from the OpenAPI document (`schema.d.ts`);
// narrowed here only where the document says `string` and the console must know which.

import type { components } from './schema'

type S = components['schemas']

export type Bilingual = S['Words']

/** A list with a cursor; the document's pages are one class each. */
export type Page<T> = { items: T[]; next_cursor: string | null; total: number | null }

/** A failure as told by the API, or as seen by the browser where no answer came. */
export type Problem = Pick<S['Problem'], 'title' | 'status' | 'code' | 'zh' | 'en'> & {
  remedy_zh?: string | null
  remedy_en?: string | null
  fields?: Record<string, Bilingual>
  /** Id of the request, as in the platform's log. */
  trace?: string | null
  /** Id of the attempt whose trace tells more. */
  attempt?: string | null
  /** Where an action on an alarm came too late: how the alarm stands now. */
  current?: AlarmRow | null
}

export type User = S['SessionUser']
export type SessionInfo = S['SessionView']
export type LoginAnswer = S['SignedInView']
export type Purpose = SessionInfo['purposes'][number]

export type PlatformRole = S['PlatformCreate']['role']
export type OverviewDivision = S['DivisionOverview']
export type OverviewPlatform = S['PlatformOverview'] & { role: PlatformRole }
export type Overview = Omit<S['Overview'], 'platforms'> & { platforms: OverviewPlatform[] }

export type DivisionList = S['DivisionList']
export type Vocabulary = S['Vocabulary']
export type NodeKind = 'division' | 'platform' | 'system' | 'business_group' | 'virtual_organisation' | 'device' | 'channel'
export type TreeNode = S['TreeNode'] & { kind: NodeKind }

export type ChannelBrief = S['ChannelBrief']
export type Channel = S['ChannelDetail']
export type HistoryEntry = Omit<S['HistoryEntry'], 'changes'> & { changes: Record<string, [unknown, unknown]> }
export type ImportReport = S['ImportAnswer']

export type MapCluster = S['ClusterView']
export type MapPoint = S['PointView']
export type MapChannels = S['MapChannels']
export type SearchHit = S['SearchHit']

export type CatalogProgress = S['CatalogProgress'] & { at_utc?: string | null }
export type Device = S['DeviceView'] & { catalog: CatalogProgress | null }
export type Platform = S['PlatformView'] & { role: PlatformRole; catalog: CatalogProgress | null }
export type Transition = S['TransitionView']
export type Check = S['CheckView']
export type Diagnosis = S['Diagnosis']
export type Finding = Diagnosis['items'][number]
export type NextCode = S['NextCode']
export type RegistrationRule = S['RuleView']
export type Refusal = S['RefusalView']
export type Share = S['ShareChoice']

export type LiveAnswer = S['LiveTicket']

/** What the event socket says before it closes with 4429. */
export type ListenRefusal = Bilingual & { remedy_zh: string | null; remedy_en: string | null }

/** A running stream: the media core's statistics and who looks. */
export type LiveStream = S['StreamView']

export type Attempt = S['AttemptView']
export type AttemptStep = S['StepView']

export type Account = S['UserView']
export type Role = S['RoleView']
export type Organisation = S['OrganisationView']
export type ApiToken = S['TokenView']
export type TokenCreated = S['TokenCreated']
export type Webhook = S['WebhookView']
export type WebhookWithSecret = S['WebhookWithSecret']
export type WebhookTrial = S['TrialView']
export type WebhookDelivery = S['DeliveryView']
export type NewWebhook = Required<S['WebhookDraft']>
export type Permission = S['PermissionView']
export type AuditLine = S['AuditLineView']
export type AuditVerdict = S['VerdictView']

/** What a new one is made of; fields with a standard may be left out. */
export type NewDevice = Partial<S['DeviceCreate']> & Pick<S['DeviceCreate'], 'code' | 'name'>
export type Feed = S['FeedBrief']
export type FeedDetail = S['FeedView']
export type FeedUpper = Partial<S['FeedUpper']> & Pick<S['FeedUpper'], 'url'>
export type NewPlatform = Partial<S['PlatformCreate']> & Pick<S['PlatformCreate'], 'code' | 'name' | 'role'>
export type NewRule = Partial<S['RuleCreate']> & Pick<S['RuleCreate'], 'name' | 'code_prefix' | 'password'>
export type NewUser = S['UserCreate']
export type NewRole = S['RoleCreate']
export type NewOrganisation = S['OrganisationCreate']
export type NewToken = Partial<S['TokenCreate']> & Pick<S['TokenCreate'], 'name' | 'permissions'>

/** What may be changed; what is left out stays. */
export type ChannelChange = S['ChannelChange']
export type DeviceChange = S['DeviceChange']
export type PlatformChange = S['PlatformChange']
export type UserChange = S['UserChange']
export type RoleChange = S['RoleChange']
export type OrganisationChange = S['OrganisationChange']

export type AlarmRow = S['AlarmRow']
export type AlarmClass = AlarmRow['alarm_class']
export type AlarmState = AlarmRow['state']
export type AlarmDetail = S['AlarmDetailView']
export type AlarmEvidence = AlarmDetail['evidence'][number]
export type AlarmAction = AlarmDetail['actions'][number]
export type AlarmStep = S['AlarmStepView']
export type AlarmSignal = S['AlarmSignalView']
export type AlarmPage = Page<AlarmRow> & { by_class: Record<string, number> }
export type AlarmBoard = S['BoardView']
export type ClassClock = S['ClassClockView']
export type MonthClocks = S['MonthClocksView']
export type NewAlarm = Partial<S['AlarmByHand']> & Pick<S['AlarmByHand'], 'division' | 'alarm_class' | 'text'>
export type Suppression = S['SuppressionView']
export type NewSuppression = Partial<S['SuppressionOrder']> & Pick<S['SuppressionOrder'], 'mode' | 'subscriber' | 'reason' | 'ends_utc'>

export type IncidentRow = S['IncidentRow']
export type Incident = S['IncidentView']
export type IncidentKind = IncidentRow['kind']
export type IncidentEntry = S['IncidentEntryView']
export type IncidentStep = S['IncidentStepView']
export type IncidentTask = S['IncidentTaskView']
export type IncidentSight = S['IncidentSightView']
export type IncidentPerson = S['InvitablePerson']
export type IncidentWords = S['IncidentWords']
export type IncidentUnit = S['IncidentUnitView']
export type IncidentPlan = S['IncidentPlanView']
export type NewIncident = Partial<S['IncidentFields']> & Pick<S['IncidentFields'], 'title' | 'kind' | 'division'>
export type NewUnit = Partial<S['IncidentUnitFields']> & Pick<S['IncidentUnitFields'], 'name' | 'type' | 'division'>
export type NewPlan = S['IncidentPlanFields']

export type Subscriber = S['SubscriberRow']
export type AlarmWords = S['AlarmWords']
export type SubscriberWords = S['SubscriberWords']
export type SubscriberContact = S['ContactFields']
export type SubscriberPartition = S['PartitionFields']
export type SubscriberZone = S['ZoneFields']
export type SubscriberSchedule = S['ScheduleFields']
export type SubscriberCamera = S['CameraFields'] & Partial<Pick<S['CameraRow'], 'name' | 'status'>>
export type SubscriberParts = {
  contacts: SubscriberContact
  partitions: SubscriberPartition
  zones: SubscriberZone
  schedules: SubscriberSchedule
  cameras: SubscriberCamera
}
export type CameraProposal = S['CameraProposal']
export type CompanyInfo = Omit<S['CompanyView'], 'outside' | 'handed'> & { outside: AlarmRow[]; handed: AlarmRow[] }
export type AlarmReceivers = S['ReceiversView']
export type AlarmAccount = S['AccountView']
export type PhoneButton = S['ButtonRow']
export type ButtonInvitation = S['Invitation']
export type MadeAccount = S['NewAccountView']
export type MadeKey = S['KeyView']
export type Receivers = S['ReceiversView']
export type SubscriberHistory = Omit<S['ChangeView'], 'changes'> & { changes: Record<string, [unknown, unknown]> }
export type NewSubscriber = Partial<S['SubscriberCreate']> & Pick<S['SubscriberCreate'], 'number' | 'name' | 'category' | 'division'>
export type SubscriberChange = Partial<S['SubscriberChange']> & Pick<S['SubscriberChange'], 'version'>
export type NewAccount = Partial<S['AccountCreate']> & Pick<S['AccountCreate'], 'protocol' | 'account'>
export type AccountChange = Partial<S['AccountChange']>

export type PlatformEvent = {
  sequence: number
  id: string
  kind: string
  occurred_utc: string
  division: string
  facts: Record<string, unknown>
}
