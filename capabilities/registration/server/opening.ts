import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Database } from '#platform/database/connect.ts'
import { sharedCopy, wipe } from '#platform/vault/keys.ts'
import { createOpeningPool, type OpenedEntry } from '#platform/vault/opening.ts'
import type { Vault } from '#platform/vault/vault.ts'
import { envelopeBinding } from '../model.ts'
import type { Invitations } from './invitations.ts'
import type { NameIndex } from './name-index.ts'
import { listSealed, lockPeople, quarantine, type SealedRow, setFailed, storeOpened } from './queries-opening.ts'
import type { AboutEntry, ReadEntry } from './read-envelope.ts'

type Services = {
  db: Database
  vault: Vault
  clock: Clock
  random: Random
  names: NameIndex
  invitations: Pick<Invitations, 'forget'>
}

const BATCH_ENTRIES = 40

/**
 * Opens what is sealed, off the request path, until nothing is left or the operation locks. Answers with how many were
 * opened and the CPU time their opening took in the worker.
 */
export async function openSealedEntries(
  { vault, ...services }: Services,
  operationId: string,
): Promise<{ opened: number; failed: number; cpuMs: number }> {
  const total = { opened: 0, failed: 0, cpuMs: 0 }
  while (vault.isUnlocked(operationId)) {
    const sealed = await services.db.scoped(operationId, listSealed, { operationId, limit: BATCH_ENTRIES })
    if (sealed.length === 0 || !vault.isUnlocked(operationId)) break
    const unlocked = vault.require(operationId)
    const pool = vault.attach(operationId, 'opening', () =>
      createOpeningPool({ readModule: new URL('./read-envelope.ts', import.meta.url) }),
    )
    const tagKey = sharedCopy(unlocked.secret('tag'))
    const keys = {
      intakePrivateKey: sharedCopy(unlocked.secret('intake')),
      operationKey: sharedCopy(unlocked.operationKey),
      keyVersion: unlocked.keyVersion,
    }
    const batch = await pool
      .open(
        keys,
        sealed.map((row) => ({
          envelope: row.envelope,
          ...envelopeBinding(operationId, row.id),
          about: aboutOf(operationId, row, tagKey),
        })),
      )
      .finally(() => [tagKey, keys.intakePrivateKey, keys.operationKey].forEach(wipe))
    total.cpuMs += batch.cpuMs
    const { opened, failed } = await store(services, operationId, sealed, batch.entries)
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
  tagKey, // shared with the worker, and wiped with the batch
})

async function store(
  { db, clock, random, names, invitations }: Omit<Services, 'vault'>,
  operationId: string,
  sealed: SealedRow[],
  results: OpenedEntry[],
) {
  const readable = sealed.flatMap((row, index) => {
    const result = results[index]!
    return result.ok ? [{ id: row.id, people: (result.value as ReadEntry).people }] : []
  })
  const people = readable.flatMap(({ id, people }) => people.map((person) => ({ ...person, entryId: id })))
  const at = new Date(clock())
  const failed = sealed.flatMap(({ id }, index) => {
    const result = results[index]!
    return result.ok ? [] : [{ entryId: id, ...result }]
  })
  // Only what was not even sealed by our page is kept apart; anything else is a household whose phone went wrong.
  const junk = failed.filter(({ reason }) => reason === 'not-opened')
  const refused = failed.filter(({ reason }) => reason !== 'not-opened')
  const entryIds = readable.map(({ id }) => id)
  const individualIds = people.map(({ individualId }) => individualId)
  const [, stored, ...apart] = await db.scopedAll(operationId, [
    lockPeople({ operationId, individualIds }),
    storeOpened({ operationId, entryIds, people, at }),
    ...junk.map(({ entryId, reason }) =>
      quarantine({ operationId, entryId, failure: reason, at, eventId: newId(random) }),
    ),
    ...refused.map(({ entryId, reason, detail }) =>
      setFailed({ operationId, entryId, failure: detail ? `${reason}: ${detail}` : reason }),
    ),
  ])
  // Whoever was erased meanwhile is not to be found either.
  const kept = new Set(stored!.map((row) => row.individualId))
  await names.add(
    operationId,
    people.filter(({ individualId }) => kept.has(individualId)),
  )
  // What is in quarantine uses up nobody's poster.
  const invitationIds = (apart as { invitationId?: string | null }[][]).flat().map((row) => row.invitationId)
  for (const invitationId of new Set(invitationIds)) if (invitationId) invitations.forget(invitationId)
  return { opened: readable.length, failed: failed.length }
}
