import type { Clock, Random } from '#platform/base/environment.ts'
import { Problem } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { Place } from '#platform/vault/aead.ts'
import { CUSTODIANS, sealShares } from '#platform/vault/custodians.ts'
import { createKey, unwrapKey, wipe, wrapKey } from '#platform/vault/keys.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { placeOf } from '../../server/operations.ts'
import { custodiansNotReady } from '../contract.ts'
import {
  deleteOperationKey,
  findOperationKey,
  holdCustodians,
  holdOperationKey,
  insertOperationKey,
  listCustodians,
  listOwnSecrets,
  listWrappedBy,
  storeRewrapped,
  storeSecret,
  storeShare,
} from './queries.ts'

type Means = { tx: Tx; vault: Vault; clock: Clock; random: Random }

/** Steps of a rotation, told as each is done; a test stops it at each. */
export type RotationStep = 'began' | 'batch' | 'held' | 'secrets' | 'shares' | 'key'

/**
 * A new operation key: everything the old one wraps is wrapped anew, in batches, within one transaction. Until it commits
 * nothing has changed for anybody, so one that was cut off is simply started again; what the keys protect is never touched.
 * People keep registering: only the last moment holds up whoever writes a new person's key, and who wrapped one with the old
 * key is then refused by the database and wraps again. Gives the new version.
 */
export async function rotateOperationKey(
  { tx, vault, clock, random }: Means,
  onStep: (step: RotationStep) => void = () => {},
): Promise<number> {
  const { operationId } = tx
  const { operationKey } = vault.require(operationId)
  await tx.run(holdCustodians, { operationId })
  const custodians = (await tx.run(listCustodians, { operationId })).flatMap(({ ordinal, publicKey }) =>
    publicKey ? [{ ordinal, publicKey }] : [],
  )
  const [current] = await tx.run(findOperationKey, { operationId })
  if (!current || custodians.length !== CUSTODIANS) throw custodiansNotReady()
  const next = { ...current, keyVersion: current.keyVersion + 1, madeAt: new Date(clock()) }
  const nextKey = createKey(random)
  try {
    await tx.run(insertOperationKey, { operationId, ...next })
    onStep('began')
    const keys = { operationKey, nextKey, from: current.keyVersion, to: next.keyVersion, random }
    await rewrapPeople(tx, keys, () => onStep('batch'))
    await tx.run(holdOperationKey, { operationId, keyVersion: keys.from })
    onStep('held')
    await rewrapPeople(tx, keys, () => {})
    for (const { kind, version, wrappedPrivate } of await tx.run(listOwnSecrets, { operationId })) {
      const place = placeOf(operationId, { kind, version })
      const rewrapped = rewrap(keys, wrappedPrivate, place)
      await tx.run(storeSecret, { operationId, kind, version, wrappedPrivate: rewrapped })
    }
    onStep('secrets')
    for (const share of await sealShares({ operationId, keyVersion: next.keyVersion }, nextKey, custodians))
      await tx.run(storeShare, { operationId, ...share })
    onStep('shares')
    await tx.run(deleteOperationKey, { operationId, keyVersion: current.keyVersion })
    onStep('key')
  } catch (error) {
    wipe(nextKey)
    throw error
  }
  tx.afterCommit(() => void vault.replaceKey(operationId, nextKey, next.keyVersion))
  return next.keyVersion
}

type Keys = { operationKey: Uint8Array; nextKey: Uint8Array; from: number; to: number; random: Random }

async function rewrapPeople(tx: Tx, keys: Keys, onBatch: () => void): Promise<void> {
  const { operationId } = tx
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await tx.run(listWrappedBy, { operationId, keyVersion: keys.from, after, limit: BATCH_PEOPLE })
    if (rows.length === 0) return
    const individualIds = rows.map(({ individualId }) => individualId)
    const wrappedKeys = rows.map(({ individualId, wrappedKey }) =>
      rewrapOrLeave(keys, wrappedKey, personPlace(operationId, individualId)),
    )
    await tx.run(storeRewrapped, { operationId, keyVersion: keys.to, individualIds, wrappedKeys })
    after = individualIds.at(-1)!
    onBatch()
  }
}

/** A key that was damaged opened nothing before either: it must not keep everybody else under the old key. */
function rewrapOrLeave(keys: Keys, wrapped: Uint8Array, place: Place): Uint8Array {
  try {
    return rewrap(keys, wrapped, place)
  } catch (error) {
    if (error instanceof Problem) throw error // locked meanwhile
    return wrapped
  }
}

function rewrap({ operationKey, nextKey, random }: Keys, wrapped: Uint8Array, place: Place): Uint8Array {
  const key = unwrapKey(operationKey, wrapped, place)
  try {
    return wrapKey(nextKey, key, place, random)
  } finally {
    wipe(key)
  }
}

// The same place as in capabilities/registration/server/person-file.ts: whose key it is, never which operation key wraps it.
const personPlace = (operationId: string, individualId: string): Place => ({
  operationId,
  table: 'person_key',
  row: individualId,
  class: 'person-key',
  keyVersion: 1,
})

const BATCH_PEOPLE = 500
