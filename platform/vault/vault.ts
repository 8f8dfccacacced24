import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '#platform/base/environment.ts'
import { operationLocked } from '#platform/base/problem.ts'
import type { Place } from './aead.ts'
import { collectNow } from './collecting.ts'
import { unwrapKey, wipe } from './keys.ts'
import { createWaitingShares } from './waiting-shares.ts'

/** Something that lives only while an operation is unlocked: a pool of workers, an index in memory. */
export type Attached = {
  end(): Promise<void>
  /** True for one that failed by itself: the next who asks gets a new one. */
  hasEnded?(): boolean
}

/** A secret of the operation as stored: wrapped by the operation key. */
export type WrappedSecret = { name: string; wrapped: Uint8Array; place: Place }

/** What may be used while the operation is unlocked. Ask the vault each time; do not keep it. */
export type Unlocked = {
  operationId: string
  operationKey: Uint8Array
  /** Which one it is; what is wrapped by it says so where it is stored. */
  keyVersion: number
  /** Unwrapped when the operation was unlocked; throws for a name that was not among them. */
  secret(name: string): Uint8Array
}

export type Vault = ReturnType<typeof createVault>

/**
 * Holds the operation keys of this process, in memory only. Locking an operation overwrites its key at once and then
 * ends everything that could still hold a copy.
 */
export function createVault({ clock }: { clock: Clock }) {
  const open = new Map<string, OpenOperation>()
  const waiting = createWaitingShares({ clock })

  function isUnlocked(operationId: string): boolean {
    waiting.expire(operationId)
    const operation = open.get(operationId)
    if (operation && clock() >= operation.lapsesAt) void lock(operationId)
    return open.has(operationId)
  }

  /**
   * Takes over `operationKey` (the caller keeps no copy) and unwraps the secrets that go with it. Throws, and wipes the
   * key, if it is not the one they were wrapped with. Unlocking again renews the time until it lapses.
   */
  function unlock(
    operationId: string,
    operationKey: Uint8Array,
    wrappedSecrets: WrappedSecret[] = [],
    { lapsesAfterMs = LAPSES_AFTER_MS, keyVersion = 1 }: { lapsesAfterMs?: number; keyVersion?: number } = {},
  ): void {
    const secrets = new Map<string, Uint8Array>()
    try {
      for (const { name, wrapped, place } of wrappedSecrets) secrets.set(name, unwrapKey(operationKey, wrapped, place))
    } catch (error) {
      wipeAll(operationKey, secrets)
      throw error
    }
    const lapsesAt = clock() + lapsesAfterMs
    const before = open.get(operationId)
    if (before) {
      const same = timingSafeEqual(before.operationKey, operationKey)
      wipeAll(operationKey, secrets)
      if (!same) throw new Error('not the key of this operation')
      before.lapsesAt = lapsesAt // workers and indexes already hold this key: they stay
      return
    }
    open.set(operationId, { operationId, operationKey, keyVersion, secrets, lapsesAt, attached: new Map() })
  }

  /** Overwrites the key now; resolves when the workers and indexes of the operation have ended too. */
  async function lock(operationId: string): Promise<void> {
    waiting.forget(operationId)
    const operation = open.get(operationId)
    if (!operation) return
    open.delete(operationId)
    wipeAll(operation.operationKey, operation.secrets)
    await endAll(operation.attached)
    await collectNow()
  }

  /** The panic lock: every operation of this process. */
  const lockAll = async (): Promise<void> => {
    waiting.forgetAll()
    await Promise.all([...open.keys()].map(lock))
  }

  /** The operation's keys, or the problem `operation-locked` (423). */
  function requireUnlocked(operationId: string): Unlocked {
    const operation = isUnlocked(operationId) && open.get(operationId)
    if (!operation) throw operationLocked()
    return {
      operationId,
      operationKey: operation.operationKey,
      keyVersion: operation.keyVersion,
      secret(name) {
        const secret = operation.secrets.get(name)
        if (!secret) throw new Error(`no secret named ${name} was unlocked`)
        return secret
      },
    }
  }

  /** The one `name` of an unlocked operation, made when first asked for and ended by `lock`. */
  function attach<T extends Attached>(operationId: string, name: string, make: (unlocked: Unlocked) => T): T {
    const unlocked = requireUnlocked(operationId)
    const { attached } = open.get(operationId)!
    // Names are chosen by the caller, who therefore knows what it made under each.
    const existing = attached.get(name) as T | undefined
    if (existing && !existing.hasEnded?.()) return existing
    const made = make(unlocked)
    attached.set(name, made)
    return made
  }

  /**
   * After a rotation was stored: takes the place of the key before, also under whoever holds it, and ends the workers and
   * indexes that have a copy of it.
   */
  async function replaceKey(operationId: string, operationKey: Uint8Array, keyVersion: number): Promise<void> {
    waiting.forget(operationId)
    const operation = open.get(operationId)
    operation?.operationKey.set(operationKey)
    wipe(operationKey)
    if (!operation) return
    operation.keyVersion = keyVersion
    await endAll(operation.attached)
    await collectNow()
  }

  /** When the key lapses unless the custodians renew it; undefined while locked. */
  const lapsesAt = (operationId: string): number | undefined =>
    isUnlocked(operationId) ? open.get(operationId)?.lapsesAt : undefined

  return { isUnlocked, unlock, lock, lockAll, replaceKey, require: requireUnlocked, attach, lapsesAt, waiting }
}

type OpenOperation = {
  operationId: string
  operationKey: Uint8Array
  keyVersion: number
  secrets: Map<string, Uint8Array>
  lapsesAt: number
  attached: Map<string, Attached>
}

/** Holds on to none of them while they end, so that they can be collected right after. */
function endAll(attached: Map<string, Attached>): Promise<unknown> {
  const ended = [...attached.values()].map((each) => each.end())
  attached.clear()
  return Promise.allSettled(ended)
}

function wipeAll(operationKey: Uint8Array, secrets: Map<string, Uint8Array>): void {
  wipe(operationKey)
  for (const secret of secrets.values()) wipe(secret)
}

const LAPSES_AFTER_MS = 7 * 86_400_000
