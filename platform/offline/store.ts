import { type DBSchema, openDB } from 'idb'
import type { Random } from '#platform/base/environment.ts'
import { type Box, openBox, sealBox } from './box.ts'

interface StoreSchema extends DBSchema {
  key: { key: string; value: CryptoKey }
  box: { key: string; value: Box }
}

/**
 * What an app keeps on this phone. Everything is encrypted under a key the browser holds and never hands out, so that
 * a copied disk or a curious page tells nothing; whoever holds the unlocked phone can still open the app.
 */
export interface Store {
  get<T>(name: string): Promise<T | undefined>
  put(name: string, value: unknown): Promise<void>
  remove(name: string): Promise<void>
  /** Names that begin so, in order. */
  names(prefix: string): Promise<string[]>
  /** False where the browser keeps nothing (private windows of some browsers): all is gone when the page closes. */
  readonly lasting: boolean
}

/** Opens the store of one app; falls back to memory, and says so, where the browser refuses storage. */
export async function openStore(app: string, random: Random): Promise<Store> {
  try {
    return await openLasting(app, random)
  } catch {
    return memoryStore()
  }
}

async function openLasting(app: string, random: Random): Promise<Store> {
  const db = await openDB<StoreSchema>(`posada-${app}`, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('key')
      fresh.createObjectStore('box')
    },
  })
  const key = await ownKey(db)
  return {
    lasting: true,
    async get<T>(name: string) {
      const box = await db.get('box', name)
      // A box that cannot be opened any more is as good as none; the app starts afresh rather than not at all.
      return box && ((await openBox(key, name, box).catch(() => undefined)) as T | undefined)
    },
    async put(name, value) {
      await db.put('box', await sealBox(key, name, value, random), name)
    },
    remove: (name) => db.delete('box', name),
    names: (prefix) => db.getAllKeys('box', IDBKeyRange.bound(prefix, `${prefix}\uffff`)),
  }

  /** Two tabs may start at once: the first key written is the one both use. */
  async function ownKey(base: typeof db): Promise<CryptoKey> {
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    const transaction = base.transaction('key', 'readwrite')
    const existing = await transaction.store.get('own')
    if (!existing) await transaction.store.put(made, 'own')
    await transaction.done
    return existing ?? made
  }
}

/** Keeps things as long as the page lives; also what tests use. */
export function memoryStore(): Store {
  const kept = new Map<string, string>()
  return {
    lasting: false,
    async get<T>(name: string) {
      const text = kept.get(name)
      return text === undefined ? undefined : (JSON.parse(text) as T)
    },
    async put(name, value) {
      kept.set(name, JSON.stringify(value))
    },
    async remove(name) {
      kept.delete(name)
    },
    names: async (prefix) => [...kept.keys()].filter((name) => name.startsWith(prefix)).sort(),
  }
}
