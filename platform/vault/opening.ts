import { Piscina } from 'piscina'
import type { Attached } from './vault.ts'

/** One envelope to open, with what it is bound to and whatever the reading module needs to know about it. */
export type SealedEntry = { envelope: Uint8Array; info: Uint8Array; aad: Uint8Array; about: unknown }

/** Why an entry could not be read: it did not open, is not JSON, or the reading module refused its content. */
export type OpeningFailure = 'not-opened' | 'not-json' | 'refused'

export type OpenedEntry = { ok: true; value: unknown } | { ok: false; reason: OpeningFailure; detail?: string }

export type OpenedBatch = { entries: OpenedEntry[]; cpuMs: number }

/** Keys a batch needs; copied to the worker, which overwrites its copy when the batch is done. */
export type OpeningKeys = { intakePrivateKey: Uint8Array; operationKey: Uint8Array; keyVersion: number }

/**
 * What a capability's reading module exports as `readContent`. It runs in the worker, so that clear text need not leave
 * it: check the content and return, for example, blobs sealed with `keys.operationKey`.
 */
export type ReadContent = (
  content: unknown,
  about: unknown,
  keys: OpeningKeys,
) => { value: unknown } | { refused: string }

export type OpeningPool = Attached & {
  /** Rejects when the pool is ended or its queue is full; the caller tries again after the next unlock. */
  open(keys: OpeningKeys, entries: SealedEntry[]): Promise<OpenedBatch>
  /** Batches waiting or in work. */
  pending(): number
}

/**
 * Workers that open envelopes off the request path. `readModule` is the URL of a module exporting `readContent`.
 * Attach the pool to its operation in the vault, so that locking ends it.
 */
export function createOpeningPool({ readModule, threads = 1 }: { readModule: URL; threads?: number }): OpeningPool {
  const pool = new Piscina<OpeningTask, OpenedBatch>({
    filename: new URL('./opening-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    maxQueue: QUEUE_BATCHES_MAX,
    // A worker needs no setting of the process, and must not inherit its secrets.
    env: {},
  })
  let pending = 0
  return {
    async open(keys, entries) {
      pending++
      try {
        return await pool.run({ readModule: readModule.href, keys, entries })
      } finally {
        pending--
      }
    },
    pending: () => pending,
    end: () => pool.destroy(),
  }
}

export type OpeningTask = { readModule: string; keys: OpeningKeys; entries: SealedEntry[] }

const IDLE_MS = 10_000
const QUEUE_BATCHES_MAX = 64
