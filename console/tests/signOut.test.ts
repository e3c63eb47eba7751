import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { api } from '@/api'
import { useSession } from '@/session/store'

let done: string[]

beforeEach(() => {
  setActivePinia(createPinia())
  done = []
  vi.spyOn(api.session, 'close').mockImplementation(() => {
    done.push('session')
    return Promise.resolve(undefined as never)
  })
})

describe('signing out', () => {
  it('closes the open pictures while the session still holds', async () => {
    const session = useSession()
    session.beforeSignOut(async () => {
      await Promise.resolve()
      done.push('picture')
    })
    await session.signOut()
    expect(done).toEqual(['picture', 'session'])
  })

  it('ends the session also where a picture cannot be closed, and forgets what has gone', async () => {
    const session = useSession()
    session.beforeSignOut(() => Promise.reject(new Error('gone')))
    const forget = session.beforeSignOut(() => Promise.resolve(void done.push('picture')))
    forget()
    await session.signOut()
    expect(done).toEqual(['session'])
  })
})
