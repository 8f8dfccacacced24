import type { Clock } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { createOpeningPool, type OpenedEntry } from '#platform/vault/opening.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { envelopeBinding } from '../model.ts'
import type { NameIndex } from './name-index.ts'
import { listSealed, lockPeople, type SealedRow, setFailed, storeOpened } from './queries-opening.ts'
import type { AboutEntry, ReadEntry } from './read-envelope.ts'

type Services = { db: Database; vault: Vault; clock: Clock; names: NameIndex }

const BATCH_ENTRIES = 40

/**
 * Opens what is sealed, off the request path, until nothing is left or the operation locks. Answers with how many were
 * opened and the CPU time their opening took in the worker.
 */
export async function openSealedEntries(
  { db, vault, clock, names }: Services,
  operationId: string,
): Promise<{ opened: number; failed: number; cpuMs: number }> {
  const total = { opened: 0, failed: 0, cpuMs: 0 }
  while (vault.isUnlocked(operationId)) {
    const sealed = await db.scoped(operationId, listSealed, { operationId, limit: BATCH_ENTRIES })
    if (sealed.length === 0 || !vault.isUnlocked(operationId)) break
    const unlocked = vault.require(operationId)
    const pool = vault.attach(operationId, 'opening', () =>
      createOpeningPool({ readModule: new URL('./read-envelope.ts', import.meta.url) }),
    )
    const tagKey = unlocked.secret('tag')
    const keys = { intakePrivateKey: unlocked.secret('intake'), operationKey: unlocked.operationKey }
    const batch = await pool.open(
      keys,
      sealed.map((row) => ({
        envelope: row.envelope,
        ...envelopeBinding(operationId, row.id),
        about: aboutOf(operationId, row, tagKey),
      })),
    )
    total.cpuMs += batch.cpuMs
    const { opened, failed } = await store({ db, clock, names }, operationId, sealed, batch.entries)
    total.opened += opened
    total.failed += failed
  }
  return total
}

const aboutOf = (operationId: string, row: SealedRow, tagKey: Uint8Array): AboutEntry => ({
  operationId,
  entryId: row.id,
  focalPointId: row.focalPointId,
  individualIds: row.individualIds,
  receivedOn: row.receivedOn,
  tagKey: Uint8Array.from(tagKey), // one copy an entry: the worker wipes each as it goes
})

async function store(
  { db, clock, names }: Pick<Services, 'db' | 'clock' | 'names'>,
  operationId: string,
  sealed: SealedRow[],
  results: OpenedEntry[],
) {
  const readable = sealed.flatMap((row, index) => {
    const result = results[index]!
    return result.ok ? [{ id: row.id, people: (result.value as ReadEntry).people }] : []
  })
  const people = readable.flatMap(({ id, people }) => people.map((person) => ({ ...person, entryId: id })))
  const failures = sealed.flatMap((row, index) => {
    const result = results[index]!
    return result.ok
      ? []
      : [
          setFailed({
            operationId,
            entryId: row.id,
            failure: result.detail ? `${result.reason}: ${result.detail}` : result.reason,
          }),
        ]
  })
  const entryIds = readable.map(({ id }) => id)
  const individualIds = people.map(({ individualId }) => individualId)
  const [, stored] = await db.scopedAll(operationId, [
    lockPeople({ operationId, individualIds }),
    storeOpened({ operationId, entryIds, people, at: new Date(clock()) }),
    ...failures,
  ])
  // Whoever was erased meanwhile is not to be found either.
  const kept = new Set(stored!.map((row) => row.individualId))
  await names.add(
    operationId,
    people.filter(({ individualId }) => kept.has(individualId)),
  )
  return { opened: readable.length, failed: failures.length }
}
