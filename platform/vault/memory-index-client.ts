import { Worker } from 'node:worker_threads'
import { operationLocked } from '#platform/base/problem.ts'
import type { Place } from './aead.ts'
import type { PersonKeyPlace } from './blobs.ts'
import { sharedCopy } from './keys.ts'
import type { Found } from './memory-index.ts'
import type { Attached } from './vault.ts'

/** One entry as it lies in the database: the person's wrapped key and the blobs whose texts are to be found. */
export type SealedText = {
  id: string
  key: { wrapped: Uint8Array; place: PersonKeyPlace }
  blobs: { place: Place; sealed: Uint8Array }[]
}

/** What a capability's reading module exports as `readTexts`: the texts of one opened blob that search should find. */
export type ReadTexts = (content: unknown) => string[]

export type MemoryIndex = Attached & {
  /** Adds or replaces entries; answers with the ids of those that could not be opened. */
  add(entries: SealedText[]): Promise<string[]>
  remove(ids: string[]): Promise<void>
  search(text: string, limit: number): Promise<Found[]>
  size(): Promise<number>
}

/**
 * An index of names in a thread of its own: opening and folding never hold up a request, and ending the thread takes
 * the whole index with it. `readModule` is the URL of a module exporting `readTexts`.
 */
export function createMemoryIndex(operationKey: Uint8Array, { readModule }: { readModule: URL }): MemoryIndex {
  const sharedKey = sharedCopy(operationKey)
  const workerData: IndexWorkerData = { operationKey: sharedKey, readModule: readModule.href }
  const worker = new Worker(new URL('./memory-index-worker.ts', import.meta.url), { workerData, env: {} })
  worker.unref()

  const waiting = new Map<number, { resolve(answer: IndexAnswer): void; reject(error: Error): void }>()
  let sequence = 0
  let ended: Error | undefined

  const giveUp = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  worker.on('error', () => giveUp(new Error('the index failed'))) // its own message could quote a name
  worker.on('exit', () => giveUp(new Error('the index has ended')))
  worker.on('message', ({ sequence, answer }: { sequence: number; answer: IndexAnswer }) => {
    waiting.get(sequence)?.resolve(answer)
    waiting.delete(sequence)
  })

  function request(ask: IndexRequest): Promise<IndexAnswer> {
    if (ended) return Promise.reject(ended)
    if (waiting.size >= WAITING_MAX) return Promise.reject(new Error('too many questions are waiting for the index'))
    return new Promise((resolve, reject) => {
      waiting.set(++sequence, { resolve, reject })
      worker.postMessage({ sequence, ask })
    })
  }

  return {
    add: async (entries) => (await request({ kind: 'add', entries })).unreadable ?? [],
    remove: async (ids) => void (await request({ kind: 'remove', ids })),
    search: async (text, limit) => (await request({ kind: 'search', text, limit })).found ?? [],
    size: async () => (await request({ kind: 'size' })).size ?? 0,
    hasEnded: () => ended !== undefined,
    async end() {
      sharedKey.fill(0)
      giveUp(operationLocked()) // only a lock ends it: whoever waits is told that
      await worker.terminate()
    },
  }
}

export type IndexWorkerData = { operationKey: Uint8Array; readModule: string }

export type IndexRequest =
  | { kind: 'add'; entries: SealedText[] }
  | { kind: 'remove'; ids: string[] }
  | { kind: 'search'; text: string; limit: number }
  | { kind: 'size' }

export type IndexAnswer = { unreadable?: string[]; found?: Found[]; size?: number }

const WAITING_MAX = 1000
