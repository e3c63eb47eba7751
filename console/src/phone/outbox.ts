import { ref, type Ref } from 'vue'

/** What waits to be sent, in the order in which it was made. */
export type Waiting = { id: string }

/** Where waiting things outlive the page. */
export type Store<T extends Waiting> = { all: () => Promise<T[]>; put: (item: T) => Promise<void>; remove: (id: string) => Promise<void> }

/** The platform said no for good: sending it again would change nothing. */
export class Refused extends Error {
  constructor(readonly status: number, readonly zh: string, readonly en: string, readonly code = '') {
    super(`${status} ${code}: ${en}`)
    this.name = 'Refused'
  }
}

/** Whether a status may be another one later: too many, a pause of the platform, an answer of something in between. */
export const isPassing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

const LONGEST_MS = 30_000
const MOST = 200

/**
 * Sends things one after another, the next only when the one before is received, and keeps them until then: also over a closed page
 * and a dead network. What is refused for good is told and dropped.
 */
export class Outbox<T extends Waiting> {
  readonly waiting: Ref<T[]> = ref([]) as Ref<T[]>
  /** Whether the last try failed, so that the page can say that it has not got through. */
  readonly isStuck = ref(false)
  private isSending = false
  private failures = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly again = (): void => {
    if (document.visibilityState === 'visible') this.kick()
  }

  constructor(private readonly store: Store<T>, private readonly send: (item: T) => Promise<void>, private readonly refused: (item: T, why: Refused) => void) {}

  async start(): Promise<void> {
    this.waiting.value = await this.store.all()
    window.addEventListener('online', this.again)
    document.addEventListener('visibilitychange', this.again)
    this.kick()
  }

  stop(): void {
    window.removeEventListener('online', this.again)
    document.removeEventListener('visibilitychange', this.again)
    clearTimeout(this.timer)
  }

  /** Kept when this returns; sent as soon as that is possible. */
  async add(item: T): Promise<void> {
    if (this.waiting.value.length >= MOST) throw new Error('too much is waiting')
    await this.store.put(item)
    this.waiting.value = [...this.waiting.value, item]
    this.kick()
  }

  /** Try now. */
  kick(): void {
    clearTimeout(this.timer)
    if (!this.isSending) void this.run()
  }

  private async run(): Promise<void> {
    this.isSending = true
    try {
      for (let item = this.waiting.value[0]; item; item = this.waiting.value[0]) {
        try {
          await this.send(item)
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          this.refused(item, error)
        }
        await this.store.remove(item.id)
        const sent = item.id
        this.waiting.value = this.waiting.value.filter((one) => one.id !== sent)
        this.failures = 0
        this.isStuck.value = false
      }
    } catch {
      this.isStuck.value = true
      this.timer = setTimeout(() => this.kick(), Math.min(LONGEST_MS, 1000 * 2 ** this.failures++))
    } finally {
      this.isSending = false
    }
  }
}

/** A few small things, kept at once. */
export function listStore<T extends Waiting>(key: string, storage: Storage = localStorage): Store<T> {
  const read = (): T[] => {
    try {
      const found: unknown = JSON.parse(storage.getItem(key) ?? '[]')
      return Array.isArray(found) ? (found as T[]) : []
    } catch {
      return []
    }
  }
  const write = (items: T[]): Promise<void> => {
    storage.setItem(key, JSON.stringify(items))
    return Promise.resolve()
  }
  return { all: () => Promise.resolve(read()), put: (item) => write([...read().filter((one) => one.id !== item.id), item]), remove: (id) => write(read().filter((one) => one.id !== id)) }
}

/** Things with pictures in them. */
export function databaseStore<T extends Waiting>(name: string): Store<T> {
  let opened: Promise<IDBDatabase> | null = null
  const open = (): Promise<IDBDatabase> =>
    (opened ??= new Promise((done, failed) => {
      const request = indexedDB.open(name, 1)
      request.onupgradeneeded = () => request.result.createObjectStore('waiting', { keyPath: 'order', autoIncrement: true }).createIndex('id', 'id', { unique: true })
      request.onsuccess = () => done(request.result)
      request.onerror = () => failed(request.error ?? new Error('no store'))
    }))
  async function within<R>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const transaction = (await open()).transaction('waiting', mode)
    const request = work(transaction.objectStore('waiting'))
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done(request.result)
      transaction.onerror = transaction.onabort = () => failed(transaction.error ?? new Error('not kept'))
    })
  }
  return {
    all: () => within<T[]>('readonly', (store) => store.getAll() as IDBRequest<T[]>),
    put: async (item) => void (await within('readwrite', (store) => store.put(item))),
    remove: async (id) => {
      const key = await within('readonly', (store) => store.index('id').getKey(id))
      if (key !== undefined) await within('readwrite', (store) => store.delete(key))
    },
  }
}

/** An id for something that may be sent more than once. Works outside secure contexts too, where there is no `randomUUID`. */
export function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
