import { useEffect, useState } from 'preact/hooks'
import { type Desk, failureOf } from '#capabilities/registration/desk/pages/desk.ts'
import type { Random } from '#platform/base/environment.ts'
import { call } from '#platform/http/client.ts'
import type { KeyStore, OwnKey } from '#platform/sealed/key-store.ts'
import { openKeyStore } from '#platform/sealed/open-key-store.ts'
import { listKeys } from '../contract.ts'
import { fingerprint, type Here, type Keys, RECOVERY, type Trust, trustOf } from './sealing.ts'

/** A colleague, oneself, or the recovery custodian, with the key the server tells and what this browser thinks of it. */
export interface KnownKey {
  ownerId: string
  displayName: string | undefined
  key: { keyId: string; publicKey: string; since: string }
  fingerprint: string
  trust: Trust
}

/** All that a page of sealed records begins with. */
export interface Ready {
  keys: Keys
  known: KnownKey[]
  /** Undefined where this browser keeps nothing. */
  here: Here | undefined
  own: OwnKey | undefined
}
export type Readiness =
  | { kind: 'loading' }
  | { kind: 'ready'; ready: Ready }
  | { kind: 'failed'; why: ReturnType<typeof failureOf> }

/** Loads the public keys and opens what this browser keeps for whoever is signed in. */
export function useSealing(desk: Desk, random: Random): { state: Readiness; again: () => Promise<void> } {
  const [state, setState] = useState<Readiness>({ kind: 'loading' })
  async function load(): Promise<void> {
    const result = await call(desk.fetch, listKeys, {})
    if (result.kind !== 'ok') return setState({ kind: 'failed', why: failureOf(desk, result) })
    const keys = result.reply
    const store = await openKeyStore(`${keys.operationId} ${keys.accountId}`)
    const here = store && { fetch: desk.fetch, random, store }
    setState({ kind: 'ready', ready: { keys, here, own: await store?.own(), known: await lookAt(keys, store) } })
  }
  useEffect(() => void load(), [])
  return { state, again: load }
}

async function lookAt(keys: Keys, store: KeyStore | undefined): Promise<KnownKey[]> {
  const owners = keys.officers.map((officer) => ({
    ...{ ownerId: officer.accountId, displayName: officer.displayName as string | undefined },
    key: { keyId: officer.keyId, publicKey: officer.publicKey, since: officer.since },
  }))
  const [recovery] = keys.recovery
  if (recovery) owners.push({ ownerId: RECOVERY, displayName: undefined, key: recovery })
  return Promise.all(
    owners.map(async (owner) => ({
      ...owner,
      fingerprint: await fingerprint(keys, owner.ownerId, owner.key),
      trust: store ? await trustOf(store, keys, owner.ownerId, owner.key) : ('new' as const),
    })),
  )
}

const CLOSED_AFTER_MS = 60_000

/** Closes an open text after a minute in which nobody touched this page: a shared computer is left alone. */
export function useClosingText(desk: Desk, opened: unknown, close: () => void): void {
  useEffect(() => {
    if (opened === undefined) return
    let cancel = desk.after(CLOSED_AFTER_MS, close)
    const used = () => {
      cancel()
      cancel = desk.after(CLOSED_AFTER_MS, close)
    }
    const signs = ['pointerdown', 'keydown', 'scroll'] as const
    for (const sign of signs) document.addEventListener(sign, used)
    return () => {
      cancel()
      for (const sign of signs) document.removeEventListener(sign, used)
    }
  }, [opened])
}
