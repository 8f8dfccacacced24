import { toBase64url } from '#platform/base/ids.ts'
import { notFound } from '#platform/base/problem.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { intakeKeyPair } from '#platform/vault/keys.ts'
import { openEnvelope } from '#platform/vault/open-envelope.ts'
import { EnvelopeContent, envelopeBinding } from '../../model.ts'
import type { listConflicts, openConflict } from '../contract-files.ts'
import type { OpeningPurpose } from '../model.ts'
import { type ConflictRow, closeConflict, listOpenConflicts } from './queries-files.ts'
import { noteReading, trace, type Work } from './work.ts'

/** What came twice and waits for a decision. */
export async function list(work: Work): Promise<ReplyIn<typeof listConflicts>> {
  const rows = await readConflicts(work, null)
  return {
    conflicts: rows.map(({ entryId, contentHash, householdId, caseNumber, receivedAt }) => ({
      entryId,
      contentHash: toBase64url(contentHash),
      householdId,
      caseNumber,
      receivedAt: receivedAt.toISOString(),
    })),
  }
}

/** The second version, to be laid beside the first. */
export async function open(
  work: Work,
  entryId: string,
  { contentHash, purpose }: { contentHash: string; purpose: OpeningPurpose },
): Promise<ReplyIn<typeof openConflict>> {
  const { operationId } = work.actor
  const conflict = await getConflict(work, entryId, contentHash)
  const privateKey = work.vault.require(operationId).secret('intake')
  // Without a household of its own (its people came with another entry) the entry itself is what was read.
  await trace(work, { act: 'open-household', purpose, groupId: conflict.householdId ?? entryId })
  let opened: EnvelopeContent
  try {
    const binding = envelopeBinding(operationId, entryId)
    const plaintext = openEnvelope(intakeKeyPair(privateKey), conflict.envelope, binding.info, binding.aad)
    opened = EnvelopeContent.parse(JSON.parse(Buffer.from(plaintext).toString('utf8')))
  } catch {
    // Sealed wrongly, or not what we know: a person is told so and decides all the same.
    return { readable: false, people: [], phoneNumber: null }
  }
  const { people, phoneNumber } = opened
  const groupIds = conflict.householdId ? [conflict.householdId] : []
  await noteReading(work, { act: 'open', groupIds, people: people.length })
  return { readable: true, people: people.map((person) => ({ ...person, version: 0 })), phoneNumber }
}

/** The first version stays; the second is destroyed. */
export async function decide(work: Work, entryId: string, contentHash: string): Promise<{ decided: true }> {
  const conflict = await getConflict(work, entryId, contentHash)
  await work.tx.run(closeConflict, {
    operationId: work.actor.operationId,
    entryId,
    contentHash: conflict.contentHash,
    at: new Date(work.now),
  })
  const groupId = conflict.householdId ?? entryId
  await trace(work, { act: 'conflict-decided', purpose: 'registration', groupId, facts: {} })
  return { decided: true }
}

async function readConflicts(work: Work, entryId: string | null): Promise<ConflictRow[]> {
  const { operationId, siteIds } = work.actor
  return work.tx.run(listOpenConflicts, { operationId, entryId, siteIds: siteIds === 'all' ? null : siteIds })
}

async function getConflict(work: Work, entryId: string, contentHash: string): Promise<ConflictRow> {
  const conflict = (await readConflicts(work, entryId)).find((row) => toBase64url(row.contentHash) === contentHash)
  if (!conflict) throw notFound()
  return conflict
}
