import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'

import '@/theme/page.css'
import { applyTheme } from '@/theme/tokens'

import ButtonPage from './ButtonPage.vue'
import './phone.css'
import PhoneApp from './PhoneApp.vue'
import VillagePage from './VillagePage.vue'
import { i18n, speak } from './words'

const page = location.pathname.split('/')[1] === 'village' ? 'village' : 'button'
const light = matchMedia('(prefers-color-scheme: light)')
const dress = (): void => applyTheme(light.matches ? 'light' : 'dark')
dress()
light.addEventListener('change', dress)
speak(i18n.global.locale.value)

const manifest = document.createElement('link')
manifest.rel = 'manifest'
manifest.href = `/${page}.webmanifest`
document.head.append(manifest)
// Only pages over HTTPS (and on this machine itself) may have a worker; without one the page works as long as it is open.
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/phone-worker.js', { scope: `/${page}` })

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/button', component: ButtonPage },
    { path: '/village/:id?', component: VillagePage, props: true },
    { path: '/:rest(.*)*', redirect: `/${page}` },
  ],
})
createApp(PhoneApp).use(i18n).use(router).mount('#app')
