import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

import { precompress } from './precompress.ts'
import { mockPlatform } from './mock/server.ts'

// `npm run dev` talks to a platform that runs here (ANLAN_URL, by default the demo city's); `npm run mock` needs none.
const platform = process.env['ANLAN_URL'] ?? 'http://127.0.0.1:8080'

const entry = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))

/** In development too, telephone pages have their own entry, as the platform serves them (`anlan.api.console_files`). */
function phonePages(): Plugin {
  return {
    name: 'anlan-phone-pages',
    configureServer: (server) => void server.middlewares.use((request, _answer, next) => {
      if (/^\/(button|village)(\/|\?|$)/.test(request.url ?? '')) request.url = '/phone.html'
      next()
    }),
  }
}

export default defineConfig(({ mode }) => ({
  plugins: [vue(), precompress(), phonePages(), ...(mode === 'mock' ? [mockPlatform()] : [])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: mode === 'mock' ? {} : { proxy: { '/api': { target: platform, ws: true, changeOrigin: false } } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy allows no data: scripts or styles
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200, // MapLibre is one piece of 1 MB, loaded only with a map
    rolldownOptions: {
      input: { index: entry('index.html'), phone: entry('phone.html') },
      output: {
        codeSplitting: {
          groups: [
            { name: 'vue', test: /node_modules[\\/](@vue|vue|vue-router|pinia|vue-i18n|@intlify)[\\/]/, priority: 3 },
            // What most pages share of the component library, in one piece: dozens of small files cost more than their bytes.
            { name: 'ui', test: /node_modules[\\/](naive-ui|vueuc|vooks|css-render|@css-render|vdirs|seemly|evtd|treemate|lodash-es)[\\/]/, minShareCount: 5, priority: 1 },
            // Apart from the library: telephone pages have icons and nothing else of it.
            { name: 'icons', test: /node_modules[\\/]@lucide[\\/]/, minShareCount: 3, priority: 1 },
            { name: 'query', test: /node_modules[\\/]@tanstack[\\/]/, priority: 2 },
          ],
        },
      },
    },
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], restoreMocks: true },
}))
