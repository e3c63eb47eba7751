import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { PLACES } from './frame/places'
import { useSession } from './session/store'

declare module 'vue-router' {
  interface RouteMeta {
    /** Open to everybody. */
    open?: boolean
    /** One of these permissions is needed. */
    anyOf?: string[]
    /** Place of the left rail the page belongs to. */
    place?: string
  }
}

const read = ['directory.read']
// A company's own portal says more to it than the queue.
const FIRST_PLACES = [...PLACES].sort((a, b) => Number(b.name === 'company') - Number(a.name === 'company'))

const pages: RouteRecordRaw[] = [
  { path: '', redirect: '/overview' },
  { path: 'overview', component: () => import('./overview/OverviewPage.vue'), meta: { place: 'overview', anyOf: read } },
  { path: 'map', component: () => import('./map/MapPage.vue'), meta: { place: 'map', anyOf: read } },
  { path: 'video', component: () => import('./video/VideoPage.vue'), meta: { place: 'video', anyOf: ['live.view'] } },
  { path: 'alarms', component: () => import('./alarms/AlarmsDoor.vue'), meta: { place: 'alarms' } },
  { path: 'alarms/desk', component: () => import('./alarms/DeskPage.vue'), meta: { place: 'alarms', anyOf: ['alarms.read'] } },
  { path: 'alarms/list', component: () => import('./alarms/AlarmsPage.vue'), meta: { place: 'alarms', anyOf: ['alarms.read'] } },
  { path: 'alarms/board', component: () => import('./alarms/BoardPage.vue'), meta: { place: 'alarms', anyOf: ['alarms.read'] } },
  { path: 'alarms/unknown', component: () => import('./alarms/UnknownSourcesPage.vue'), meta: { place: 'alarms', anyOf: ['alarms.read'] } },
  { path: 'alarms/suppressions', component: () => import('./alarms/SuppressionsPage.vue'), meta: { place: 'alarms', anyOf: ['alarms.read'] } },
  { path: 'alarms/subscribers', component: () => import('./subscribers/SubscribersPage.vue'), meta: { place: 'alarms', anyOf: ['subscribers.read'] } },
  { path: 'alarms/subscribers/new', component: () => import('./subscribers/NewSubscriberPage.vue'), meta: { place: 'alarms', anyOf: ['subscribers.write'] } },
  { path: 'alarms/subscribers/:id', component: () => import('./subscribers/SubscriberPage.vue'), meta: { place: 'alarms', anyOf: ['subscribers.read'] }, props: true },
  { path: 'alarms/:id', component: () => import('./alarms/AlarmPage.vue'), meta: { place: 'alarms', anyOf: ['alarms.read'] }, props: true },
  { path: 'incidents', component: () => import('./incidents/IncidentsPage.vue'), meta: { place: 'incidents', anyOf: ['incidents.read'] } },
  { path: 'incidents/plans', component: () => import('./incidents/PlansPage.vue'), meta: { place: 'incidents', anyOf: ['incidents.read'] } },
  { path: 'incidents/units', component: () => import('./incidents/UnitsPage.vue'), meta: { place: 'incidents', anyOf: ['incidents.read'] } },
  { path: 'incidents/:id', component: () => import('./incidents/IncidentPage.vue'), meta: { place: 'incidents', anyOf: ['incidents.read'] }, props: true },
  { path: 'company', component: () => import('./company/CompanyPage.vue'), meta: { place: 'company', anyOf: ['alarms.company_only'] } },
  { path: 'duty', redirect: '/duty/room' },
  { path: 'duty/room', component: () => import('./duty/RoomPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/rosters', component: () => import('./duty/RostersPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/rosters/:id', component: () => import('./duty/RosterPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] }, props: true },
  { path: 'duty/handovers', component: () => import('./duty/HandoversPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/handovers/:id', component: () => import('./duty/HandoverPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] }, props: true },
  { path: 'duty/people', component: () => import('./duty/PeoplePage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/figures', component: () => import('./duty/FiguresPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/patrols', component: () => import('./duty/patrols/PatrolsPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/patrols/plans', component: () => import('./duty/patrols/PlansPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/patrols/plans/new', component: () => import('./duty/patrols/PlanPage.vue'), meta: { place: 'duty', anyOf: ['duty.manage'] } },
  { path: 'duty/patrols/plans/:id', component: () => import('./duty/patrols/PlanPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] }, props: true },
  { path: 'duty/patrols/faults', component: () => import('./duty/patrols/FaultsPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/patrols/runs/:id', component: () => import('./duty/patrols/RunPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] }, props: true },
  { path: 'duty/notices', component: () => import('./duty/notices/NoticesPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/notices/sent', component: () => import('./duty/notices/SentPage.vue'), meta: { place: 'duty', anyOf: ['duty.manage'] } },
  { path: 'duty/notices/:id', component: () => import('./duty/notices/NoticePage.vue'), meta: { place: 'duty', anyOf: ['duty.manage'] }, props: true },
  { path: 'duty/training', component: () => import('./duty/training/CoursesPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] } },
  { path: 'duty/training/tests/:id', component: () => import('./duty/training/TestPage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] }, props: true },
  { path: 'duty/training/:id', component: () => import('./duty/training/CoursePage.vue'), meta: { place: 'duty', anyOf: ['duty.read'] }, props: true },
  { path: 'duty/training/:id/bank', component: () => import('./duty/training/BankPage.vue'), meta: { place: 'duty', anyOf: ['duty.manage'] }, props: true },
  { path: 'duty/rooms', component: () => import('./duty/RoomsPage.vue'), meta: { place: 'duty', anyOf: ['duty.manage'] } },
  { path: 'devices', redirect: '/devices/channels' },
  { path: 'devices/channels', component: () => import('./channels/ChannelsPage.vue'), meta: { place: 'devices', anyOf: read } },
  { path: 'devices/list', component: () => import('./devices/DevicesPage.vue'), meta: { place: 'devices', anyOf: read } },
  { path: 'devices/join', component: () => import('./devices/JoinPage.vue'), meta: { place: 'devices', anyOf: ['directory.write'] } },
  { path: 'devices/rules', component: () => import('./devices/RulesPage.vue'), meta: { place: 'devices', anyOf: ['platforms.write'] } },
  { path: 'devices/refusals', component: () => import('./devices/RefusalsPage.vue'), meta: { place: 'devices', anyOf: read } },
  { path: 'devices/:code', component: () => import('./devices/DevicePage.vue'), meta: { place: 'devices', anyOf: read }, props: true },
  { path: 'channels/:code', component: () => import('./channels/ChannelPage.vue'), meta: { place: 'devices', anyOf: read }, props: true },
  { path: 'platforms', component: () => import('./platforms/PlatformsPage.vue'), meta: { place: 'platforms', anyOf: read } },
  { path: 'platforms/new/:role', component: () => import('./platforms/PlatformForm.vue'), meta: { place: 'platforms', anyOf: ['platforms.write'] }, props: true },
  { path: 'platforms/:code', component: () => import('./platforms/PlatformPage.vue'), meta: { place: 'platforms', anyOf: read }, props: true },
  { path: 'attempts', component: () => import('./attempts/AttemptsPage.vue'), meta: { place: 'attempts', anyOf: ['live.traces'] } },
  { path: 'attempts/streams', component: () => import('./attempts/StreamsPage.vue'), meta: { place: 'attempts', anyOf: ['live.traces', 'live.view'] } },
  { path: 'attempts/:id', component: () => import('./attempts/AttemptPage.vue'), meta: { place: 'attempts', anyOf: ['live.traces', 'live.view'] }, props: true },
  { path: 'system', component: () => import('./system/SystemDoor.vue'), meta: { place: 'system' } },
  { path: 'system/users', component: () => import('./system/UsersPage.vue'), meta: { place: 'system', anyOf: ['users.manage'] } },
  { path: 'system/roles', component: () => import('./system/RolesPage.vue'), meta: { place: 'system', anyOf: ['users.manage'] } },
  { path: 'system/organisations', component: () => import('./system/OrganisationsPage.vue'), meta: { place: 'system', anyOf: ['users.manage'] } },
  { path: 'system/tokens', component: () => import('./system/TokensPage.vue'), meta: { place: 'system' } },
  { path: 'system/receivers', component: () => import('./system/ReceiversPage.vue'), meta: { place: 'system', anyOf: ['system.read'] } },
  { path: 'system/webhooks', component: () => import('./system/webhooks/WebhooksPage.vue'), meta: { place: 'system', anyOf: ['webhooks.manage'] } },
  { path: 'system/audit', component: () => import('./system/AuditPage.vue'), meta: { place: 'system', anyOf: ['audit.read'] } },
  { path: ':rest(.*)*', component: () => import('./frame/LostPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/login', component: () => import('./session/LoginPage.vue'), meta: { open: true } },
    { path: '/password', component: () => import('./session/PasswordPage.vue') },
    { path: '/', component: () => import('./frame/FramePage.vue'), children: pages },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  const signedIn = await session.load().catch(() => null)
  if (to.meta.open) return signedIn && to.path === '/login' ? '/' : true
  if (signedIn === null) return to.path === '/login' ? true : { path: '/login', query: { to: to.fullPath } }
  if (!signedIn) return { path: '/login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (session.user?.must_change_password && to.path !== '/password') return '/password'
  // Who may not see the overview starts at the first place that is open to them: a company at its portal, an auditor at the log.
  if (to.redirectedFrom?.path === '/' && to.meta.anyOf && !to.meta.anyOf.some((one) => session.may(one))) {
    const first = FIRST_PLACES.find((place) => place.anyOf.some((one) => session.may(one)))
    if (first) return first.path
  }
  return true
})
