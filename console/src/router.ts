import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

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


const pages: RouteRecordRaw[] = [
  { path: '', redirect: '/video' },
  { path: 'video', component: () => import('./video/VideoPage.vue'), meta: { place: 'video', anyOf: ['live.view'] } },
  { path: 'devices', redirect: '/devices/channels' },
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
  return true
})
