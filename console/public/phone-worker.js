// Keeps the telephone pages usable without a network: the page and its files from the last visit; data is never kept here.
const CACHE = 'anlan-phone-1'
const FILES = /^\/(assets\/|favicon\.svg$|button\.webmanifest$|village\.webmanifest$)/

self.addEventListener('install', (event) => {
  event.waitUntil(keep(new URL(self.registration.scope).pathname).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (FILES.test(url.pathname)) event.respondWith(file(request))
})

/** The page and everything that it names, so that nothing is missing when the network goes. */
async function keep(path) {
  const answer = await fetch(path, { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  const cache = await caches.open(CACHE)
  const text = await answer.clone().text()
  const named = [...text.matchAll(/(?:src|href)="(\/(?:assets\/[^"]+|favicon\.svg))"/g)].map((match) => match[1])
  const wanted = new Set([...named, `${path}.webmanifest`])
  await cache.put(path, answer)
  await Promise.all([...wanted].map(async (each) => {
    if (!(await cache.match(each))) await cache.add(each)
  }))
  // What an older build left.
  for (const request of await cache.keys()) {
    const kept = new URL(request.url).pathname
    if (kept.startsWith('/assets/') && !wanted.has(kept) && !(await others(cache, path)).includes(kept)) await cache.delete(request)
  }
}

/** Files that the other telephone page needs, which shares this cache. */
async function others(cache, path) {
  const found = []
  for (const each of ['/button', '/village']) {
    const answer = each === path ? undefined : await cache.match(each)
    if (answer) found.push(...[...(await answer.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]))
  }
  return found
}

async function page(request) {
  const path = new URL(self.registration.scope).pathname
  try {
    const answer = await fetch(request)
    // A newer build is kept for the next time without a network.
    if (answer.ok) await keep(path).catch(() => undefined)
    return answer
  } catch {
    return (await caches.match(path)) ?? Response.error()
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request)
}
