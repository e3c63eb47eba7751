import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'

import { whenSignedOut } from './api/http'
import App from './App.vue'
import { i18n } from './locales'
import { useLanguage } from './locales/store'
import { queries } from './queries'
import { router } from './router'
import { useSession } from './session/store'
import './theme/page.css'
import { useTheme } from './theme/store'

const app = createApp(App)
app.use(createPinia())
useTheme()
await useLanguage().start()
app.use(i18n)
app.use(VueQueryPlugin, { queryClient: queries })
app.use(router)
whenSignedOut(() => {
  useSession().forget()
  const here = router.currentRoute.value
  if (!here.meta.open) void router.replace({ path: '/login', query: { to: here.fullPath } })
})
app.mount('#app')
