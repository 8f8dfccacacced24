import { type DBSchema, openDB } from 'idb'
import type { KeyStore, OwnKey } from './key-store.ts'

interface Schema extends DBSchema {
  key: { key: string; value: OwnKey }
  known: { key: string; value: string }
}

/** Undefined where the browser keeps nothing: a key made there would be gone with the page, and all that was sealed to it. */
export async function openKeyStore(owner: string): Promise<KeyStore | undefined> {
  try {
    const db = await openDB<Schema>('posada-sealed', 1, {
      upgrade(fresh) {
        fresh.createObjectStore('key')
        fresh.createObjectStore('known')
      },
    })
    return {
      own: () => db.get('key', owner),
      keepOwn: async (key) => void (await db.put('key', key, owner)),
      known: (name) => db.get('known', `${owner} ${name}`),
      remember: async (name, value) => void (await db.put('known', value, `${owner} ${name}`)),
    }
  } catch {
    return undefined
  }
}
